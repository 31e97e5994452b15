// SPDX-License-Identifier: GPL-3.0-or-later
// A TOML file read by people who must be told what is wrong in it: each key is asked for once, with
// its kind and its limits; the first fault is one sentence that names table and key. For the roof's
// own files; not thread-safe.
#pragma once

#include <fmt/format.h>

#include <toml++/toml.h>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <tl/expected.hpp>
#include <utility>

#include "kiosk/settings.h"

namespace kiosk {

template <typename... Args>
tl::unexpected<ConfigTrouble> trouble(const std::filesystem::path& file,
                                      fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected<ConfigTrouble>({fmt::format(
      "{}: {}", file.filename().string(), fmt::format(format, std::forward<Args>(args)...))});
}

// The error names the line.
[[nodiscard]] tl::expected<toml::table, ConfigTrouble> parse(const std::filesystem::path& file);

// Reads keys of one table and remembers the first thing that was wrong, so that callers read like
// the file itself.
class Table {
 public:
  Table(const std::filesystem::path& file, std::string name, const toml::table* table,
        std::string& fault)
      : file_(file), name_(std::move(name)), table_(table), fault_(fault) {}

  [[nodiscard]] std::string text(const char* key) { return needed<std::string>(key, "a text"); }
  [[nodiscard]] std::string text(const char* key, std::string otherwise) {
    return or_else(key, std::move(otherwise), "a text");
  }
  [[nodiscard]] bool flag(const char* key, bool otherwise) {
    return or_else(key, otherwise, "true or false");
  }
  [[nodiscard]] int number(const char* key, int otherwise, int least, int most) {
    const auto value = or_else<std::int64_t>(key, otherwise, "a whole number");
    if (value < least || value > most) {
      blame(fmt::format("[{}] {} must lie between {} and {}", name_, key, least, most));
      return otherwise;
    }
    return static_cast<int>(value);
  }
  [[nodiscard]] std::filesystem::path file(const char* key) { return beside(text(key)); }
  [[nodiscard]] std::filesystem::path file(const char* key, const char* otherwise) {
    const std::string name = text(key, otherwise);
    return name.empty() ? std::filesystem::path{} : beside(name);
  }
  [[nodiscard]] visit::Bilingual both(const char* key) {
    known_.insert(key);
    const toml::table* two = table_ == nullptr ? nullptr : (*table_)[key].as_table();
    const auto zh = two == nullptr ? std::nullopt : (*two)["zh"].value<std::string>();
    const auto en = two == nullptr ? std::nullopt : (*two)["en"].value<std::string>();
    if (!zh || !en) {
      blame(fmt::format("[{}] {} must be {{ zh = \"…\", en = \"…\" }}", name_, key));
      return {};
    }
    return {*zh, *en};
  }
  [[nodiscard]] const toml::array* list(const char* key) {
    known_.insert(key);
    return table_ == nullptr ? nullptr : (*table_)[key].as_array();
  }
  // A key nobody asked for is a misspelt key.
  void nothing_else() {
    if (table_ == nullptr) return;
    for (const auto& [key, value] : *table_) {
      if (!known_.contains(std::string(key.str())))
        blame(fmt::format("[{}] {} is not known here", name_, key.str()));
    }
  }

 private:
  [[nodiscard]] std::filesystem::path beside(const std::string& name) const {
    const std::filesystem::path given(name);
    return given.is_absolute() ? given : file_.parent_path() / given;
  }
  void blame(std::string sentence) {
    if (fault_.empty()) fault_ = std::move(sentence);
  }
  template <typename T>
  std::optional<T> value(const char* key, const char* kind) {
    known_.insert(key);
    if (table_ == nullptr || !table_->contains(key)) return std::nullopt;
    auto found = (*table_)[key].value<T>();
    if (!found) blame(fmt::format("[{}] {} must be {}", name_, key, kind));
    return found;
  }
  template <typename T>
  T needed(const char* key, const char* kind) {
    auto found = value<T>(key, kind);
    if (!found) blame(fmt::format("[{}] {} is missing", name_, key));
    return found.value_or(T{});
  }
  template <typename T>
  T or_else(const char* key, T otherwise, const char* kind) {
    return value<T>(key, kind).value_or(std::move(otherwise));
  }

  const std::filesystem::path& file_;
  std::string name_;
  const toml::table* table_;
  std::string& fault_;
  std::set<std::string> known_;
};

}  // namespace kiosk
