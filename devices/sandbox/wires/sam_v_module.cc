// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/sam_v_module.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sandbox {
namespace {

using std::chrono::microseconds;
using Answer = SamVModule::Answer;

constexpr SamVCommand kReset = 0x10ff;
constexpr SamVCommand kStatus = 0x11ff;
constexpr SamVCommand kIdentity = 0x12ff;
constexpr SamVCommand kFind = 0x2001;
constexpr SamVCommand kSelect = 0x2002;
constexpr SamVCommand kReadCard = 0x3001;
constexpr SamVCommand kReadAddress = 0x3003;
constexpr SamVCommand kReadCardAndFingers = 0x3010;
constexpr std::uint8_t kSetBaud = 0x60;

constexpr std::array<int, 5> kBauds{115200, 57600, 38400, 19200, 9600};
constexpr std::size_t kShortText = 240;

// A module's number, little-endian: 05.01-20200101-0000000001-0000000099, a module nobody made.
constexpr std::array<std::uint8_t, 16> kModuleNumber{
    0x05, 0x00, 0x01, 0x00, 0xa5, 0x3a, 0x34, 0x01, 0x01, 0x00, 0x00, 0x00, 0x63, 0x00, 0x00, 0x00};

Answer only(SamVStatus status) { return {status, {}, std::nullopt}; }

bool reads_card(SamVCommand command) {
  return command == kReadCard || command == kReadCardAndFingers || command == kReadAddress;
}

void put_length(Bytes& data, std::size_t length) {
  data.push_back(static_cast<std::uint8_t>(length >> 8));
  data.push_back(static_cast<std::uint8_t>(length & 0xff));
}

// What a flag says lies in the name fields, without it.
struct Nameless {
  void operator()(ResidentText& text) const { text.name.clear(); }
  void operator()(PermitText& text) const { text.name.clear(); }
  void operator()(Foreigner2017Text& text) const {
    text.english_name.clear();
    text.chinese_name.clear();
  }
  void operator()(Foreigner2023Text& text) const {
    text.english_name.clear();
    text.chinese_name.clear();
  }
};

}  // namespace

void SamVModule::power_up() {
  state_ = State::idle;
  held_ = served_ = 0;
  pull_ = false;
}

void SamVModule::lay(Card card) { laid_.push_back({++last_number_, std::move(card)}); }

void SamVModule::lift() { laid_.clear(); }

// Two identity cards share one PUPI, so neither can be found.
const SamVModule::Laid* SamVModule::only_resident() const {
  const Laid* found = nullptr;
  for (const Laid& laid : laid_) {
    if (!std::holds_alternative<ResidentCard>(laid.card)) continue;
    if (found != nullptr) return nullptr;
    found = &laid;
  }
  return found;
}

const ResidentCard* SamVModule::selected_card() const {
  const Laid* laid = only_resident();
  const bool ours = state_ == State::selected && laid != nullptr && laid->number == held_;
  return ours ? &std::get<ResidentCard>(laid->card) : nullptr;
}

bool SamVModule::needs_card(const SamVRequest& request) const {
  return reads_card(request.command) && selected_card() != nullptr;
}

microseconds SamVModule::begin(const SamVRequest& request) {
  pull_ = false;
  if (request.command == kFind) return timing_.find;
  if (request.command == kSelect) {
    pull_ = faults_.take(SamVFault::pull_at_select);
    return timing_.select;
  }
  if (!reads_card(request.command)) return microseconds(0);

  if (!laid_.empty() && faults_.take(SamVFault::swap_before_read, request.command)) {
    Card next = staged_ ? *staged_ : laid_.front().card;
    lift();
    lay(std::move(next));
  }
  if (selected_card() == nullptr) return microseconds(0);
  if (request.command == kReadAddress) return timing_.address;
  pull_ = faults_.take(SamVFault::pull_mid_read);
  return pull_ ? timing_.read / 2 : timing_.read;
}

