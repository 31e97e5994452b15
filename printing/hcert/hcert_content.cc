// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/hcert_content.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace printing {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year_month_day;

constexpr std::int64_t kEndOf9999 = 253'402'300'799;
constexpr std::int64_t kLastDayOf9999 = kEndOf9999 / 86'400;
constexpr std::int64_t kLargestArea = 999'999;
constexpr std::int64_t kLargestCount = 255;
constexpr std::string_view kDetected = "260373001";  // SNOMED CT: detected
constexpr std::string_view kNotDetected = "260415000";

// Keys of subclaim -86.
enum : std::int64_t {
  kVersion = 0,
  kReference = 1,
  kColour = 2,
  kArea = 3,
  kEvaluated = 4,
  kMaskedNumber = 5,
  kSamples = 6,
  kDoses = 7,
  kStays = 8,
  kAgent = 9,
  kName = 10,
  kBorn = 11,
  kValidUntil = 12,
  kCommutingUntil = 13,
};

// Takes fields out of a map or a row and remembers whether all were as they must be.
class Fields {
 public:
  explicit Fields(const cbor::Item& map) : map_(&map) {}
  [[nodiscard]] bool good() const { return good_; }

  [[nodiscard]] const cbor::Item* optional(std::int64_t key) const { return map_->find(key); }

  std::int64_t count(const cbor::Item* item, std::int64_t largest) {
    const auto number = item != nullptr ? item->integer() : std::nullopt;
    const bool fits = number && *number >= 0 && *number <= largest;
    good_ = good_ && fits;
    return fits ? *number : 0;
  }
  std::int64_t count(std::int64_t key, std::int64_t largest) {
    return count(map_->find(key), largest);
  }
  sys_seconds moment(const cbor::Item* item) {
    return sys_seconds(seconds(count(item, kEndOf9999)));
  }
  sys_seconds moment(std::int64_t key) { return moment(map_->find(key)); }
  sys_days day(const cbor::Item* item) { return sys_days(days(count(item, kLastDayOf9999))); }
  std::uint32_t area(const cbor::Item* item) {
    return static_cast<std::uint32_t>(count(item, kLargestArea));
  }
  std::string_view text(const cbor::Item* item) {
    const auto text = item != nullptr ? item->text() : std::nullopt;
    good_ = good_ && text.has_value();
    return text.value_or("");
  }

  // A row of `width` items, or an array of such rows.
  template <std::size_t width>
  std::array<const cbor::Item*, width> row(const cbor::Item& item) {
    std::array<const cbor::Item*, width> parts{};
    if (item.kind() != cbor::Kind::array || item.size() != width) {
      good_ = false;
      return parts;
    }
    std::size_t place = 0;
    for (const cbor::Item& part : item.elements()) parts[place++] = &part;
    return parts;
  }
  template <std::size_t width, class Take>
  void rows(std::int64_t key, const Take& take) {
    const cbor::Item* list = map_->find(key);
    if (list == nullptr) return;
    good_ = good_ && list->kind() == cbor::Kind::array;
    for (const cbor::Item& item : list->elements()) take(row<width>(item));
  }

 private:
  const cbor::Item* map_;
  bool good_ = true;
};

HealthCodeColour colour_of(std::int64_t number) {
  if (number == 0) return HealthCodeColour::green;
  if (number == 1) return HealthCodeColour::yellow;
  if (number == 2) return HealthCodeColour::red;
  return HealthCodeColour::unknown;
}

struct Group {
  std::string_view name;
  cose::Usage kind;
};
constexpr std::array<Group, 3> kGroups = {
    {{"t", cose::Usage::test}, {"v", cose::Usage::vaccination}, {"r", cose::Usage::recovery}}};

std::string_view text_under(const cbor::Item& map, std::string_view key) {
  const cbor::Item* item = map.find(key);
  return item != nullptr ? item->untagged().text().value_or("") : "";
}

