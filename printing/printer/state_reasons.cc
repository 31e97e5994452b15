// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/printer/state_reasons.h"

#include <algorithm>
#include <array>

namespace printing {

using visit::HoldReason;
using visit::Supply;

namespace {

struct Stop {
  std::string_view keyword;
  HoldReason reason;
};
constexpr std::array kStops{
    Stop{"media-empty", HoldReason::media_empty},
    Stop{"media-needed", HoldReason::media_empty},
    Stop{"input-manual-input-request", HoldReason::media_empty},
    Stop{"media-path-input-empty", HoldReason::media_empty},
    Stop{"media-path-input-request", HoldReason::media_empty},

    Stop{"input-cannot-feed-size-selected", HoldReason::media_wrong},
    Stop{"input-media-color-change", HoldReason::media_wrong},
    Stop{"input-media-form-parts-change", HoldReason::media_wrong},
    Stop{"input-media-size-change", HoldReason::media_wrong},
    Stop{"input-media-type-change", HoldReason::media_wrong},
    Stop{"input-media-weight-change", HoldReason::media_wrong},

    Stop{"media-jam", HoldReason::media_jam},
    Stop{"input-media-tray-feed-error", HoldReason::media_jam},
    Stop{"input-media-tray-jam", HoldReason::media_jam},
    Stop{"media-path-input-feed-error", HoldReason::media_jam},
    Stop{"media-path-input-jam", HoldReason::media_jam},
    Stop{"media-path-jam", HoldReason::media_jam},
    Stop{"media-path-output-feed-error", HoldReason::media_jam},
    Stop{"media-path-output-jam", HoldReason::media_jam},
    Stop{"output-media-tray-feed-error", HoldReason::media_jam},
    Stop{"output-media-tray-jam", HoldReason::media_jam},

    Stop{"cover-open", HoldReason::cover_open},
    Stop{"door-open", HoldReason::cover_open},
    Stop{"interlock-open", HoldReason::cover_open},
    Stop{"subunit-opened", HoldReason::cover_open},
    Stop{"stacker-opened", HoldReason::cover_open},

    Stop{"input-tray-missing", HoldReason::tray_missing},
    Stop{"input-tray-position-failure", HoldReason::tray_missing},
    Stop{"media-path-media-tray-missing", HoldReason::tray_missing},
    Stop{"output-tray-missing", HoldReason::tray_missing},
    Stop{"stacker-missing", HoldReason::tray_missing},
    Stop{"stacker-removed", HoldReason::tray_missing},

    Stop{"output-area-full", HoldReason::output_full},
    Stop{"media-path-media-tray-full", HoldReason::output_full},
    Stop{"media-path-output-full", HoldReason::output_full},
    Stop{"stacker-full", HoldReason::output_full},
    Stop{"subunit-full", HoldReason::output_full},

    Stop{"toner-empty", HoldReason::toner_empty},
    Stop{"developer-empty", HoldReason::toner_empty},
    Stop{"marker-developer-empty", HoldReason::toner_empty},
    Stop{"marker-developer-missing", HoldReason::toner_empty},
    Stop{"marker-ink-empty", HoldReason::toner_empty},
    Stop{"marker-ink-missing", HoldReason::toner_empty},
    Stop{"marker-opc-missing", HoldReason::toner_empty},
    Stop{"marker-print-ribbon-empty", HoldReason::toner_empty},
    Stop{"marker-print-ribbon-missing", HoldReason::toner_empty},
    Stop{"marker-supply-empty", HoldReason::toner_empty},
    Stop{"marker-supply-missing", HoldReason::toner_empty},
    Stop{"marker-toner-cartridge-missing", HoldReason::toner_empty},
    Stop{"marker-toner-missing", HoldReason::toner_empty},
    Stop{"opc-life-over", HoldReason::toner_empty},

    Stop{"marker-waste-full", HoldReason::waste_full},
    Stop{"marker-waste-missing", HoldReason::waste_full},
    Stop{"marker-waste-ink-receptacle-full", HoldReason::waste_full},
    Stop{"marker-waste-ink-receptacle-missing", HoldReason::waste_full},
    Stop{"marker-waste-toner-receptacle-full", HoldReason::waste_full},
    Stop{"marker-waste-toner-receptacle-missing", HoldReason::waste_full},

    Stop{"fuser-over-temp", HoldReason::too_hot},
    Stop{"fuser-under-temp", HoldReason::too_hot},
    Stop{"platform-cooling", HoldReason::too_hot},
    Stop{"platform-heating", HoldReason::too_hot},
    Stop{"platform-temperature-high", HoldReason::too_hot},
    Stop{"platform-temperature-low", HoldReason::too_hot},
    Stop{"subunit-cooling-down", HoldReason::too_hot},
    Stop{"subunit-over-temperature", HoldReason::too_hot},
    Stop{"subunit-under-temperature", HoldReason::too_hot},
    Stop{"subunit-warming-up", HoldReason::too_hot},

    Stop{"paused", HoldReason::paused},
    Stop{"moving-to-paused", HoldReason::paused},
    Stop{"deactivated", HoldReason::paused},
    Stop{"hold-new-jobs", HoldReason::paused},
    Stop{"power-down", HoldReason::paused},
    Stop{"shutdown", HoldReason::paused},
    Stop{"stopping", HoldReason::paused},
    Stop{"subunit-offline", HoldReason::paused},
    Stop{"subunit-turned-off", HoldReason::paused},

    Stop{"input-media-tray-failure", HoldReason::other},
    Stop{"input-pick-roller-failure", HoldReason::other},
    Stop{"input-pick-roller-missing", HoldReason::other},
    Stop{"input-tray-elevation-failure", HoldReason::other},
    Stop{"lamp-failure", HoldReason::other},
    Stop{"laser-failure", HoldReason::other},
    Stop{"marker-cleaner-missing", HoldReason::other},
    Stop{"marker-fuser-missing", HoldReason::other},
    Stop{"marker-fuser-thermistor-failure", HoldReason::other},
    Stop{"marker-fuser-timing-failure", HoldReason::other},
    Stop{"media-path-failure", HoldReason::other},
    Stop{"media-path-pick-roller-failure", HoldReason::other},
    Stop{"media-path-pick-roller-missing", HoldReason::other},
    Stop{"motor-failure", HoldReason::other},
    Stop{"output-mailbox-select-failure", HoldReason::other},
    Stop{"output-media-tray-failure", HoldReason::other},
    Stop{"platform-failure", HoldReason::other},
    Stop{"spool-area-full", HoldReason::other},
    Stop{"subunit-memory-exhausted", HoldReason::other},
    Stop{"subunit-missing", HoldReason::other},
    Stop{"subunit-motor-failure", HoldReason::other},
    Stop{"subunit-removed", HoldReason::other},
    Stop{"subunit-thermistor-failure", HoldReason::other},
    Stop{"subunit-unrecoverable-failure", HoldReason::other},
    Stop{"timed-out", HoldReason::other},
};

// Staplers, folders, banders and the rest do nothing to our sheets, but the paper goes through
// them.
constexpr std::array kOnThePath{
    Stop{"-jam", HoldReason::media_jam},
    Stop{"-cover-open", HoldReason::cover_open},
    Stop{"-interlock-open", HoldReason::cover_open},
};
// What builds things and what telephones has no paper.
constexpr std::array<std::string_view, 4> kElsewhere{"extruder-", "chamber-", "material-", "fax-"};

struct Low {
  std::string_view keyword;
  Supply supply;
};
constexpr std::array kLow{
    Low{"media-low", Supply::media},
    Low{"toner-low", Supply::toner},
    Low{"developer-low", Supply::toner},
    Low{"marker-developer-almost-empty", Supply::toner},
    Low{"marker-ink-almost-empty", Supply::toner},
    Low{"marker-print-ribbon-almost-empty", Supply::toner},
    Low{"marker-supply-almost-empty", Supply::toner},
    Low{"marker-supply-low", Supply::toner},
    Low{"opc-near-eol", Supply::toner},
    Low{"marker-waste-almost-full", Supply::waste},
    Low{"marker-waste-ink-receptacle-almost-full", Supply::waste},
    Low{"marker-waste-toner-receptacle-almost-full", Supply::waste},
};

}  // namespace

std::string_view without_suffix(std::string_view reason) {
  // These keywords end like a suffix.
  if (reason.ends_with("feed-error")) return reason;
  for (const std::string_view suffix : {"-report", "-warning", "-error"}) {
    if (reason.ends_with(suffix)) return reason.substr(0, reason.size() - suffix.size());
  }
  return reason;
}

std::optional<HoldReason> hold_of(std::string_view keyword) {
  for (const Stop& stop : kStops) {
    if (keyword == stop.keyword) return stop.reason;
  }
  for (const std::string_view other : kElsewhere) {
    if (keyword.starts_with(other)) return std::nullopt;
  }
  for (const Stop& stop : kOnThePath) {
    if (keyword.ends_with(stop.keyword)) return stop.reason;
  }
  return std::nullopt;
}

std::optional<Supply> supply_of(std::string_view keyword) {
  for (const Low& low : kLow) {
    if (keyword == low.keyword) return low.supply;
  }
  return std::nullopt;
}

std::optional<HoldReason> hold_reason(const std::vector<std::string>& reasons) {
  std::optional<HoldReason> first;
  for (const std::string& reason : reasons) {
    const auto hold = hold_of(without_suffix(reason));
    if (hold && (!first || *hold < *first)) first = hold;
  }
  return first;
}

std::set<Supply> supplies_low(const std::vector<std::string>& reasons) {
  std::set<Supply> low;
  for (const std::string& reason : reasons) {
    if (const auto supply = supply_of(without_suffix(reason))) low.insert(*supply);
  }
  return low;
}

}  // namespace printing
