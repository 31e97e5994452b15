// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/passport_applet.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "devices/sandbox/wires/ber.h"

namespace sandbox {
namespace {

constexpr std::array<std::uint8_t, 7> kName{0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
constexpr std::uint16_t kContentsFile = 0x011e;
constexpr std::uint16_t kDataGroup1 = 0x0101;
constexpr std::uint8_t kWrapped = 0x0c;  // class byte of secure messaging
constexpr std::size_t kNonceBytes = 8;
constexpr std::size_t kTokenBytes = 32;
constexpr std::size_t kMacBytes = 8;

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  [[maybe_unused]] const int done = RAND_bytes(bytes.data(), static_cast<int>(count));
  assert(done == 1);
  return bytes;
}

Bytes ascii(std::string_view text) { return {text.begin(), text.end()}; }

bool equal(ByteView a, ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

}  // namespace

PassportApplet::PassportApplet(const PassportCard& card) {
  if (card.lines.empty()) return;
  keys_ = DocumentKeys::from_lines(card.lines);
  printed_lines_ = ber(0x61, ber(0x5f1f, ascii(card.lines)));
  contents_ = ber(0x60, joined({ber(0x5f01, ascii("0107")), ber(0x5f36, ascii("040000")),
                                ber(0x5c, Bytes{0x61})}));
}

void PassportApplet::power_off() {
  open_ = false;
  challenge_.clear();
  session_.reset();
}

Bytes PassportApplet::answer(ByteView apdu) {
  const auto command = CommandApdu::read(apdu);
  if (!command) return status(0x6700);
  if (command->cla == kWrapped) return session_ ? hear_wrapped(*command) : status(0x6985);
  // A plain command ends a session.
  session_.reset();
  if (command->cla != 0x00) return status(0x6e00);
  if (command->ins == 0xa4 && command->p1 == 0x04) {
    open_ = equal(command->data, kName);
    return status(open_ ? 0x9000 : 0x6a82);
  }
  if (!open_) return status(0x6d00);
  switch (command->ins) {
    case 0x84:
      return command->wanted == kNonceBytes ? challenge() : status(0x6700);
    case 0x82:
      return authenticate(command->data);
    case 0xa4:
    case 0xb0:
      return status(0x6982);  // files open after the handshake only
    default:
      return status(0x6d00);
  }
}

Bytes PassportApplet::challenge() {
  challenge_ = random_bytes(kNonceBytes);
  return with_status(challenge_);
}

// EXTERNAL AUTHENTICATE: the reader's token, sealed. Each challenge is good for one of them.
Bytes PassportApplet::authenticate(ByteView token) {
  const Bytes challenge = std::move(challenge_);
  challenge_.clear();
  if (!keys_ || challenge.empty() || token.size() != kTokenBytes + kMacBytes) return status(0x6300);
  const ByteView secret = token.first(kTokenBytes);
  if (!equal(keys_->mac(secret), token.last(kMacBytes))) return status(0x6300);
  const Bytes plain = keys_->decrypted(secret);
  const ByteView nonce = ByteView(plain).first(kNonceBytes);
  if (!equal(ByteView(plain).subspan(kNonceBytes, kNonceBytes), challenge)) return status(0x6300);

  const Bytes half = random_bytes(16);
  Bytes seed(plain.begin() + 16, plain.end());
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] ^= half[i];
  const Bytes reply =
      keys_->encrypted(joined({challenge, Bytes(nonce.begin(), nonce.end()), half}));
  Bytes counter(challenge.begin() + 4, challenge.end());
  counter.insert(counter.end(), nonce.begin() + 4, nonce.end());
  session_ = Session{DocumentKeys::from_seed(seed), std::move(counter)};
  return with_status(joined({reply, keys_->mac(reply)}));
}

void PassportApplet::Session::count() {
  for (auto byte = counter.rbegin(); byte != counter.rend(); ++byte) {
    if (++*byte != 0) return;
  }
}

// A command under seal: data (87), how much is wanted (97), the seal over header and both (8E).
Bytes PassportApplet::hear_wrapped(const CommandApdu& command) {
  const auto fail = [this](std::uint16_t word) {
    session_.reset();
    return status(word);
  };
  constexpr std::size_t kSealBytes = 2 + kMacBytes;
  const auto seal = ber_value(command.data, 0x8e);
  if (!seal || seal->size() != kMacBytes || command.data.size() < kSealBytes) return fail(0x6987);
  const ByteView sealed = command.data.first(command.data.size() - kSealBytes);
  session_->count();
  const Bytes header{command.cla, command.ins, command.p1, command.p2};
  const Bytes message =
      joined({session_->counter, padded(header), Bytes(sealed.begin(), sealed.end())});
  if (!equal(session_->keys.mac(message), *seal)) return fail(0x6988);

  CommandApdu inner{0x00, command.ins, command.p1, command.p2, {}, std::nullopt};
  Bytes data;
  if (const auto secret = ber_value(sealed, 0x87)) {
    if (secret->size() % 8 != 1 || (*secret)[0] != 0x01) return fail(0x6988);
    data = unpadded(session_->keys.decrypted(secret->subspan(1)));
    inner.data = data;
  }
  if (const auto wanted = ber_value(sealed, 0x97)) {
    if (wanted->size() != 1) return fail(0x6988);
    inner.wanted = (*wanted)[0] == 0 ? 256 : (*wanted)[0];
  }
  return wrapped(hear_inside(inner));
}

Bytes PassportApplet::wrapped(const Bytes& plain) {
  const ByteView data = ByteView(plain).first(plain.size() - 2);
  const ByteView word = ByteView(plain).last(2);
  Bytes body;
  if (!data.empty()) {
    body = ber(0x87, joined({Bytes{0x01}, session_->keys.encrypted(padded(data))}));
  }
  body = joined({body, ber(0x99, word)});
  session_->count();
  const Bytes seal = session_->keys.mac(joined({session_->counter, body}));
  return joined({body, ber(0x8e, seal), Bytes(word.begin(), word.end())});
}

const Bytes* PassportApplet::file(std::uint16_t name) const {
  if (name == kContentsFile) return &contents_;
  if (name == kDataGroup1) return &printed_lines_;
  return nullptr;
}

Bytes PassportApplet::hear_inside(const CommandApdu& command) {
  if (command.ins == 0xa4 && command.p1 == 0x02 && command.p2 == 0x0c && command.data.size() == 2) {
    const auto name = static_cast<std::uint16_t>(command.data[0] << 8 | command.data[1]);
    if (file(name) == nullptr) return status(0x6a82);
    session_->file = name;
    return status(0x9000);
  }
  if (command.ins != 0xb0) return status(0x6d00);
  std::size_t offset = static_cast<std::size_t>(command.p1) << 8 | command.p2;
  if ((command.p1 & 0x80) != 0) {
    // Five bits name the file, which becomes the current one.
    session_->file = static_cast<std::uint16_t>(0x0100 | (command.p1 & 0x1f));
    offset = command.p2;
  }
  const Bytes* bytes = file(session_->file);
  if (bytes == nullptr) return status(session_->file == 0 ? 0x6986 : 0x6a82);
  if (offset >= bytes->size() || !command.wanted) return status(0x6b00);
  const ByteView rest = ByteView(*bytes).subspan(offset);
  if (*command.wanted > rest.size()) return with_status(rest, 0x6282);  // the end came sooner
  return with_status(rest.first(*command.wanted));
}

}  // namespace sandbox
