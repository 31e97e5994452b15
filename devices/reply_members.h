// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the members of a service's JSON reply and believes nothing: what is missing, of another
// kind, too long, or could rearrange a page raises Broken, which read() turns into a trouble. For
// the parsers of this folder; pure.
#pragma once

#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/moment.h"

namespace devices::reply_members {

inline constexpr std::size_t kLongestName = 256;

// Never leaves read().
struct Broken {
  visit::QueryTrouble trouble;
};

[[noreturn]] void malformed();
[[noreturn]] void unknown();

[[nodiscard]] const nlohmann::json& member(const nlohmann::json& object, const char* key);
// None if it is absent or null.
[[nodiscard]] const nlohmann::json* find(const nlohmann::json& object, const char* key);
[[nodiscard]] const nlohmann::json& list(const nlohmann::json& value, std::size_t most);
[[nodiscard]] std::string text_of(const nlohmann::json& value, std::size_t longest);
[[nodiscard]] std::string text(const nlohmann::json& object, const char* key,
                               std::size_t longest = kLongestName);
// What a member that may be absent or null says, else "".
[[nodiscard]] std::string text_if(const nlohmann::json& object, const char* key);
[[nodiscard]] int whole(const nlohmann::json& object, const char* key, int least, int most);
[[nodiscard]] bool yes(const nlohmann::json& object, const char* key);
[[nodiscard]] visit::Moment moment_of(const nlohmann::json& value);
[[nodiscard]] visit::Moment moment(const nlohmann::json& object, const char* key);
[[nodiscard]] visit::Date date(const nlohmann::json& object, const char* key);
[[nodiscard]] visit::Bilingual both(const nlohmann::json& object, const char* key,
                                    std::size_t longest = kLongestName);

template <typename Value, std::size_t N>
[[nodiscard]] Value one_of(const std::array<std::pair<std::string_view, Value>, N>& words,
                           const std::string& word) {
  for (const auto& [known, value] : words) {
    if (known == word) return value;
  }
  unknown();
}

// A text that the reader left only at its end was cut there; one that it left before is none.
template <typename Read>
[[nodiscard]] auto read(std::string_view body, Read reader)
    -> tl::expected<std::invoke_result_t<Read, nlohmann::json>, visit::QueryTrouble> {
  using visit::QueryTrouble;
  try {
    return reader(nlohmann::json::parse(body));
  } catch (const Broken& broken) {
    return tl::unexpected(broken.trouble);
  } catch (const nlohmann::json::parse_error& error) {
    return tl::unexpected(error.byte > body.size() ? QueryTrouble::truncated
                                                   : QueryTrouble::malformed);
  } catch (const nlohmann::json::exception&) {
    return tl::unexpected(QueryTrouble::malformed);
  }
}

}  // namespace devices::reply_members
