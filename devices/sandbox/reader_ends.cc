// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/reader_ends.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "devices/sandbox/cast.h"

namespace sandbox {

namespace {

template <typename Line>
void plug(Line& line, bool in) {
  if (in) {
    line.replug();
  } else {
    line.unplug();
  }
}

}  // namespace

ReaderEnds::ReaderEnds(const std::filesystem::path& folder)
    : pn532_(folder / "pn532"),
      sam_v_(folder / "sam-v"),
      scanner_(folder / "scanner"),
      thermometer_(folder / "thermometer") {}

std::optional<Card> ReaderEnds::card_named(const std::string& name) const {
  if (const auto person = person_named(name)) return card_of(*person);
  if (name == "hospital") return MifareCard{};
  if (name == "passport") return PassportCard{};
  if (name == "social") return social_card_of(*person_named("wang"));
  if (const StaffBadgeCard* badge = staff_.badge(name)) return *badge;
  return std::nullopt;
}

tl::expected<void, std::string> ReaderEnds::move_card(const std::string& how,
                                                      const std::string& name) {
  if (how == "lift") {
    lift();
    return {};
  }
  const auto card = card_named(name);
  if (!card) return tl::unexpected(fmt::format("nobody in the cast is called {}", name));
  if (how == "lay") lift();
  pn532_.lay(*card);
  sam_v_.lay(*card);
  return {};
}

void ReaderEnds::lift() {
  pn532_.lift();
  sam_v_.lift();
}

void ReaderEnds::plug_readers(bool in) {
  plug(pn532_, in);
  plug(sam_v_, in);
}

void ReaderEnds::plug_scanner(bool in) { plug(scanner_, in); }

tl::expected<void, std::string> ReaderEnds::set_thermometer(const std::string& how) {
  if (how == "pull" || how == "plug") {
    plug(thermometer_, how == "plug");
  } else if (how == "garble") {
    thermometer_.arm(ThermometerFault::bad_check);
  } else {
    char* end = nullptr;
    const double degrees = std::strtod(how.c_str(), &end);
    if (end == how.c_str() || *end != '\0' || !(degrees >= 0 && degrees <= 99)) {
      return tl::unexpected(fmt::format("{} is no temperature", how));
    }
    thermometer_.show(static_cast<int>(std::lround(degrees * 10)));
  }
  return {};
}

}  // namespace sandbox