Answer SamVModule::finish(const SamVRequest& request) {
  if (std::exchange(pull_, false)) lift();
  if (faults_.take(SamVFault::not_authorised, request.command)) {
    return only(SamVStatus::not_authorised);
  }
  if (faults_.take(SamVFault::self_test, request.command)) return only(SamVStatus::self_test);
  if (!request.data.empty()) return only(SamVStatus::bad_length);

  switch (request.command) {
    case kReset:
      power_up();
      return only(SamVStatus::ok);
    case kStatus:
      return only(SamVStatus::ok);
    case kIdentity:
      return {SamVStatus::ok, {kModuleNumber.begin(), kModuleNumber.end()}, std::nullopt};
    case kFind:
      return find();
    case kSelect:
      return select();
    case kReadCard:
    case kReadCardAndFingers:
      return read(request.command);
    case kReadAddress:
      return read_address();
    default:
      break;
  }
  const std::size_t speed = request.command & 0xff;
  if (request.command >> 8 == kSetBaud && speed < kBauds.size()) {
    return {SamVStatus::ok, {}, kBauds[speed]};
  }
  return only(SamVStatus::bad_command);
}

Answer SamVModule::find() {
  state_ = State::idle;
  const Laid* laid = only_resident();
  if (faults_.take(SamVFault::none_found) || laid == nullptr || laid->number == served_) {
    return only(SamVStatus::none_found);
  }
  state_ = State::found;
  held_ = laid->number;
  return {SamVStatus::card_found, Bytes(4, 0x00), std::nullopt};
}

Answer SamVModule::select() {
  const Laid* laid = only_resident();
  const bool there = state_ == State::found && laid != nullptr && laid->number == held_;
  state_ = State::idle;
  if (faults_.take(SamVFault::select_failed) || !there) return only(SamVStatus::select_failed);
  if (faults_.take(SamVFault::wrong_card)) return only(SamVStatus::wrong_card);
  state_ = State::selected;
  return {SamVStatus::ok, Bytes(8, 0x00), std::nullopt};
}

ResidentCard SamVModule::as_read(const ResidentCard& card) {
  ResidentCard read = card;
  if (faults_.take(SamVFault::empty_name)) std::visit(Nameless(), read.text);
  return read;
}

Answer SamVModule::read(SamVCommand command) {
  const auto fail = [this](SamVStatus status) {
    state_ = State::idle;
    return only(status);
  };
  const ResidentCard* card = selected_card();
  if (card == nullptr) return fail(SamVStatus::read_failed);
  if (faults_.take(SamVFault::card_refuses)) return fail(SamVStatus::card_refuses);
  if (faults_.take(SamVFault::module_refuses)) return fail(SamVStatus::module_refuses);
  if (faults_.take(SamVFault::unverified)) return fail(SamVStatus::unverified);

  Bytes text = as_read(*card).record();
  if (faults_.take(SamVFault::short_text)) text.resize(kShortText);
  const Bytes photo = card->photo();
  const bool fingers_too = command == kReadCardAndFingers;
  const Bytes fingers = fingers_too ? card->fingerprints() : Bytes{};

  Answer answer = only(SamVStatus::ok);
  put_length(answer.data, text.size());
  put_length(answer.data, photo.size());
  if (fingers_too) put_length(answer.data, fingers.size());
  answer.data.insert(answer.data.end(), text.begin(), text.end());
  answer.data.insert(answer.data.end(), photo.begin(), photo.end());
  answer.data.insert(answer.data.end(), fingers.begin(), fingers.end());
  served_ = held_;
  ++cards_read_;
  return answer;
}

Answer SamVModule::read_address() {
  const ResidentCard* card = selected_card();
  if (card == nullptr) {
    state_ = State::idle;
    return only(SamVStatus::read_failed);
  }
  Bytes address = card->address_record();
  if (address.empty()) return only(SamVStatus::no_item);
  return {SamVStatus::ok, std::move(address), std::nullopt};
}

}  // namespace sandbox
