// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/print_gate.h"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string_view>

#include "printing/hcert/hcert.h"
#include "printing/hcert/qr_reader.h"
#include "printing/sheet/code_text.h"
#include "printing/sheet/raster.h"

namespace printing {

namespace {

constexpr std::int64_t kDccClaim = 1;

HealthCodeColour signed_colour(visit::Colour colour) {
  switch (colour) {
    case visit::Colour::green:
      return HealthCodeColour::green;
    case visit::Colour::yellow:
      return HealthCodeColour::yellow;
    case visit::Colour::red:
      return HealthCodeColour::red;
  }
  return HealthCodeColour::unknown;
}

std::string_view text_under(const cbor::Item& map, std::string_view key) {
  const cbor::Item* item = map.find(key);
  return item ? item->text().value_or("") : std::string_view();
}

// A name as the service compares it (docs/wire.md §4.3): without spaces, all middle dots alike.
WipedBytes compared(std::initializer_list<std::string_view> parts) {
  constexpr std::string_view kSpaces[] = {" ", "\u3000", "\u00a0"};
  constexpr std::string_view kDots[] = {"\u00b7", "\u2022", "\u2027", "\u22c5", "\u30fb", "\uff65"};
  WipedBytes letters;
  for (std::string_view part : parts) {
    while (!part.empty()) {
      const auto begins = [&](std::string_view mark) { return part.starts_with(mark); };
      const auto* space = std::find_if(std::begin(kSpaces), std::end(kSpaces), begins);
      const auto* dot = std::find_if(std::begin(kDots), std::end(kDots), begins);
      if (space != std::end(kSpaces)) {
        part.remove_prefix(space->size());
        continue;
      }
      const bool is_dot = dot != std::end(kDots);
      const std::string_view letter = is_dot ? kDots[0] : part.substr(0, 1);
      letters.insert(letters.end(), letter.begin(), letter.end());
      part.remove_prefix(is_dot ? dot->size() : 1);
    }
  }
  return letters;
}

// The name stands in our own claim, or in a DCC's with family and given name apart; cards print
// those in the order of their language.
bool is_name(const HcertResult& result, std::string_view printed) {
  if (printed.empty()) return false;
  const WipedBytes wanted = compared({printed});
  if (!result.health_code->name.empty()) return compared({result.health_code->name}) == wanted;
  const cbor::Item* dcc = result.claims ? result.claims->find(kDccClaim) : nullptr;
  const cbor::Item* name = dcc ? dcc->find("nam") : nullptr;
  if (!name) return false;
  const std::string_view family = text_under(*name, "fn");
  const std::string_view given = text_under(*name, "gn");
  return compared({family, given}) == wanted || compared({given, family}) == wanted;
}

// Whose it is and until when: what every signed sheet prints.
bool is_theirs(const HcertResult& result, std::string_view name, std::string_view number,
               visit::Moment expires) {
  const auto& content = result.health_code;
  return content && !content->newer_format() && content->masked_number == number &&
         is_name(result, name) &&
         content->valid_until == std::chrono::floor<std::chrono::seconds>(expires);
}

bool says_the_same(const HcertResult& result, const visit::Certificate& slip,
                   std::chrono::sys_seconds now) {
  if (!is_theirs(result, slip.name.reveal(), slip.number.reveal(), slip.slip.expires_at)) {
    return false;
  }
  const auto& colour = result.health_code->colour;
  // A green that its own content speaks against is not printed either.
  return colour && *colour == signed_colour(slip.verdict.colour) &&
         colour_to_show(result, now) == *colour;
}

// A card that named a colour would be shown long after it had changed.
bool says_the_same(const HcertResult& result, const visit::HealthCard& card,
                   std::chrono::sys_seconds) {
  return is_theirs(result, card.name.reveal(), card.number.reveal(), card.slip.expires_at) &&
         !result.health_code->colour;
}

template <typename Signed>
tl::expected<void, GateTrouble> judge(const Signed& document, const TrustList& trust,
                                      std::chrono::sys_seconds now) {
  const HcertResult result = verify(document.slip.qr.reveal(), trust, now);
  if (result.verdict != Verdict::ok) return tl::unexpected(GateTrouble::not_valid);
  if (!says_the_same(result, document, now)) return tl::unexpected(GateTrouble::says_otherwise);
  return {};
}

std::optional<std::size_t> only_code(const Sheet& sheet) {
  std::optional<std::size_t> code;
  for (std::size_t i = 0; i < sheet.marks.size(); ++i) {
    if (!std::holds_alternative<QrMark>(sheet.marks[i])) continue;
    if (code) return {};
    code = i;
  }
  return code;
}

bool says(const GreyRaster& raster, std::string_view text) {
  const auto found = read_qr_codes(raster.pixels, raster.width, raster.height);
  return found.size() == 1 && found.front().reveal() == text;
}

// A few pixels to a module read ten times as fast as all of the printer's dots; those decide where
// that is not enough.
bool reads_back(const Sheet& sheet, std::size_t code, std::string_view text, int dots_per_inch) {
  constexpr int kQuickPixels = 3;
  return says(rasterise_code(sheet, code, dots_per_inch, kQuickPixels), text) ||
         says(rasterise_code(sheet, code, dots_per_inch), text);
}

}  // namespace

tl::expected<void, GateTrouble> pass_print_gate(const Sheet& sheet, const visit::Document& document,
                                                const SheetDetails& details,
                                                const TrustList& trust) {
  const auto now = std::chrono::floor<std::chrono::seconds>(details.printed_at);
  tl::expected<void, GateTrouble> judged;
  if (const auto* slip = std::get_if<visit::Certificate>(&document)) {
    judged = judge(*slip, trust, now);
  } else if (const auto* card = std::get_if<visit::HealthCard>(&document)) {
    judged = judge(*card, trust, now);
  }
  if (!judged) return judged;
  const auto code = only_code(sheet);
  if (!code) return tl::unexpected(GateTrouble::no_code);
  const visit::Secret text = code_text(document, details.serial);
  if (!reads_back(sheet, *code, text.reveal(), details.dots_per_inch)) {
    return tl::unexpected(GateTrouble::unreadable);
  }
  return {};
}

}  // namespace printing
