// SPDX-License-Identifier: GPL-3.0-or-later
// A journal in a folder of its own, with entries of nobody.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "devices/journal_chain.h"
#include "devices/journal_file.h"
#include "tests/files.h"

namespace devices_test {

using namespace std::chrono_literals;

class JournalPlace {
 public:
  static constexpr visit::Moment kMorning{1611626700000ms};  // 2021-01-26 10:05 in Shanghai

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "journal.jsonl"; }
  [[nodiscard]] std::unique_ptr<devices::JournalFile> open() const {
    auto journal = devices::JournalFile::open(file());
    REQUIRE(journal != nullptr);
    return journal;
  }
  [[nodiscard]] std::string text() const { return files::contents(file()); }
  [[nodiscard]] std::vector<std::string> lines() const { return split(text()); }

  static void write(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
  }
  static std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }
  static std::string join(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }
  // A visit's worth of entries, `count` of them.
  static void fill(devices::JournalFile& journal, int count) {
    for (int i = 0; i < count; ++i) {
      const auto what =
          static_cast<visit::Entry::What>(i % (static_cast<int>(visit::Entry::What::practice) + 1));
      journal.write(kMorning + i * 1s, {what, static_cast<std::uint64_t>(i), i % 5, i % 2});
    }
  }

 private:
  files::Folder folder_;
};

}  // namespace devices_test
