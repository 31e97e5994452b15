// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/sam_v_module.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

// Public clients give find and select 100-400 ms and the read 2000; ours are a little more patient.
constexpr Milliseconds kShortBudget{500};
constexpr Milliseconds kReadBudget{2500};
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
  SamVModule module(std::move(*line));
  // Another process, or this one before it died, may have left half an exchange behind.
  module.line_.drain();
  auto budget = kShortBudget;
  for (const int baud : {115200, 57600, 38400, 19200, 9600}) {
    if (auto set = module.line_.set_baud(baud); !set) return tl::unexpected(set.error());
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

tl::expected<SamVReply, LineTrouble> SamVModule::read() {
  auto reply = ask(SamVCommand::read_text_and_photo, kReadBudget);
  if (reply && (reply->sw3 == sw3::kDone) == reply->data.empty()) {
    return tl::unexpected(LineTrouble::garbled);
  }
  return reply;
}

tl::expected<std::string, LineTrouble> SamVModule::module_id() {
  const auto reply = ask(SamVCommand::module_id, kShortBudget);
  if (!reply) return tl::unexpected(reply.error());
  if (reply->sw3 != sw3::kDone || reply->data.size() != 16) {
    return tl::unexpected(LineTrouble::garbled);
  }
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
  const std::size_t size = reply->data.size();
  forget();
  if (size != (answer == good ? good_size : 0)) {
    line_.drain();
    return tl::unexpected(LineTrouble::garbled);
  }
  return answer;
}

tl::expected<SamVReply, LineTrouble> SamVModule::ask(SamVCommand command, Milliseconds budget) {
  const Deadline deadline(budget);
  decoder_->reset();
  line_.discard();
  if (auto sent = line_.write(encode(command), deadline); !sent) {
    return tl::unexpected(sent.error());
  }

  auto trouble = LineTrouble::garbled;
  std::array<std::uint8_t, 512> some{};
  auto state = SamVDecoder::State::hungry;
  while (state == SamVDecoder::State::hungry) {
    const auto wait = decoder_->begun() ? std::min(kStall, deadline.left()) : deadline.left();
    const auto got = line_.read(some, Deadline(wait));
    if (!got) {
      trouble = got.error();
      break;
    }
    state = decoder_->feed(std::span(some).first(*got));
  }
  visit::wipe(some.data(), some.size());

  if (state == SamVDecoder::State::whole) {
    const auto reply = decoder_->reply();
    if (reply.sw3 != sw3::kChecksumError && reply.sw3 != sw3::kLengthError) return reply;
    trouble = LineTrouble::garbled;
  } else if (trouble == LineTrouble::silent && decoder_->begun()) {
    trouble = LineTrouble::garbled;
  }
  // The rest of a broken answer would be taken for the answer to the next command.
  decoder_->reset();
  if (trouble != LineTrouble::gone) line_.drain();
  return tl::unexpected(trouble);
}

}  // namespace devices::reader
