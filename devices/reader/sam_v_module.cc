// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/sam_v_module.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "devices/reader/card_text.h"
#include "devices/reader/serial_line.h"
#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

// Public clients give find and select 100-400 ms and the read 2000; ours are a little more patient.
constexpr Milliseconds kShortBudget{500};
constexpr Milliseconds kReadBudget{2500};
constexpr Milliseconds kAddressBudget{1500};
// A module at another speed answers its status in 20 ms even at 9600 baud.
constexpr Milliseconds kProbeBudget{200};
// An answer that stops half-way is not waited for until the deadline: a character takes 1 ms at
// 9600 baud, an USB bridge holds some back for 16.
constexpr Milliseconds kStall{250};

std::uint32_t little_endian(std::span<const std::uint8_t> bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

}  // namespace

std::optional<visit::CardTrouble> card_trouble(std::uint8_t sw3) {
  using visit::CardTrouble;
  switch (sw3) {
    case 0x31:  // the card does not accept the module
    case 0x32:  // the module does not accept the card
    case 0x33:  // what was read does not verify
    case 0x66:  // the module is not authorised
      return CardTrouble::not_genuine;
    case 0x21:  // 21, 23, 24: not allowed now, as after a card was lost between two commands
    case 0x23:
    case 0x24:
    case 0x40:  // wrong kind of card
    case 0x41:  // pulled while it was read
    case 0x47:  // no random number from the card
    case 0x80:
    case 0x81:
      return CardTrouble::lay_again;
    default:
      return std::nullopt;
  }
}

tl::expected<SamVModule, LineTrouble> SamVModule::open(const std::string& device) {
  auto line = SerialLine::open(device, 115200);
  if (!line) return tl::unexpected(line.error());
  return open(std::move(*line));
}

tl::expected<SamVModule, LineTrouble> SamVModule::open(std::unique_ptr<Line> line) {
  SamVModule module(std::move(line));
  // Another process, or this one before it died, may have left half an exchange behind.
  drain(*module.line_);
  auto budget = kShortBudget;
  for (const int baud : {115200, 57600, 38400, 19200, 9600}) {
    if (auto set = module.line_->set_baud(baud); !set) return tl::unexpected(set.error());
    const auto answer =
        module.ask_status(SamVCommand::status, sw3::kDone, 0, std::exchange(budget, kProbeBudget));
    if (answer) return module;
    if (answer.error() == LineTrouble::gone) return tl::unexpected(LineTrouble::gone);
  }
  return tl::unexpected(LineTrouble::silent);
}

tl::expected<std::uint8_t, LineTrouble> SamVModule::status() {
  return ask_status(SamVCommand::status, sw3::kDone, 0, kShortBudget);
}

tl::expected<std::uint8_t, LineTrouble> SamVModule::find() {
  return ask_status(SamVCommand::find, sw3::kFound, 4, kShortBudget);
}

tl::expected<std::uint8_t, LineTrouble> SamVModule::select() {
  return ask_status(SamVCommand::select, sw3::kDone, 8, kShortBudget);
}

tl::expected<SamVReply, LineTrouble> SamVModule::read(SamVCommand command) {
  auto reply = ask(command, kReadBudget);
  if (reply && (reply->sw3 == sw3::kDone) == reply->data.empty()) return out_of_step();
  return reply;
}

tl::expected<std::optional<visit::Secret>, LineTrouble> SamVModule::read_new_address() {
  constexpr std::size_t kSize = 70;
  const auto reply = ask(SamVCommand::read_new_address, kAddressBudget);
  if (!reply) return tl::unexpected(reply.error());
  std::optional<visit::Secret> address;
  const bool none = reply->sw3 == sw3::kNoItem && reply->data.empty();
  const bool stored = reply->sw3 == sw3::kDone && reply->data.size() == kSize;
  if (stored) {
    CardText text;
    text.append_mended(reply->data);
    text.trim();
    address = text.secret();
  }
  if (!none && !stored) return out_of_step();
  forget();
  return address;
}

tl::expected<std::string, LineTrouble> SamVModule::module_id() {
  const auto reply = ask(SamVCommand::module_id, kShortBudget);
  if (!reply) return tl::unexpected(reply.error());
  if (reply->sw3 != sw3::kDone || reply->data.size() != 16) return out_of_step();
  const auto number = [&](std::size_t at, std::size_t size) {
    return little_endian(reply->data.subspan(at, size));
  };
  return fmt::format("{:02}.{:02}-{:08}-{:010}-{:010}", number(0, 2), number(2, 2), number(4, 4),
                     number(8, 4), number(12, 4));
}

tl::expected<std::uint8_t, LineTrouble> SamVModule::ask_status(SamVCommand command,
                                                               std::uint8_t good,
                                                               std::size_t good_size,
                                                               Milliseconds budget) {
  const auto reply = ask(command, budget);
  if (!reply) return tl::unexpected(reply.error());
  const std::uint8_t answer = reply->sw3;
  if (reply->data.size() != (answer == good ? good_size : 0)) return out_of_step();
  forget();
  return answer;
}

tl::unexpected<LineTrouble> SamVModule::out_of_step() {
  // What followed the frame was drained with it; a line that never rests would be waited for twice.
  const bool drained = decoder_->overrun();
  forget();
  if (!drained) drain(*line_);
  return tl::unexpected(LineTrouble::garbled);
}

tl::expected<SamVReply, LineTrouble> SamVModule::ask(SamVCommand command, Milliseconds budget) {
  const Instant until = line_->now() + budget;
  decoder_->reset();
  line_->discard();
  if (auto sent = line_->write(encode(command), until); !sent) {
    return tl::unexpected(sent.error());
  }

  auto trouble = LineTrouble::garbled;
  std::array<std::uint8_t, 512> some{};
  auto state = SamVDecoder::State::hungry;
  while (state == SamVDecoder::State::hungry) {
    const auto stalled = decoder_->begun() ? std::min(line_->now() + kStall, until) : until;
    const auto got = line_->read(some, stalled);
    if (!got) {
      trouble = got.error();
      break;
    }
    state = decoder_->feed(std::span(some).first(*got));
  }
  visit::wipe(some.data(), some.size());

  if (state == SamVDecoder::State::whole) {
    const auto reply = decoder_->reply();
    if (reply.sw3 != sw3::kChecksumError && reply.sw3 != sw3::kLengthError) {
      if (decoder_->overrun()) drain(*line_);
      return reply;
    }
    trouble = LineTrouble::garbled;
  } else if (trouble == LineTrouble::silent && decoder_->begun()) {
    trouble = LineTrouble::garbled;
  }
  // The rest of a broken answer would be taken for the answer to the next command.
  decoder_->reset();
  if (trouble != LineTrouble::gone) drain(*line_);
  return tl::unexpected(trouble);
}

}  // namespace devices::reader
