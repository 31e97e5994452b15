// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/conditional.h"

#include <string_view>

#include "devices/sandbox/service/records/seal.h"

namespace service {
namespace {

// If-None-Match: `*`, or tags between commas. Weak ones match here too.
bool names(std::string_view list, std::string_view tag) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    std::string_view one = list.substr(0, comma);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    while (!one.empty() && (one.front() == ' ' || one.front() == '\t')) one.remove_prefix(1);
    while (!one.empty() && (one.back() == ' ' || one.back() == '\t')) one.remove_suffix(1);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == "*" || one == tag) return true;
  }
  return false;
}

}  // namespace

Answer if_changed(const Call& call, Answer answer) {
  const std::string tag = "\"" + hex(sha256(answer.body)).substr(0, 32) + "\"";
  if (names(call.header("if-none-match"), tag)) {
    answer.status = 304;
    answer.body.clear();
  }
  answer.headers.emplace_back("ETag", tag);
  // To be kept, but asked after each time.
  answer.headers.emplace_back("Cache-Control", "no-cache");
  return answer;
}

}  // namespace service
