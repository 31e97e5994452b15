// SPDX-License-Identifier: GPL-3.0-or-later
// After a visit nothing of the person is left: not in the memory of the kiosk or its reader, not in
// a file they wrote. The memory is searched from outside, as a thief with root would.
#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

struct Pattern {
  std::string what;
  std::string bytes;
};

std::string utf16(std::u16string_view text) {
  return {reinterpret_cast<const char*>(text.data()), text.size() * sizeof(char16_t)};
}
std::string utf32(std::u32string_view text) {
  return {reinterpret_cast<const char*>(text.data()), text.size() * sizeof(char32_t)};
}

// Wang of the cast, in every form a library may keep: whole, and in pieces, for freed blocks lose
// their beginning.
std::vector<Pattern> traces() {
  return {{"name, UTF-8", "王秀英"},
          {"end of the name, UTF-8", "秀英"},
          {"name, UTF-16", utf16(u"王秀英")},
          {"end of the name, UTF-16", utf16(u"秀英")},
          {"name, UTF-32", utf32(U"王秀英")},
          {"end of the name, UTF-32", utf32(U"秀英")},
          {"number", "990101195202290047"},
          {"middle of the number", "0119520229"},
          {"end of the number", "5202290047"},
          {"number, UTF-16", utf16(u"19520229004")},
          {"number, UTF-32", utf32(U"19520229004")}};
}

// Where the patterns stand in the writable memory of a process.
std::vector<std::string> found_in(int process, const std::vector<Pattern>& patterns) {
  std::vector<std::string> found;
  const std::string proc = "/proc/" + std::to_string(process);
  std::ifstream maps(proc + "/maps");
  const int memory = open((proc + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(memory >= 0);
  std::size_t searched = 0;
  std::string bytes;
  for (std::string line; std::getline(maps, line);) {
    unsigned long from = 0;
    unsigned long to = 0;
    char rights[5] = {};
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, rights) != 3 || rights[0] != 'r' ||
        rights[1] != 'w')
      continue;
    bytes.resize(to - from);
    const ssize_t size = pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(from));
    if (size <= 0) continue;
    searched += static_cast<std::size_t>(size);
    for (const Pattern& pattern : patterns) {
      const void* at = memmem(bytes.data(), static_cast<std::size_t>(size), pattern.bytes.data(),
                              pattern.bytes.size());
      if (at == nullptr) continue;
      const auto slash = line.find_last_of(" /");
      found.push_back(pattern.what + " in " + line.substr(slash + 1));
    }
  }
  close(memory);
  CHECK(searched > 1'000'000);
  return found;
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += one + "\n";
  return text;
}

}  // namespace

TEST_CASE("after a visit nothing of the person is left in memory or on disk") {
#ifdef KIOSK_SANITIZED
  WARN("skipped: a sanitizer keeps freed memory, so the wiping free() is left out");
  return;
#endif
  if (geteuid() != 0) {
    WARN("skipped: only root may read the memory of a program that forbids it");
    return;
  }
  Stage stage;
  stage.up_to_confirm("wang");
  // The control: while the page names her, the search finds her.
  CHECK_FALSE(found_in(stage.player().process(), traces()).empty());
  stage.play(
      "press its_me\nwait verdict-green\npress print\nwait take 30\ncard lift\npress "
      "have_all\nexpect welcome\n");
  // The printer's thread and the query's have no reason to run any more; give their last frees a
  // moment.
  stage.play("pause 1\n");
  for (const int process : stage.processes()) {
    const auto found = found_in(process, traces());
    INFO(files::contents("/proc/" + std::to_string(process) + "/comm") << joined(found));
    CHECK(found.empty());
  }
  for (const auto& entry : std::filesystem::directory_iterator(stage.bench().folder())) {
    if (!entry.is_regular_file() || entry.path().extension() == ".toml") continue;
    const std::string text = files::contents(entry.path());
    for (const Pattern& pattern : traces()) {
      INFO(entry.path().filename() << ": " << pattern.what);
      CHECK(text.find(pattern.bytes) == std::string::npos);
    }
  }
}

TEST_CASE("the journal of a visit tells what happened, and to nobody") {
  Stage stage;
  stage.visit("li");
  const std::string journal = files::contents(stage.bench().folder() / "journal.jsonl");
  CHECK(journal.find("\"what\":\"state\"") != std::string::npos);
  CHECK(journal.find("李明") == std::string::npos);
  CHECK(journal.find("99010119") == std::string::npos);
}

}  // namespace whole