// Takes `width` digits off the front of a text.
bool digits(std::string_view& text, std::size_t width, int& value) {
  if (text.size() < width) return false;
  const char* end = text.data() + width;
  if (text[0] < '0' || text[0] > '9') return false;
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return false;
  text.remove_prefix(width);
  return true;
}

bool mark(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

// A date, with or without a time behind it.
std::optional<sys_days> read_day(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!digits(text, 4, year) || !mark(text, "-") || !digits(text, 2, month) || !mark(text, "-") ||
      !digits(text, 2, day) || (!text.empty() && !mark(text, "Tt "))) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return sys_days(date);
}

// dn and sd come as integers or floats.
unsigned small_number(const cbor::Item& map, std::string_view key) {
  const cbor::Item* item = map.find(key);
  const auto number = item != nullptr ? item->untagged().number() : std::nullopt;
  // Written so that NaN fails.
  if (!number || !(*number >= 0 && *number <= static_cast<double>(kLargestCount))) return 0;
  return static_cast<unsigned>(*number);
}

void read_names(const cbor::Item& dcc, DccContent& content) {
  const cbor::Item* names = dcc.find("nam");
  if (names == nullptr) return;
  const auto first_of = [names](std::string_view own, std::string_view transliterated) {
    const std::string_view text = text_under(*names, own);
    return text.empty() ? text_under(*names, transliterated) : text;
  };
  content.surname = first_of("fn", "fnt");
  content.forename = first_of("gn", "gnt");
}

}  // namespace

std::optional<sys_seconds> read_timestamp(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!digits(text, 4, year) || !mark(text, "-") || !digits(text, 2, month) || !mark(text, "-") ||
      !digits(text, 2, day) || !mark(text, "Tt ") || !digits(text, 2, hour) || !mark(text, ":") ||
      !digits(text, 2, minute)) {
    return std::nullopt;
  }
  if (mark(text, ":")) {
    if (!digits(text, 2, second)) return std::nullopt;
    if (mark(text, ".,")) {
      text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
    }
  }
  int offset_hours = 0;
  int offset_minutes = 0;
  const bool west = text.starts_with('-');
  if (mark(text, "+-")) {
    if (!digits(text, 2, offset_hours)) return std::nullopt;
    mark(text, ":");
    if (!text.empty() && !digits(text, 2, offset_minutes)) return std::nullopt;
  } else if (!mark(text, "Zz")) {
    return std::nullopt;
  }
  const year_month_day date{std::chrono::year(year),
                            std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!text.empty() || !date.ok() || hour > 24 || minute > 59 || second > 60 || offset_hours > 23 ||
      offset_minutes > 59) {
    return std::nullopt;
  }
  const minutes offset(offset_hours * 60 + offset_minutes);
  return sys_days(date) + std::chrono::hours(hour) + minutes(minute) + seconds(second) -
         (west ? -offset : offset);
}

std::uint8_t dcc_kinds(const cbor::Item& dcc) {
  std::uint8_t kinds = 0;
  for (const Group& group : kGroups) {
    const cbor::Item* entries = dcc.find(group.name);
    if (entries != nullptr && !entries->is_null() &&
        (entries->kind() != cbor::Kind::array || entries->size() > 0)) {
      kinds = static_cast<std::uint8_t>(kinds | static_cast<std::uint8_t>(group.kind));
    }
  }
  return kinds;
}

