// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/basic_access.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <iterator>
#include <memory>

#include "devices/reader/card_answer.h"
#include "devices/reader/tlv.h"

namespace devices::reader {
namespace {

using Bytes = std::span<const std::uint8_t>;
using Block = std::array<std::uint8_t, 8>;

constexpr std::size_t kBlock = 8;
constexpr std::uint8_t kPadding = 0x80;
constexpr std::size_t kLongestMessage = 512;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// OpenSSL fails here only without memory.
void must(bool done) {
  assert(done);
  static_cast<void>(done);
}

// The three keys of triple DES, made of the halves of one: 0 the first, 1 the second.
struct TripleKey {
  std::array<std::uint8_t, 24> bytes{};
  TripleKey(const DesKey& key, std::array<std::size_t, 3> halves) {
    for (std::size_t i = 0; i < halves.size(); ++i) {
      std::copy_n(key.bytes.begin() + static_cast<std::ptrdiff_t>(halves[i] * kBlock), kBlock,
                  bytes.begin() + static_cast<std::ptrdiff_t>(i * kBlock));
    }
  }
  ~TripleKey() { visit::wipe(bytes.data(), bytes.size()); }
};

// Whole blocks, from `from` to `to`, which may be the same.
void run(const EVP_CIPHER* cipher, const TripleKey& key, bool encrypt, Bytes from,
         std::uint8_t* to) {
  const Block zero{};
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(EVP_CIPHER_CTX_new());
  int length = 0;
  must(from.size() % kBlock == 0 && context &&
       EVP_CipherInit_ex(context.get(), cipher, nullptr, key.bytes.data(), zero.data(),
                         encrypt ? 1 : 0) == 1 &&
       EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
       EVP_CipherUpdate(context.get(), to, &length, from.data(), static_cast<int>(from.size())) ==
           1);
}

void encrypt(const DesKey& key, Bytes from, std::uint8_t* to) {
  run(EVP_des_ede3_cbc(), TripleKey(key, {0, 1, 0}), true, from, to);
}
void decrypt(const DesKey& key, Bytes from, std::uint8_t* to) {
  run(EVP_des_ede3_cbc(), TripleKey(key, {0, 1, 0}), false, from, to);
}

void pad(WipedBytes& message) {
  std::array<std::uint8_t, kBlock> padding{kPadding};
  must(message.append(Bytes(padding).first(kBlock - message.size() % kBlock)));
}

bool equal(Bytes a, Bytes b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void add(WipedBytes& message, Bytes bytes) { must(message.append(bytes)); }

void add(WipedBytes& message, std::uint8_t tag, Bytes value) {
  const std::array<std::uint8_t, 2> head{tag, static_cast<std::uint8_t>(value.size())};
  add(message, head);
  add(message, value);
}

DesKey derived(Bytes seed, std::uint8_t purpose) {
  std::array<std::uint8_t, 20> input{};
  std::copy(seed.begin(), seed.end(), input.begin());
  input.back() = purpose;
  std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest{};
  SHA1(input.data(), input.size(), digest.data());
  DesKey key;
  std::transform(digest.begin(), digest.begin() + 16, key.bytes.begin(), [](std::uint8_t byte) {
    const bool odd = __builtin_popcount(byte & 0xfeU) % 2 == 1;
    return static_cast<std::uint8_t>((byte & 0xfeU) | (odd ? 0U : 1U));
  });
  visit::wipe(input.data(), input.size());
  visit::wipe(digest.data(), digest.size());
  return key;
}

}  // namespace

AccessKeys derive_keys(std::span<const std::uint8_t, 16> seed) {
  return {derived(seed, 1), derived(seed, 2)};
}

AccessKeys derive_keys(std::string_view key_text) {
  std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const std::uint8_t*>(key_text.data()), key_text.size(), digest.data());
  const AccessKeys keys = derive_keys(std::span(digest).first<16>());
  visit::wipe(digest.data(), digest.size());
  return keys;
}

// Chained through single DES with the first half, the last block through both halves. The default
// provider has no single DES: triple DES with three equal keys is the same.
Block retail_mac(const DesKey& key, Bytes message) {
  WipedBytes padded(message.size() + kBlock);
  add(padded, message);
  pad(padded);
  const TripleKey single(key, {0, 0, 0});
  const TripleKey both(key, {0, 1, 0});
  Block block{};
  for (std::size_t at = 0; at < padded.size(); at += kBlock) {
    for (std::size_t i = 0; i < kBlock; ++i) block[i] ^= padded.view()[at + i];
    const bool last = at + kBlock == padded.size();
    run(EVP_des_ede3_ecb(), last ? both : single, true, block, block.data());
  }
  return block;
}

AccessLot AccessLot::draw() {
  AccessLot lot;
  must(RAND_bytes(lot.nonce.data(), static_cast<int>(lot.nonce.size())) == 1 &&
       RAND_bytes(lot.key.data(), static_cast<int>(lot.key.size())) == 1);
  return lot;
}

tl::expected<SecureMessaging, AccessTrouble> open_access(const Transmit& transmit,
                                                         const AccessKeys& keys,
                                                         const AccessLot& lot) {
  constexpr std::array<std::uint8_t, 5> kGetChallenge{0x00, 0x84, 0x00, 0x00, 0x08};
  constexpr std::array<std::uint8_t, 5> kAuthenticate{0x00, 0x82, 0x00, 0x00, 0x28};
  WipedBytes answer(kLongestMessage);
  auto status = ask_card(transmit, kGetChallenge, answer);
  if (!status) return tl::unexpected(AccessTrouble::gone);
  // A document that opens by PACE only gives no challenge.
  if (*status != kGood || answer.size() != kBlock) return tl::unexpected(AccessTrouble::wrong_key);
  Block challenge{};
  std::copy_n(answer.view().begin(), kBlock, challenge.begin());

  WipedBytes token(32);
  add(token, lot.nonce);
  add(token, challenge);
  add(token, lot.key);
  std::array<std::uint8_t, 32> sealed{};
  encrypt(keys.encryption, token.view(), sealed.data());
  WipedBytes command(kAuthenticate.size() + sealed.size() + kBlock + 1);
  add(command, kAuthenticate);
  add(command, sealed);
  add(command, retail_mac(keys.authentication, sealed));
  add(command, Bytes(kAuthenticate).last(1));  // as many are wanted
  status = ask_card(transmit, command.view(), answer);
  if (!status) return tl::unexpected(AccessTrouble::gone);
  if (*status != kGood) return tl::unexpected(AccessTrouble::wrong_key);

  if (answer.size() != sealed.size() + kBlock) return tl::unexpected(AccessTrouble::not_genuine);
  const Bytes reply = answer.view().first(sealed.size());
  if (!equal(retail_mac(keys.authentication, reply), answer.view().last(kBlock))) {
    return tl::unexpected(AccessTrouble::not_genuine);
  }
  decrypt(keys.encryption, reply, sealed.data());
  const Bytes plain = sealed;
  // Its own challenge first, ours second, its half of the key last.
  const bool ours =
      equal(plain.first(kBlock), challenge) && equal(plain.subspan(kBlock, kBlock), lot.nonce);
  std::array<std::uint8_t, 16> seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) {
    seed[i] = static_cast<std::uint8_t>(lot.key[i] ^ plain[16 + i]);
  }
  const AccessKeys session = derive_keys(seed);
  visit::wipe(seed.data(), seed.size());
  visit::wipe(sealed.data(), sealed.size());
  if (!ours) return tl::unexpected(AccessTrouble::not_genuine);
  Block counter{};
  std::copy_n(challenge.begin() + 4, 4, counter.begin());
  std::copy_n(lot.nonce.begin() + 4, 4, counter.begin() + 4);
  return SecureMessaging(session, counter);
}

