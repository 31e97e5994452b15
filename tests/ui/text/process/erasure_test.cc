// SPDX-License-Identifier: GPL-3.0-or-later
// After a visit the process's memory holds nothing of the name: searched from outside through
// /proc, all writable maps.
#include <unistd.h>

#include <fcntl.h>
#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/ui/text/process/child.h"
#include "tests/ui/text/process/masked_name.h"
#include "tests/ui/text/test_faces.h"

#ifndef KIOSK_SANITIZED  // the sanitizers' allocator keeps freed memory, and their frames move

namespace {

// How often something of the name was seen.
struct Found {
  std::size_t utf8 = 0, utf16 = 0, utf32 = 0, glyphs = 0;  // three consecutive characters
  std::size_t rare = 0;  // the rare one alone: caches keyed by character
  std::size_t all() const { return utf8 + utf16 + utf32 + glyphs + rare; }
};

std::string bytes_of(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

// Looks for any three consecutive characters of the name, as text and as glyph ids at any distance
// from one another.
class Search {
 public:
  Search() {
    const std::string name = unmasked();
    std::vector<std::string> utf8, utf16, utf32;
    for (std::size_t i = 0; i < name.size();) {
      const auto lead = static_cast<unsigned char>(name[i]);
      const std::size_t length = lead < 0xF0 ? 3 : 4;
      char32_t c = lead & (0xFFU >> (length + 1));
      for (std::size_t k = 1; k < length; ++k)
        c = c << 6 | (static_cast<unsigned char>(name[i + k]) & 0x3F);
      utf8.push_back(name.substr(i, length));
      const char16_t pair[] = {
          static_cast<char16_t>(c < 0x10000 ? c : 0xD800 + ((c - 0x10000) >> 10)),
          static_cast<char16_t>(0xDC00 + (c & 0x3FF))};
      utf16.push_back(bytes_of(pair, c < 0x10000 ? 2 : 4));
      utf32.push_back(bytes_of(&c, sizeof c));
      rare_ = c;
      i += length;
    }
    const text::Paragraph set = lay_out(name, {.em = 40});
    std::vector<std::uint32_t> ids;
    for (const text::Run& run : set.runs()) {
      for (const text::Glyph& glyph : run.glyphs) ids.push_back(glyph.id);
    }
    REQUIRE(ids.size() == utf8.size());
    for (std::size_t i = 0; i + 3 <= ids.size(); ++i) {
      utf8_.push_back(utf8[i] + utf8[i + 1] + utf8[i + 2]);
      utf16_.push_back(utf16[i] + utf16[i + 1] + utf16[i + 2]);
      utf32_.push_back(utf32[i] + utf32[i + 1] + utf32[i + 2]);
      glyphs_.push_back({ids[i], ids[i + 1], ids[i + 2]});
    }
  }

  Found in(pid_t pid) const {
    Found found;
    std::ifstream maps("/proc/" + std::to_string(pid) + "/maps");
    const int memory =
        open(("/proc/" + std::to_string(pid) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(memory >= 0);
    std::size_t searched = 0;
    for (std::string line; std::getline(maps, line);) {
      std::istringstream fields(line);
      std::uintptr_t begin = 0, end = 0;
      char dash = 0;
      std::string rights;
      fields >> std::hex >> begin >> dash >> end >> rights;
      if (rights.size() < 2 || rights[1] != 'w') continue;
      std::string bytes(end - begin, '\0');
      const ssize_t n = pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(begin));
      if (n <= 0) continue;
      bytes.resize(static_cast<std::size_t>(n));
      searched += bytes.size();
      count(bytes, found);
    }
    close(memory);
    REQUIRE(searched > 1'000'000);
    return found;
  }

 private:
  static std::size_t occurrences(const std::string& bytes, const std::string& wanted) {
    std::size_t count = 0;
    for (const char* p = bytes.data();
         (p = static_cast<const char*>(
              memmem(p, static_cast<std::size_t>(bytes.data() + bytes.size() - p), wanted.data(),
                     wanted.size()))) != nullptr;
         ++p) {
      ++count;
    }
    return count;
  }

  void count(const std::string& bytes, Found& found) const {
    for (const std::string& wanted : utf8_) found.utf8 += occurrences(bytes, wanted);
    for (const std::string& wanted : utf16_) found.utf16 += occurrences(bytes, wanted);
    for (const std::string& wanted : utf32_) found.utf32 += occurrences(bytes, wanted);
    std::vector<std::uint32_t> words(bytes.size() / 4);
    std::memcpy(words.data(), bytes.data(), words.size() * 4);
    constexpr std::size_t kWidest = 64;  // 256 bytes from one glyph to the next
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == rare_) ++found.rare;
      for (const auto& ids : glyphs_) {
        if (words[i] != ids[0]) continue;
        for (std::size_t stride = 1; stride <= kWidest && i + 2 * stride < words.size(); ++stride) {
          if (words[i + stride] == ids[1] && words[i + 2 * stride] == ids[2]) ++found.glyphs;
        }
      }
    }
  }

  struct Ids {
    std::uint32_t id[3];
    std::uint32_t operator[](std::size_t i) const { return id[i]; }
  };
  std::vector<std::string> utf8_, utf16_, utf32_;
  std::vector<Ids> glyphs_;
  char32_t rare_ = 0;
};

Child visit(const char* program) {
  return Child(
      {std::string(KIOSK_BINARY_DIR "/bin/") + program, test_paths().rules, test_paths().cache},
      {});
}

}  // namespace