tl::expected<DccContent, ContentTrouble> read_dcc(const cbor::Item& dcc) {
  const std::uint8_t kinds = dcc_kinds(dcc);
  for (const Group& group : kGroups) {
    if (kinds != static_cast<std::uint8_t>(group.kind)) continue;
    const cbor::Item& entries = *dcc.find(group.name);
    if (entries.kind() != cbor::Kind::array) return tl::unexpected(ContentTrouble::malformed);
    if (entries.size() != 1) return tl::unexpected(ContentTrouble::several_entries);
    const cbor::Item& entry = *entries.elements().begin();
    if (!entry.is_map()) return tl::unexpected(ContentTrouble::malformed);
    DccContent content;
    content.kind = group.kind;
    content.uci = text_under(entry, "ci");
    content.country = text_under(entry, "co");
    switch (group.kind) {
      case cose::Usage::test:
        content.detected = text_under(entry, "tr") == kDetected;
        content.not_detected = text_under(entry, "tr") == kNotDetected;
        content.sampled = read_timestamp(text_under(entry, "sc"));
        if (content.sampled) content.day = std::chrono::floor<days>(*content.sampled);
        content.procedure = text_under(entry, "tt");
        break;
      case cose::Usage::vaccination:
        content.day = read_day(text_under(entry, "dt"));
        content.procedure = text_under(entry, "mp");
        content.dose = small_number(entry, "dn");
        content.of_doses = small_number(entry, "sd");
        break;
      case cose::Usage::recovery:
        content.day = read_day(text_under(entry, "fr"));
        break;
    }
    read_names(dcc, content);
    return content;
  }
  return tl::unexpected(ContentTrouble::several_entries);
}

tl::expected<HealthCodeContent, ContentTrouble> read_health_code(const cbor::Item& health_code) {
  Fields fields(health_code);
  HealthCodeContent content;
  content.version =
      static_cast<std::uint64_t>(fields.count(kVersion, std::numeric_limits<std::int64_t>::max()));
  if (!fields.good()) return tl::unexpected(ContentTrouble::malformed);
  if (content.newer_format()) return content;

  const cbor::Item* reference = fields.optional(kReference);
  const auto bytes = reference != nullptr ? reference->bytes() : std::nullopt;
  if (!bytes || bytes->size() != content.reference.size()) {
    return tl::unexpected(ContentTrouble::malformed);
  }
  std::ranges::copy(*bytes, content.reference.begin());
  if (const cbor::Item* colour = fields.optional(kColour)) {
    content.colour = colour_of(fields.count(colour, std::numeric_limits<std::int64_t>::max()));
  }
  content.area = fields.area(fields.optional(kArea));
  content.evaluated = fields.moment(kEvaluated);
  content.masked_number = fields.text(fields.optional(kMaskedNumber));
  content.valid_until = fields.moment(kValidUntil);
  fields.rows<3>(kSamples, [&](const auto& row) {
    content.samples.push_back({.taken = fields.moment(row[0]),
                               .result = static_cast<SampleResult>(fields.count(row[1], 2)),
                               .area = fields.area(row[2])});
  });
  fields.rows<4>(kDoses, [&](const auto& row) {
    content.doses.push_back({.day = fields.day(row[0]),
                             .number = static_cast<unsigned>(fields.count(row[1], kLargestCount)),
                             .total = static_cast<unsigned>(fields.count(row[2], kLargestCount)),
                             .product = fields.text(row[3])});
  });
  fields.rows<3>(kStays, [&](const auto& row) {
    content.stays.push_back({.area = fields.area(row[0]),
                             .day = fields.day(row[1]),
                             .risk = static_cast<AreaRisk>(fields.count(row[2], 2))});
  });
  if (const cbor::Item* agent = fields.optional(kAgent)) {
    const auto row = fields.row<2>(*agent);
    content.agent = {.relation = static_cast<unsigned>(fields.count(row[0], kLargestCount)),
                     .masked_name = fields.text(row[1])};
  }
  if (const cbor::Item* name = fields.optional(kName)) content.name = fields.text(name);
  if (const cbor::Item* born = fields.optional(kBorn)) {
    const auto number = static_cast<unsigned>(fields.count(born, 9999'12'31));
    const year_month_day date{std::chrono::year(static_cast<int>(number / 10000)),
                              std::chrono::month(number / 100 % 100),
                              std::chrono::day(number % 100)};
    if (!date.ok()) return tl::unexpected(ContentTrouble::malformed);
    content.born = date;
  }
  if (const cbor::Item* commuting = fields.optional(kCommutingUntil)) {
    content.commuting_until = fields.moment(commuting);
  }
  if (!fields.good()) return tl::unexpected(ContentTrouble::malformed);
  return content;
}

}  // namespace printing
