// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/json_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace service {
namespace {

constexpr std::size_t kDeepest = 32;

}  // namespace

tl::expected<Json, Malformed> parse_json(std::string_view text) {
  std::vector<std::set<std::string>> keys;
  std::size_t depth = 0;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start:
      case Json::parse_event_t::array_start:
        if (++depth > kDeepest) throw Malformed{"", "nested too deep"};
        if (event == Json::parse_event_t::object_start) keys.emplace_back();
        break;
      case Json::parse_event_t::object_end:
        keys.pop_back();
        --depth;
        break;
      case Json::parse_event_t::array_end:
        --depth;
        break;
      case Json::parse_event_t::key:
        if (!keys.back().insert(parsed.get_ref<const std::string&>()).second) {
          throw Malformed{"", "a key stands twice in one object"};
        }
        break;
      case Json::parse_event_t::value:
        break;
    }
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Malformed& malformed) {
    return tl::unexpected(malformed);
  } catch (const Json::parse_error& error) {
    return tl::unexpected(Malformed{"", fmt::format("not JSON near byte {}", error.byte)});
  } catch (const Json::exception&) {
    return tl::unexpected(Malformed{"", "not JSON"});
  }
}

JsonView JsonView::at(std::string_view key) const {
  if (!value_->is_object()) fail("is not an object");
  const auto found = value_->find(std::string(key));
  const std::string path = path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
  if (found == value_->end()) throw Malformed{path, "is missing"};
  return JsonView(*found, path);
}

std::optional<JsonView> JsonView::find(std::string_view key) const {
  if (!value_->is_object()) fail("is not an object");
  const auto found = value_->find(std::string(key));
  if (found == value_->end() || found->is_null()) return std::nullopt;
  return at(key);
}

void JsonView::only(std::initializer_list<std::string_view> keys) const {
  for (const Member& member : members()) {
    if (std::find(keys.begin(), keys.end(), member.key) == keys.end()) {
      member.value.fail("is not a member that is known here");
    }
  }
}

std::vector<JsonView> JsonView::items() const {
  if (!value_->is_array()) fail("is not a list");
  std::vector<JsonView> list;
  list.reserve(value_->size());
  std::size_t index = 0;
  for (const Json& item : *value_) list.emplace_back(item, fmt::format("{}[{}]", path_, index++));
  return list;
}

std::vector<JsonView::Member> JsonView::members() const {
  if (!value_->is_object()) fail("is not an object");
  std::vector<Member> list;
  for (const auto& [key, value] : value_->items()) {
    list.push_back({key, JsonView(value, path_.empty() ? key : fmt::format("{}.{}", path_, key))});
  }
  return list;
}

std::string JsonView::text(std::size_t longest) const {
  if (!value_->is_string()) fail("is not a text");
  const auto& text = value_->get_ref<const std::string&>();
  if (text.empty()) fail("is empty");
  if (text.size() > longest) fail("is too long");
  return text;
}

std::int64_t JsonView::integer(std::int64_t least, std::int64_t most) const {
  if (!value_->is_number_integer()) fail("is not a whole number");
  // An unsigned value past the signed range would turn negative in get<int64_t>.
  if (value_->is_number_unsigned() &&
      value_->get<std::uint64_t>() >
          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    fail("is too large");
  }
  const auto number = value_->get<std::int64_t>();
  if (number < least || number > most) {
    fail(fmt::format("is not between {} and {}", least, most));
  }
  return number;
}

int JsonView::count(int least) const {
  // A century in hours fits; every window of the rules is far below.
  return static_cast<int>(integer(least, 1'000'000));
}

double JsonView::number() const {
  if (!value_->is_number()) fail("is not a number");
  const auto number = value_->get<double>();
  if (!std::isfinite(number)) fail("is not a finite number");
  return number;
}

bool JsonView::boolean() const {
  if (!value_->is_boolean()) fail("is neither true nor false");
  return value_->get<bool>();
}

Instant JsonView::instant() const {
  const auto at = parse_instant(text(40));
  if (!at) fail("is not a time such as 2021-01-20T09:30:00+08:00");
  return *at;
}

Day JsonView::day() const {
  const auto day = parse_day(text(10));
  if (!day) fail("is not a day such as 2021-01-20");
  return *day;
}

void JsonView::fail(std::string reason) const { throw Malformed{path_, std::move(reason)}; }

}  // namespace service