void SecureMessaging::count() {
  for (auto byte = counter_.rbegin(); byte != counter_.rend() && ++*byte == 0; ++byte) {
  }
}

tl::expected<std::uint16_t, AccessTrouble> SecureMessaging::ask(const Transmit& transmit,
                                                                std::array<std::uint8_t, 4> header,
                                                                Bytes sent, std::uint8_t wanted,
                                                                WipedBytes& data) {
  header[0] |= 0x0c;
  WipedBytes body(kLongestMessage);
  if (!sent.empty()) {
    WipedBytes plain(sent.size() + kBlock);
    add(plain, sent);
    pad(plain);
    std::array<std::uint8_t, 128> cryptogram{0x01};  // padding method 2
    must(plain.size() + 1 <= cryptogram.size());
    encrypt(keys_.encryption, plain.view(), cryptogram.data() + 1);
    add(body, 0x87, Bytes(cryptogram).first(plain.size() + 1));
  }
  if (wanted != 0) add(body, 0x97, Bytes(&wanted, 1));

  count();
  WipedBytes message(kLongestMessage);
  add(message, counter_);
  add(message, header);
  pad(message);
  add(message, body.view());
  add(body, 0x8e, retail_mac(keys_.authentication, message.view()));

  WipedBytes command(kLongestMessage);
  const auto length = static_cast<std::uint8_t>(body.size());
  const std::uint8_t any = 0x00;
  add(command, header);
  add(command, Bytes(&length, 1));
  add(command, body.view());
  add(command, Bytes(&any, 1));

  WipedBytes answer(kLongestMessage);
  if (!ask_card(transmit, command.view(), answer)) return tl::unexpected(AccessTrouble::gone);
  data.clear();
  const auto status = open(answer.view(), data);
  if (!status) return tl::unexpected(AccessTrouble::not_genuine);
  return *status;
}

