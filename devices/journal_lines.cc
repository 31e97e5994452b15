// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_lines.h"
#include "kiosk/visit/event.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>

namespace devices {

namespace {

using What = visit::Entry::What;

constexpr std::size_t kBlock = std::size_t{64} << 10U;
constexpr std::size_t kLongestLine = 4096;

// The words of visit::as_json, from itself.
const std::map<std::string, What>& kinds() {
  static const std::map<std::string, What> known = [] {
    std::map<std::string, What> all;
    for (int i = 0; i <= static_cast<int>(What::practice); ++i) {
      const auto what = static_cast<What>(i);
      const auto line = nlohmann::json::parse(visit::as_json({}, {what, 0, 0, 0}));
      all.emplace(line.at("what").get<std::string>(), what);
    }
    return all;
  }();
  return known;
}

std::optional<std::int64_t> whole(const nlohmann::json& line, const char* key) {
  const auto found = line.find(key);
  if (found == line.end() || !found->is_number_integer()) return std::nullopt;
  return found->get<std::int64_t>();
}

bool fits(std::int64_t number) {
  return number >= std::numeric_limits<int>::min() && number <= std::numeric_limits<int>::max();
}

// Reads a file's lines from its end, block by block.
class Backwards {
 public:
  Backwards(int file, std::int64_t size, std::size_t looks_back)
      : file_(file),
        begin_(std::max<std::int64_t>(0, size - static_cast<std::int64_t>(looks_back))),
        at_(size) {
    // What stands behind the last newline is being written.
    static_cast<void>(next());
  }

  // None: at the beginning, or as far back as it may.
  std::optional<std::string> next() {
    std::size_t newline = 0;
    while ((newline = held_.rfind('\n')) == std::string::npos) {
      if (at_ == begin_) return the_first();
      if (held_.size() > kLongestLine) held_.clear();
      if (!more()) return std::nullopt;
    }
    std::string line = held_.substr(newline + 1);
    held_.resize(newline);
    return line;
  }

 private:
  // A line of which only the end was read is not one.
  std::optional<std::string> the_first() {
    if (begin_ > 0 || held_.empty()) return std::nullopt;
    std::string line;
    line.swap(held_);
    return line;
  }
  bool more() {
    const auto size = std::min<std::int64_t>(kBlock, at_ - begin_);
    std::string block(static_cast<std::size_t>(size), '\0');
    if (::pread(file_, block.data(), block.size(), at_ - size) != size) return false;
    at_ -= size;
    held_.insert(0, block);
    return true;
  }

  const int file_;
  const std::int64_t begin_;
  std::int64_t at_;  // where what is held begins
  std::string held_;
};

}  // namespace

std::optional<JournalText> read_line(std::string_view line) {
  if (line.size() > kLongestLine) return std::nullopt;
  const auto json = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("what") || !json["what"].is_string()) return std::nullopt;
  const auto at = whole(json, "at");
  const auto ticket = whole(json, "ticket");
  const auto detail = whole(json, "detail");
  const auto flag = whole(json, "flag");
  if (!at || !ticket || !detail || !flag || !fits(*detail) || !fits(*flag)) return std::nullopt;
  JournalText text;
  text.at = visit::Moment{std::chrono::milliseconds{*at}};
  text.what = json["what"].get<std::string>();
  text.ticket = static_cast<std::uint64_t>(*ticket);
  text.detail = static_cast<int>(*detail);
  text.flag = static_cast<int>(*flag);
  if (const auto kind = kinds().find(text.what); kind != kinds().end()) {
    text.kind = kind->second;
  } else if (text.what != "cut" && text.what != "lost") {
    return std::nullopt;
  }
  return text;
}

bool is_trouble(const JournalText& line) {
  if (!line.kind) return true;
  switch (*line.kind) {
    // A card that was laid crooked or is the wrong one is nobody's error to mend.
    case What::card_trouble:
      return line.detail == static_cast<int>(visit::CardTrouble::not_genuine) ||
             line.detail == static_cast<int>(visit::CardTrouble::misread) ||
             line.detail == static_cast<int>(visit::CardTrouble::reader_gone);
    case What::query_trouble:
    case What::print_trouble:
    case What::held:
    case What::badge_locked:
      return true;
    case What::device:
      return line.flag == 0;
    case What::delivery:
      return line.detail != 0;
    case What::check:
      return line.flag == static_cast<int>(visit::CheckOutcome::failed);
    case What::state:
    case What::printed:
    case What::sheet_closed:
    case What::call:
    case What::started:
    case What::stopped:
    case What::verdict:
    case What::asked_staff:
    case What::duty:
    case What::survey_kept:
    case What::practice:
      break;
  }
  return false;
}

std::vector<visit::JournalLine> last_troubles(const std::filesystem::path& journal,
                                              std::size_t most, std::size_t looks_back) {
  std::vector<visit::JournalLine> troubles;
  const int file = ::open(journal.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return troubles;
  struct stat facts {};
  if (::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode)) {
    Backwards lines(file, facts.st_size, looks_back);
    while (troubles.size() < most) {
      const auto line = lines.next();
      if (!line) break;
      const auto text = read_line(*line);
      if (!text || !text->kind || !is_trouble(*text)) continue;
      troubles.push_back({text->at, static_cast<int>(*text->kind), text->detail, text->flag});
    }
  }
  ::close(file);
  return troubles;
}

}  // namespace devices
