// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/route.h"

#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

// The text up to the next slash, cut off the front of `rest`.
std::string_view next_segment(std::string_view& rest) {
  const auto slash = rest.find('/');
  const auto segment = rest.substr(0, slash);
  rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
  return segment;
}

}  // namespace

std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
  std::vector<std::string> parts;
  // A path that goes on after a slash has one more segment, even an empty one.
  if (pattern.ends_with('/') != path.ends_with('/')) return std::nullopt;
  while (!pattern.empty() && !path.empty()) {
    const auto wanted = next_segment(pattern);
    const auto given = next_segment(path);
    if (wanted.starts_with('{')) {
      if (!is_token(given, 1, 64, "._")) return std::nullopt;
      parts.emplace_back(given);
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return parts;
}

}  // namespace service
