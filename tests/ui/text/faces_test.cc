// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/faces.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/files.h"
#include "tests/ui/text/samples.h"
#include "tests/ui/text/test_faces.h"
#include "ui/text/manifest.h"

namespace fs = std::filesystem;
using Kind = text::FaceTrouble::Kind;
using text::FacePaths;

namespace {

constexpr fs::path FacePaths::*kFonts[] = {
    &FacePaths::cjk_regular,     &FacePaths::cjk_bold,
    &FacePaths::arabic_regular,  &FacePaths::arabic_bold,
    &FacePaths::tibetan_regular, &FacePaths::tibetan_bold,
    &FacePaths::mongolian,       &FacePaths::yi,
    &FacePaths::hanamin_a,       &FacePaths::hanamin_b,
};

fs::path scratch(const char* name) {
  const fs::path folder = fs::path(KIOSK_BINARY_DIR) / "faces-test";
  fs::create_directories(folder);
  return folder / name;
}

}  // namespace

TEST_CASE("the ten faces open, each in the file it should come from") {
  const auto loaded = test_faces().loaded();
  REQUIRE(loaded.size() == 10);
  CHECK(loaded[0].family == "Noto Sans CJK SC");
  CHECK_FALSE(loaded[0].bold);
  CHECK(loaded[0].index == 2);  // 0 is Japan's: other forms of 骨 and 直
  CHECK(loaded[1].bold);
  CHECK(loaded[0].version == Approx(2.004).margin(0.001));
  const FacePaths paths = test_paths();
  for (std::size_t i = 0; i < loaded.size(); ++i) CHECK(loaded[i].file == paths.*kFonts[i]);
}

TEST_CASE("a missing font is refused by name") {
  for (const auto font : kFonts) {
    FacePaths paths = test_paths();
    paths.*font = "/nonexistent/font.ttf";
    const auto faces = text::Faces::open(paths);
    REQUIRE_FALSE(faces.has_value());
    CHECK(faces.error().kind == Kind::missing);
    CHECK(faces.error().file == "/nonexistent/font.ttf");
  }
}

TEST_CASE("a file with another face in it is refused by name, even where the manifest has it") {
  const fs::path text_file = scratch("not-a-font.ttf");
  const std::string words = "not a font\n";
  std::ofstream(text_file) << words;
  const fs::path manifest = scratch("manifest-of-anything");
  std::ofstream(manifest) << files::contents(KIOSK_SOURCE_DIR "/config/fonts/manifest")
                          << text::sha256_of(words) << ' ' << words.size() << " not-a-font.ttf\n";
  for (const auto font : kFonts) {
    FacePaths paths = test_paths();
    paths.manifest = manifest;
    paths.*font = text_file;
    const auto faces = text::Faces::open(paths);
    REQUIRE_FALSE(faces.has_value());
    CHECK(faces.error().kind == Kind::wrong_face);
    CHECK(faces.error().file == text_file);
  }
  // Everything would be drawn, and all of it bold.
  FacePaths paths = test_paths();
  paths.cjk_regular = paths.cjk_bold;
  CHECK(text::Faces::open(paths).error().kind == Kind::wrong_face);
}

TEST_CASE("rules that are absent, broken or let other faces in are refused") {
  FacePaths paths = test_paths();
  const std::string good = files::contents(paths.rules);
  paths.rules = "/nonexistent/fonts.conf";
  CHECK(text::Faces::open(paths).error().kind == Kind::bad_rules);

  paths.rules = scratch("lax.conf");
  std::ofstream(paths.rules) << "<?xml version=\"1.0\"?><fontconfig><reset-dirs/></fontconfig>";
  const auto lax = text::Faces::open(paths);
  REQUIRE_FALSE(lax.has_value());
  CHECK(lax.error().kind == Kind::bad_rules);
  CHECK(lax.error().file == paths.rules);

  // Control: the good rules from the same place open.
  std::ofstream(paths.rules) << good;
  CHECK(text::Faces::open(paths).has_value());
}

TEST_CASE("a cache that cannot be made is refused by name") {
  FacePaths paths = test_paths();
  paths.cache = "/proc/no-such-folder";
  const auto faces = text::Faces::open(paths);
  REQUIRE_FALSE(faces.has_value());
  CHECK(faces.error().kind == Kind::no_cache);
  CHECK(faces.error().file == paths.cache);
}

TEST_CASE("a folder with marks of XML in its name works") {
  FacePaths paths = test_paths();
  paths.cache = scratch("R&D <cache>");
  CHECK(text::Faces::open(paths).has_value());
}

TEST_CASE("threads with a Faces each draw alike") {
  const auto draw = [] {
    std::vector<std::vector<std::uint8_t>> pictures;
    auto faces = text::Faces::open(test_paths());
    if (!faces) return pictures;
    for (int round = 0; round < 20; ++round) {
      for (const samples::Name& name : samples::kNames) {
        const auto paragraph = (*faces)->lay_out(name.words, {.em = 40.0 + round});
        if (paragraph) pictures.push_back(paragraph->raster(1).coverage);
      }
      if (round % 5 == 4) (*faces)->forget();
    }
    return pictures;
  };
  std::vector<std::vector<std::vector<std::uint8_t>>> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) threads.emplace_back([&result, &draw] { result = draw(); });
  for (std::thread& thread : threads) thread.join();
  CHECK(results[0].size() == 20 * std::size(samples::kNames));
  for (const auto& result : results) CHECK(result == results[0]);
}

TEST_CASE("after forgetting, words are drawn as before") {
  const auto before = lay_out("李䶮 ئابدۇرېھىم", {.em = 56}).raster(1);
  test_faces().forget();
  const auto after = lay_out("李䶮 ئابدۇرېھىم", {.em = 56}).raster(1);
  CHECK(before.coverage == after.coverage);
}

TEST_CASE("a paragraph outlives a forgetting between visits") {
  const text::Paragraph greeting = lay_out("您好！", {.em = 56});
  const auto before = greeting.raster(1);
  test_faces().forget();
  CHECK(greeting.raster(1).coverage == before.coverage);
}
