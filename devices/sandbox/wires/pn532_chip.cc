// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/pn532_chip.h"

#include <algorithm>

namespace sandbox {
namespace {

using std::chrono::microseconds;
using Turn = Pn532Chip::Turn;

constexpr std::uint16_t kTxMode = 0x6302;
constexpr std::uint16_t kRxMode = 0x6303;
constexpr std::uint16_t kTxAuto = 0x6305;
constexpr std::uint8_t kCrcOn = 0x80;    // of TxMode and RxMode
constexpr std::uint8_t kFraming = 0x03;  // of TxMode and RxMode: 0 type A, 3 type B
constexpr std::uint8_t kFramingB = 0x03;
constexpr std::uint8_t kForce100Ask = 0x40;    // of TxAuto
constexpr std::uint8_t kAutomaticRats = 0x10;  // of SetParameters

constexpr std::uint8_t kForEver = 0xff;
constexpr std::uint8_t kStatusTimeout = 0x01;
constexpr std::uint8_t kStatusMifare = 0x14;
constexpr std::uint8_t kStatusNoTarget = 0x27;

// One attempt of InListPassiveTarget with no card about; libnfc's three then take 5 ms. No public
// source states it.
constexpr microseconds kPassiveAttempt{1'700};
constexpr microseconds kPollPeriod{150'000};
// REQA, anticollision, SELECT; and RATS with its ATS. Estimated like every air time here.
const microseconds kSelectA = air_time(1, 2) + air_time(2, 5) + air_time(7, 1);
const microseconds kRats = air_time(2, 5);

bool is_reqb(ByteView frame) { return frame.size() == 3 && frame[0] == 0x05; }

Turn at_once(Bytes answer) { return {microseconds(0), std::move(answer)}; }
Turn syntax_error() { return at_once({}); }

}  // namespace

void Pn532Chip::power_up() {
  field_.power(false);
  // CRCs are the chip's work until told otherwise.
  registers_ = {{kTxMode, kCrcOn}, {kRxMode, kCrcOn}};
  targets_.clear();
  search_.clear();
  parameters_ = 0x14;
  retry_timeout_ = 0x0a;  // 51.2 ms
  passive_retries_ = kForEver;
  asleep_ = true;
}

Turn Pn532Chip::begin(ByteView command) {
  switch (command[0]) {
    case 0x00:
      return diagnose(command);
    case 0x02:
      return at_once({0x03, 0x32, 0x01, 0x06, 0x07});  // PN532 1.6: A, B, 18092
    case 0x04:
      return general_status();
    case 0x06:
      return read_registers(command);
    case 0x08:
      return write_registers(command);
    case 0x12:
      if (command.size() != 2) return syntax_error();
      parameters_ = command[1];
      return at_once({0x13});
    case 0x14:
      return command.size() < 2 ? syntax_error() : at_once({0x15});
    case 0x16:
      if (command.size() < 2) return syntax_error();
      field_.power(false);
      targets_.clear();
      asleep_ = true;
      return at_once({0x17, 0x00});
    case 0x32:
      return configure_radio(command);
    case 0x40:
      return exchange(command);
    case 0x42:
      return communicate_thru(command);
    case 0x44:
    case 0x52: {
      if (command.size() != 2) return syntax_error();
      const std::size_t tg = command[1];
      if (tg > targets_.size()) {
        return at_once({static_cast<std::uint8_t>(command[0] + 1), kStatusNoTarget});
      }
      targets_.clear();
      return at_once({static_cast<std::uint8_t>(command[0] + 1), 0x00});
    }
    case 0x4a:
    case 0x60:
      return search(command);
    default:
      return syntax_error();
  }
}

Turn Pn532Chip::diagnose(ByteView command) {
  if (command.size() < 2) return syntax_error();
  switch (command[1]) {
    case 0x00: {  // the line: what came goes back
      Bytes answer(command.begin(), command.end());
      answer[0] = 0x01;
      return at_once(std::move(answer));
    }
    case 0x01:
    case 0x02:
      return at_once({0x01, 0x00});  // ROM and RAM
    case 0x06: {                     // is the ISO 14443-4 card still there?
      const bool there = !targets_.empty() && field_.holds(targets_.front().card);
      return {air_time(1, 1), {0x01, there ? std::uint8_t{0} : kStatusTimeout}};
    }
    default:
      return syntax_error();
  }
}

Turn Pn532Chip::general_status() const {
  Bytes answer{0x05, 0x00, static_cast<std::uint8_t>(field_.powered() ? 1 : 0),
               static_cast<std::uint8_t>(targets_.size())};
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    answer.insert(answer.end(), {static_cast<std::uint8_t>(i + 1), 0x00, 0x00, targets_[i].type});
  }
  answer.push_back(0x80);  // no SAM beside the chip
  return at_once(std::move(answer));
}

std::uint8_t Pn532Chip::reg(std::uint16_t address) const {
  const auto found = registers_.find(address);
  return found == registers_.end() ? std::uint8_t{0} : found->second;
}

Turn Pn532Chip::read_registers(ByteView command) const {
  if (command.size() < 3 || command.size() % 2 == 0) return syntax_error();
  Bytes answer{0x07};
  for (std::size_t i = 1; i < command.size(); i += 2) {
    answer.push_back(reg(static_cast<std::uint16_t>(command[i] << 8 | command[i + 1])));
  }
  return at_once(std::move(answer));
}

Turn Pn532Chip::write_registers(ByteView command) {
  if (command.size() < 4 || command.size() % 3 != 1) return syntax_error();
  for (std::size_t i = 1; i < command.size(); i += 3) {
    registers_[static_cast<std::uint16_t>(command[i] << 8 | command[i + 1])] = command[i + 2];
  }
  return at_once({0x09});
}

Turn Pn532Chip::configure_radio(ByteView command) {
  if (command.size() < 3) return syntax_error();
  switch (command[1]) {
    case 0x01:
      field_.power((command[2] & 0x01) != 0);
      if (!field_.powered()) targets_.clear();
      break;
    case 0x02:
      if (command.size() != 5) return syntax_error();
      retry_timeout_ = command[4];
      break;
    case 0x05:
      if (command.size() != 5) return syntax_error();
      passive_retries_ = command[4];
      break;
    // Retries of the other protocol and the analogue settings have no counterpart here.
    case 0x04:
    case 0x0a:
    case 0x0b:
    case 0x0c:
    case 0x0d:
      break;
    default:
      return syntax_error();
  }
  return at_once({0x33});
}

// --- one exchange with a card ---

// 100 µs · 2^(n-1); 0 waits for ever.
std::optional<microseconds> Pn532Chip::communication_timeout() const {
  if (retry_timeout_ == 0) return std::nullopt;
  return microseconds(100) * (1 << (std::min<int>(retry_timeout_, 0x10) - 1));
}

std::optional<std::uint8_t> Pn532Chip::forced_status(std::uint8_t command) {
  if (faults_.take(Pn532Fault::rf_timeout, command)) return kStatusTimeout;
  if (faults_.take(Pn532Fault::rf_crc, command)) return static_cast<std::uint8_t>(RfStatus::crc);
  if (faults_.take(Pn532Fault::rf_collision, command))
    return static_cast<std::uint8_t>(RfStatus::collision);
  if (faults_.take(Pn532Fault::status_0x80, command)) return std::uint8_t{0x80};
  return std::nullopt;
}

Turn Pn532Chip::status_answer(std::uint8_t command, std::uint8_t status, ByteView data,
                              microseconds air) const {
  Bytes answer{static_cast<std::uint8_t>(command + 1), status};
  if (status == kStatusTimeout) return {communication_timeout(), std::move(answer)};
  if (status == 0x00) answer.insert(answer.end(), data.begin(), data.end());
  return {air, std::move(answer)};
}

// InDataExchange: the chip puts the data into ISO 14443-4 blocks, or speaks MIFARE.
Turn Pn532Chip::exchange(ByteView command) {
  if (command.size() < 3) return syntax_error();
  const std::size_t tg = command[1];
  const ByteView data = command.subspan(2);
  if (const auto status = forced_status(0x40)) {
    return status_answer(0x40, *status, {}, air_time(data.size(), 0));
  }
  if (tg == 0 || tg > targets_.size()) return status_answer(0x40, kStatusNoTarget, {}, {});
  const Target& target = targets_[tg - 1];
  if (target.is_mifare && field_.holds(target.card) && (data[0] == 0x60 || data[0] == 0x61)) {
    return status_answer(0x40, kStatusMifare, {}, air_time(data.size(), 4));  // wrong key
  }
  const auto answer = field_.exchange_apdu(target.card, data);
  if (!answer) return status_answer(0x40, kStatusTimeout, {}, {});
  return status_answer(0x40, 0x00, *answer, air_time(data.size() + 1, answer->size() + 1));
}

// InCommunicateThru: the frame as it is, with what the registers add to it.
Turn Pn532Chip::communicate_thru(ByteView command) {
  if (command.size() < 2) return syntax_error();
  const ByteView frame = command.subspan(1);
  // The card answers what it hears; a forced status is what the chip makes of that answer.
  Turn turn = exchange_raw(frame);
  if (const auto status = forced_status(0x42)) {
    return status_answer(0x42, *status, {}, air_time(frame.size(), 0));
  }
  return turn;
}

Turn Pn532Chip::exchange_raw(ByteView frame) {
  Turn unheard = status_answer(0x42, kStatusTimeout, {}, {});
  // A card of type B understands type B; raw frames of type A find nobody here.
  const bool framed_b = (reg(kTxMode) & kFraming) == kFramingB;
  if (!framed_b || (reg(kRxMode) & kFraming) != kFramingB) return unheard;
  if ((reg(kTxMode) & kCrcOn) == 0) {
    // The host made the CRC itself; a card ignores a frame with a wrong one.
    if (frame.size() < 3) return unheard;
    const ByteView body = frame.first(frame.size() - 2);
    const auto crc = crc_b(body);
    if (!std::equal(crc.begin(), crc.end(), frame.end() - 2)) return unheard;
    frame = body;
  }
  const bool at_full_depth = (reg(kTxAuto) & kForce100Ask) != 0;
  if (is_reqb(frame) && at_full_depth && faults_.take(Pn532Fault::strict_analog)) return unheard;

  RfAnswer heard = field_.exchange_b(frame);
  const microseconds air = air_time(frame.size(), heard.bytes.size());
  if (heard.status == RfStatus::ok && (reg(kRxMode) & kCrcOn) == 0) {
    const auto crc = crc_b(heard.bytes);
    heard.bytes.insert(heard.bytes.end(), crc.begin(), crc.end());
  }
  return status_answer(0x42, static_cast<std::uint8_t>(heard.status), heard.bytes, air);
}

// --- a search for cards ---

Turn Pn532Chip::search(ByteView command) {
  const bool listing = command[0] == 0x4a;
  if (command.size() < (listing ? 3u : 4u)) return syntax_error();
  // Both switch the field on and forget earlier targets.
  field_.power(true);
  targets_.clear();
  search_.assign(command.begin(), command.end());
  if (auto found = look()) return *found;

  const Bytes nothing{static_cast<std::uint8_t>(command[0] + 1), 0x00};
  if (listing) {
    if (passive_retries_ == kForEver) return {std::nullopt, nothing};
    return {kPassiveAttempt * (passive_retries_ + 1), nothing};
  }
  if (command[1] == kForEver) return {std::nullopt, nothing};
  const auto types = static_cast<int>(command.size() - 3);
  return {kPollPeriod * (command[1] * command[2] * types), nothing};
}

std::optional<Turn> Pn532Chip::card_came() { return search_.empty() ? std::nullopt : look(); }

std::optional<Turn> Pn532Chip::look() {
  auto found = search_[0] == 0x4a ? list_passive(search_) : auto_poll(search_);
  if (!found) return std::nullopt;
  search_.clear();
  return Turn{found->air, std::move(found->bytes)};
}

std::optional<Pn532Chip::Reply> Pn532Chip::list_passive(ByteView command) {
  const std::size_t most = std::min<std::size_t>(command[1], 2);
  std::optional<Reply> list;
  if (command[2] == 0x00) list = list_a(most);
  if (command[2] == 0x03) list = list_b();
  if (!list) return std::nullopt;
  list->bytes.insert(list->bytes.begin(), {0x4b, static_cast<std::uint8_t>(targets_.size())});
  return list;
}

std::optional<Pn532Chip::Reply> Pn532Chip::auto_poll(ByteView command) {
  for (const std::uint8_t type : command.subspan(3)) {
    const bool b = (type & 0x07) == 0x03;
    const bool a = (type & 0x07) == 0x00;
    std::optional<Reply> list = a ? list_a(1) : b ? list_b() : std::nullopt;
    if (!list) continue;
    // Types: 00 and 03 any card, 10 MIFARE, 20 and 23 those that speak ISO 14443-4.
    const bool wrong_kind =
        a && ((type == 0x10 && !targets_[0].is_mifare) || (type == 0x20 && targets_[0].is_mifare));
    if (wrong_kind) {
      targets_.clear();
      continue;
    }
    const auto length = static_cast<std::uint8_t>(list->bytes.size());
    list->bytes.insert(list->bytes.begin(), {0x61, 0x01, type, length});
    return list;
  }
  return std::nullopt;
}

std::optional<Pn532Chip::Reply> Pn532Chip::list_a(std::size_t most) {
  // The firmware loads the type's own settings into the radio.
  registers_[kTxMode] = registers_[kRxMode] = kCrcOn;
  registers_[kTxAuto] = static_cast<std::uint8_t>(reg(kTxAuto) | kForce100Ask);
  const auto found = field_.select_a(most);
  if (found.empty()) return std::nullopt;
  Reply reply;
  for (const RfField::TypeA& card : found) {
    targets_.push_back({card.card, 0x00, card.is_mifare});
    reply.bytes.push_back(static_cast<std::uint8_t>(targets_.size()));
    reply.bytes.insert(reply.bytes.end(), card.face.atqa.begin(), card.face.atqa.end());
    reply.bytes.push_back(card.face.sak);
    reply.bytes.push_back(static_cast<std::uint8_t>(card.face.uid.size()));
    reply.bytes.insert(reply.bytes.end(), card.face.uid.begin(), card.face.uid.end());
    reply.air += kSelectA;
    if ((parameters_ & kAutomaticRats) != 0 && !card.face.ats.empty()) {
      reply.bytes.insert(reply.bytes.end(), card.face.ats.begin(), card.face.ats.end());
      reply.air += kRats;
    }
  }
  return reply;
}

std::optional<Pn532Chip::Reply> Pn532Chip::list_b() {
  registers_[kTxMode] = registers_[kRxMode] = kCrcOn | kFramingB;
  registers_[kTxAuto] = static_cast<std::uint8_t>(reg(kTxAuto) & ~kForce100Ask);
  const auto card = field_.select_b();
  if (!card) return std::nullopt;
  targets_.push_back({card->card, 0x03, false});
  Reply reply;
  reply.bytes.push_back(0x01);
  reply.bytes.insert(reply.bytes.end(), card->atqb.begin(), card->atqb.end());
  reply.bytes.push_back(static_cast<std::uint8_t>(card->attrib.size()));
  reply.bytes.insert(reply.bytes.end(), card->attrib.begin(), card->attrib.end());
  reply.air = air_time(3, card->atqb.size()) + air_time(9, card->attrib.size());
  return reply;
}

}  // namespace sandbox
