// SPDX-License-Identifier: GPL-3.0-or-later
// Reads JSON from outside: every value knows its path, and anything unexpected is thrown as
// Malformed, which the reader of a whole document catches at its own door. Members keep the order
// of the document. Not shared by threads.
#pragma once
#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/instant.h"

namespace service {

using Json = nlohmann::ordered_json;

// Where a document is wrong and why; neither part repeats a value of it.
struct Malformed {
  std::string path;
  std::string reason;
};

// Refuses what is no JSON, a key given twice, and more than 32 levels.
tl::expected<Json, Malformed> parse_json(std::string_view text);

class JsonView {
 public:
  JsonView(const Json& value, std::string path) : value_(&value), path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const Json& json() const { return *value_; }

  // The rest throws Malformed.
  [[nodiscard]] JsonView at(std::string_view key) const;
  // Absent and null are the same.
  [[nodiscard]] std::optional<JsonView> find(std::string_view key) const;
  // Any other member is a misspelt one.
  void only(std::initializer_list<std::string_view> keys) const;
  [[nodiscard]] std::vector<JsonView> items() const;
  struct Member;
  [[nodiscard]] std::vector<Member> members() const;

  [[nodiscard]] std::string text(std::size_t longest = 256) const;
  [[nodiscard]] std::int64_t integer(std::int64_t least, std::int64_t most) const;
  [[nodiscard]] int count(int least = 0) const;
  [[nodiscard]] double number() const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] Instant instant() const;
  [[nodiscard]] Day day() const;

  [[noreturn]] void fail(std::string reason) const;

 private:
  const Json* value_;
  std::string path_;
};

struct JsonView::Member {
  std::string key;
  JsonView value;
};

}  // namespace service
