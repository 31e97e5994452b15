// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/journal_words.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string_view>
#include <type_traits>
#include <utility>

#include "kiosk/staff_roll.h"
#include "kiosk/visit/event.h"
#include "kiosk/visit/state.h"
#include "kiosk/visit/verdict.h"

namespace kiosk {

namespace {

using What = visit::Entry::What;
using std::string_view;

// An enum that grows makes its list here too short to compile.
template <auto last, std::size_t n>
constexpr std::array<string_view, n> words(const string_view (&list)[n]) {
  static_assert(static_cast<std::size_t>(last) + 1 == n);
  return std::to_array(list);
}

constexpr auto kCard =
    words<visit::CardTrouble::same_card>({"lay-again", "not-genuine", "misread", "other-card",
                                          "hospital-card", "passport", "reader-gone", "same-card"});
constexpr auto kQuery = words<visit::QueryTrouble::delegation_over>(
    {"busy", "silent", "unreachable", "untrusted", "redirected", "refused", "clock-differs",
     "truncated", "malformed", "oversized", "unknown-word", "number-rejected", "name-mismatch",
     "delegation-over"});
constexpr auto kPrint = words<visit::PrintTrouble::not_verifiable>(
    {"unreachable", "not-printed", "unknown", "not-printable", "not-verifiable"});
constexpr auto kHeld = words<visit::HoldReason::other>(
    {"media-empty", "media-wrong", "media-jam", "cover-open", "tray-missing", "output-full",
     "toner-empty", "waste-full", "too-hot", "paused", "other"});
constexpr auto kDevice = words<visit::Device::thermometer>(
    {"card-reader", "printer", "health-codes", "scanner", "thermometer"});
constexpr auto kCall = words<visit::Call::surveys_waiting>({"asked",
                                                            "declined",
                                                            "no-card",
                                                            "card-unreadable",
                                                            "card-not-genuine",
                                                            "reader-out",
                                                            "relatives",
                                                            "paper-check",
                                                            "social-card",
                                                            "by-hand",
                                                            "red-code",
                                                            "lead-the-way",
                                                            "turned-back",
                                                            "service-amiss",
                                                            "printer-held",
                                                            "printer-out",
                                                            "sheet-unknown",
                                                            "sheet-left",
                                                            "name-not-printable",
                                                            "supply-low",
                                                            "written-consent",
                                                            "not-allowed",
                                                            "survey-on-paper",
                                                            "surveys-waiting"});
constexpr auto kColour = words<visit::Colour::red>({"green", "yellow", "red"});
constexpr auto kCheck =
    words<visit::Check::storage>({"card-reader", "identity-module", "printer", "health-codes",
                                  "scanner", "speaker", "keys", "touch", "storage"});
constexpr auto kOutcome =
    words<visit::CheckOutcome::failed>({"not-tried", "passed", "watch", "failed"});
constexpr std::array<string_view, 5> kDelivery{"delivered", "waiting", "set-aside", "too-old",
                                               "outbox"};
constexpr auto kReason =
    words<visit::SheetReason::reprinted>({"lost", "misprint", "withdrawn", "reprinted"});
constexpr std::array<string_view, 2> kKept{"kept", "on-paper"};

template <std::size_t n>
std::string word(const std::array<string_view, n>& list, int number) {
  if (number < 0 || static_cast<std::size_t>(number) >= n) return fmt::format("{}", number);
  return std::string(list[static_cast<std::size_t>(number)]);
}

template <std::size_t... i>
std::string state_name(int index, std::index_sequence<i...>) {
  std::string found = fmt::format("{}", index);
  const auto look = [&]<std::size_t one>() {
    using State = std::variant_alternative_t<one, visit::State>;
    if constexpr (std::is_default_constructible_v<State>) {
      if (index == static_cast<int>(one))
        found = std::string(visit::name(visit::State{std::in_place_index<one>}));
    }
  };
  (look.template operator()<i>(), ...);
  return found;
}
std::string state_name(int index) {
  return state_name(index, std::make_index_sequence<std::variant_size_v<visit::State>>{});
}

std::string role_name(int number) {
  if (number < 0 || static_cast<std::size_t>(number) >= visit::kRoles)
    return fmt::format("{}", number);
  return std::string(name(static_cast<visit::Role>(number)));
}

std::string duty_name(int number) {
  if (number < 0 || static_cast<std::size_t>(number) >= visit::kDuties)
    return fmt::format("{}", number);
  return std::string(visit::name(static_cast<visit::Duty>(number)));
}

// Why a sheet was printed again or counts no more.
std::string reason_of(const devices::JournalText& line) {
  const bool sheet = line.detail == static_cast<int>(visit::Duty::reprint) ||
                     line.detail == static_cast<int>(visit::Duty::void_sheet);
  return sheet ? " " + word(kReason, line.flag) : "";
}

std::string detail_of(const devices::JournalText& line) {
  if (!line.kind) {
    return line.what == "cut" ? fmt::format("{} bytes of a torn line", line.detail)
                              : fmt::format("{} lines that could not be written", line.detail);
  }
  switch (*line.kind) {
    case What::state:
      return state_name(line.detail) + " after " + state_name(line.flag);
    case What::card_trouble:
      return word(kCard, line.detail);
    case What::query_trouble:
      return word(kQuery, line.detail);
    case What::print_trouble:
      return word(kPrint, line.detail);
    case What::held:
      return word(kHeld, line.detail);
    case What::device:
      return word(kDevice, line.detail) + (line.flag == 0 ? " out" : " back");
    case What::call:
      return word(kCall, line.detail);
    case What::verdict:
      return word(kColour, line.detail);
    case What::asked_staff:
    case What::badge_locked:
      return role_name(line.detail);
    case What::duty:
      return duty_name(line.detail) + reason_of(line);
    case What::delivery:
      return word(kDelivery, line.detail);
    case What::check:
      return word(kCheck, line.detail) + " " + word(kOutcome, line.flag);
    case What::survey_kept:
      return word(kKept, line.detail);
    case What::practice:
      return line.flag == 0 ? "off" : "on";
    case What::printed:
    case What::sheet_closed:
    case What::started:
    case What::stopped:
      break;
  }
  return "";
}

std::string written(visit::Moment at) {
  const visit::WallTime time = visit::wall_time(at);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count() % 60;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+08:00",
                     static_cast<int>(time.date.year()), static_cast<unsigned>(time.date.month()),
                     static_cast<unsigned>(time.date.day()), time.hour, time.minute, seconds);
}

}  // namespace

std::string in_words(const devices::JournalText& line) {
  std::string words = written(line.at) + " " + line.what;
  if (const std::string detail = detail_of(line); !detail.empty()) words += " " + detail;
  if (line.ticket > 0) words += fmt::format(", moment {}", line.ticket);
  return words;
}

}  // namespace kiosk