TEST_CASE("after a visit the memory holds nothing of the name") {
  const Search search;
  Child child = visit("text_one_visit");
  REQUIRE(child.obey('s'));
  const Found shown = search.in(child.pid());
  CHECK(shown.glyphs > 0);  // still on the glass: the search does find glyphs
  CHECK(shown.rare > 0);    // and Pango's cache of characters
  REQUIRE(child.obey('f'));
  const Found after = search.in(child.pid());
  CAPTURE(after.utf8, after.utf16, after.utf32, after.glyphs, after.rare);
  CHECK(after.all() == 0);
}

TEST_CASE("a second visit is forgotten as well as the first") {
  const Search search;
  Child child = visit("text_one_visit");
  for (int i = 0; i < 2; ++i) {
    REQUIRE(child.obey('s'));
    REQUIRE(child.obey('f'));
  }
  CHECK(search.in(child.pid()).all() == 0);
}

TEST_CASE("control: a planted copy is found, and gone once freed") {
  const Search search;
  Child child = visit("text_one_visit");
  REQUIRE(child.obey('r'));
  CHECK(search.in(child.pid()).all() == 0);
  REQUIRE(child.obey('p'));
  CHECK(search.in(child.pid()).utf8 > 0);
  REQUIRE(child.obey('f'));
  CHECK(search.in(child.pid()).all() == 0);
}

TEST_CASE("control: without the wiping free the name survives its visit") {
  const Search search;
  Child child = visit("text_one_visit_unwiped");
  REQUIRE(child.obey('p'));
  REQUIRE(child.obey('s'));
  REQUIRE(child.obey('f'));
  CHECK(search.in(child.pid()).all() > 0);
}

namespace {

constexpr unsigned char kTrace[] = {0x9D, 0x11, 0xE7, 0x42, 0x6B, 0xC8, 0x05, 0xF3};

// Leaves the trace, unmasked, 100 KB below its caller.
[[gnu::noinline]] void leave_trace() {
  unsigned char frame[100 * 1024];
  for (std::size_t i = 0; i < sizeof kTrace; ++i) frame[i] = kTrace[i] ^ 0x5A;
  asm volatile("" : : "r"(frame) : "memory");  // the compiler must not leave it out
}

// How often the trace stands in the 512 KB below this frame.
[[gnu::noinline]] std::size_t traces_below() {
  constexpr std::size_t kReach = 512 * 1024;
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  std::vector<unsigned char> bytes(kReach);
  const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  const ssize_t n = pread(memory, bytes.data(), bytes.size(), static_cast<off_t>(here - kReach));
  close(memory);
  REQUIRE(n == static_cast<ssize_t>(kReach));
  std::size_t count = 0;
  for (std::size_t i = 0; i + sizeof kTrace <= bytes.size(); ++i) {
    std::size_t k = 0;
    while (k < sizeof kTrace && bytes[i + k] == (kTrace[k] ^ 0x5A)) ++k;
    count += k == sizeof kTrace;
  }
  return count;
}

}  // namespace

TEST_CASE("wiping the stack overwrites what finished calls have left") {
  text::wipe_stack();
  leave_trace();
  CHECK(traces_below() > 0);
  text::wipe_stack();
  CHECK(traces_below() == 0);
}

#endif