// Data (87), the status word (99) and the seal over both (8E). Only what the seal covers counts.
std::optional<std::uint16_t> SecureMessaging::open(Bytes answer, WipedBytes& data) {
  const auto status = find_tlv(answer, {0x99});
  const auto seal = find_tlv(answer, {0x8e});
  const std::size_t seal_size = 2 + kBlock;
  if (!status || status->size() != 2 || !seal || seal->size() != kBlock ||
      seal->data() + seal->size() != answer.data() + answer.size()) {
    return std::nullopt;
  }
  count();
  WipedBytes message(kBlock + answer.size());
  add(message, counter_);
  add(message, answer.first(answer.size() - seal_size));
  if (!equal(retail_mac(keys_.authentication, message.view()), *seal)) return std::nullopt;

  const auto word = static_cast<std::uint16_t>((*status)[0] << 8 | (*status)[1]);
  const auto cryptogram = find_tlv(answer, {0x87});
  if (!cryptogram) return word;
  if (cryptogram->size() % kBlock != 1 || (*cryptogram)[0] != 0x01) return std::nullopt;
  std::array<std::uint8_t, kLongestMessage> plain{};
  const std::size_t size = cryptogram->size() - 1;
  if (size > plain.size()) return std::nullopt;
  decrypt(keys_.encryption, cryptogram->subspan(1), plain.data());
  const auto last = std::make_reverse_iterator(plain.begin() + static_cast<std::ptrdiff_t>(size));
  const auto end = std::find_if(last, plain.rend(), [](std::uint8_t byte) { return byte != 0x00; });
  const bool padded = end != plain.rend() && *end == kPadding;
  const bool taken =
      padded && data.append(Bytes(plain).first(static_cast<std::size_t>(plain.rend() - end) - 1));
  visit::wipe(plain.data(), plain.size());
  if (!taken) return std::nullopt;
  return word;
}

}  // namespace devices::reader
