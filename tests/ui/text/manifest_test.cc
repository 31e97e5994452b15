// SPDX-License-Identifier: GPL-3.0-or-later
// Fonts that are not the ones the kiosk was tested with: found out at start, each by its name.
#include "ui/text/manifest.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/files.h"
#include "tests/ui/text/test_faces.h"

namespace fs = std::filesystem;
using Kind = text::FaceTrouble::Kind;
using text::FacePaths;
using text::Manifest;

namespace {

const fs::path kOurs = KIOSK_SOURCE_DIR "/config/fonts/manifest";

void write(const fs::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// A folder with our small fonts as copies, to be forged.
struct Forged {
  explicit Forged(const char* name) : folder(fs::path(KIOSK_BINARY_DIR) / "faces-forged" / name) {
    fs::remove_all(folder);
    fs::create_directories(folder);
    paths.cache = folder / "cache";
    for (fs::path FacePaths::*font : {&FacePaths::yi, &FacePaths::mongolian}) {
      const fs::path copy = folder / (paths.*font).filename();
      fs::copy_file(paths.*font, copy);
      paths.*font = copy;
    }
  }
  void check_refused(Kind kind, const fs::path& file) const {
    const auto faces = text::Faces::open(paths);
    REQUIRE_FALSE(faces.has_value());
    CHECK(faces.error().kind == kind);
    CHECK(faces.error().file == file);
  }

  fs::path folder;
  FacePaths paths = test_paths();
};

void flip_a_bit_of(const fs::path& file) {
  std::string bytes = files::contents(file);
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write(file, bytes);
}

// Bytes this process has read so far, mapped files not counted.
std::size_t bytes_read() {
  std::ifstream io("/proc/self/io");
  std::string word;
  std::size_t count = 0;
  io >> word >> count;
  REQUIRE(word == "rchar:");
  return count;
}

}  // namespace

TEST_CASE("sums are SHA-256") {
  CHECK(text::sha256_of("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("copies of the right fonts open, from whatever folder") {
  const Forged forged("right");
  CHECK(text::Faces::open(forged.paths).has_value());
}

TEST_CASE("a font with one bit turned is refused by name") {
  const Forged forged("bit");
  flip_a_bit_of(forged.paths.yi);
  forged.check_refused(Kind::altered, forged.paths.yi);
}

TEST_CASE("a font that was cut short is refused by name") {
  const Forged forged("short");
  fs::resize_file(forged.paths.mongolian, fs::file_size(forged.paths.mongolian) / 2);
  forged.check_refused(Kind::altered, forged.paths.mongolian);
}

TEST_CASE("a font under another's name is refused by name") {
  const Forged forged("name");
  fs::copy_file(forged.paths.mongolian, forged.paths.yi, fs::copy_options::overwrite_existing);
  forged.check_refused(Kind::altered, forged.paths.yi);
}

TEST_CASE("two fonts in each other's places are refused") {
  Forged forged("places");
  std::swap(forged.paths.yi, forged.paths.mongolian);
  forged.check_refused(Kind::wrong_face, forged.paths.mongolian);
}

TEST_CASE(
    "a font that is altered after a good start is refused at the next, even with its old date") {
  const Forged forged("later");
  REQUIRE(text::Faces::open(forged.paths).has_value());
  struct stat before {};
  REQUIRE(stat(forged.paths.yi.c_str(), &before) == 0);
  flip_a_bit_of(forged.paths.yi);
  const timespec times[] = {before.st_atim, before.st_mtim};
  REQUIRE(utimensat(AT_FDCWD, forged.paths.yi.c_str(), times, 0) == 0);
  forged.check_refused(Kind::altered, forged.paths.yi);
}

TEST_CASE("the fonts are read in full once, not at every start") {
  const Forged forged("once");
  const std::size_t before = bytes_read();
  REQUIRE(text::Faces::open(forged.paths).has_value());
  const std::size_t first = bytes_read() - before;
  REQUIRE(text::Faces::open(forged.paths).has_value());
  const std::size_t second = bytes_read() - before - first;
  CHECK(first > 90'000'000);
  CHECK(second < 1'000'000);
}

TEST_CASE("a manifest that is missing, empty or garbled is refused, one that forgets a font too") {
  Forged forged("manifest");
  forged.paths.manifest = forged.folder / "list";
  forged.check_refused(Kind::bad_manifest, forged.paths.manifest);
  for (const char* text : {"", "# nothing\n", "not-a-sum 12 a.ttf\n"}) {
    write(forged.paths.manifest, text);
    forged.check_refused(Kind::bad_manifest, forged.paths.manifest);
  }
  const std::string ours = files::contents(kOurs);
  write(forged.paths.manifest, ours + "12 more\n");
  forged.check_refused(Kind::bad_manifest, forged.paths.manifest);

  const std::size_t line = ours.rfind('\n', ours.find("NotoSansYi"));
  std::string forgetful = ours;
  forgetful.erase(line, ours.find('\n', line + 1) - line);
  write(forged.paths.manifest, forgetful);
  forged.check_refused(Kind::altered, forged.paths.yi);

  write(forged.paths.manifest, ours);
  CHECK(text::Faces::open(forged.paths).has_value());
}
