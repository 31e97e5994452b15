// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/paper.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/files.h"
#include "tests/golden.h"

namespace whole {

namespace {

using std::filesystem::path;

// The sheet as a grey picture.
path picture_of(Stage& stage, const std::string& serial, int dots) {
  const path sheet = stage.out() / serial;
  const Ran ran = run("pdftoppm -r " + std::to_string(dots) + " -gray -singlefile " +
                      sheet.string() + ".pdf " + sheet.string());
  INFO(ran.out);
  REQUIRE(ran.code == 0);
  return sheet.string() + ".pgm";
}

// Black on white: what is grey goes.
void sharpen(const path& picture) {
  constexpr unsigned char kInk = 100;
  std::string pgm = files::contents(picture);
  std::size_t pixels = 0;
  for (int line = 0; line < 3; ++line) pixels = pgm.find('\n', pixels) + 1;
  std::for_each(pgm.begin() + static_cast<std::ptrdiff_t>(pixels), pgm.end(), [](char& pixel) {
    pixel = static_cast<unsigned char>(pixel) < kInk ? '\0' : '\xff';
  });
  std::ofstream(picture, std::ios::binary) << pgm;
}

}  // namespace

std::string code_on(Stage& stage, const std::string& serial) {
  const std::string read = run("(zbarimg --quiet --raw -Sdisable -Sqrcode.enable " +
                               picture_of(stage, serial, 300).string() + " 2>/dev/null)")
                               .out;
  return read.substr(0, read.find('\n'));
}

nlohmann::json signed_on(Stage& stage, const std::string& serial) {
  const Ran ran = run(program("kioskctl").string() + " verify --json --trust " +
                          (stage.bench().folder() / "issuers/signers").string(),
                      code_on(stage, serial) + "\n");
  INFO(ran.out);
  REQUIRE(ran.out.starts_with('{'));
  return nlohmann::json::parse(ran.out);
}

std::string words_on(Stage& stage, const std::string& serial) {
  const path picture = picture_of(stage, serial, 200);
  sharpen(picture);
  const Ran ran = run("(OMP_THREAD_LIMIT=1 tesseract " + picture.string() +
                      " - -l chi_sim --psm 4 2>/dev/null)");
  INFO("tesseract-ocr and tesseract-ocr-chi-sim: " << ran.out);
  REQUIRE(ran.code == 0);
  std::string words = ran.out;
  std::erase(words, ' ');
  return words;
}

SheetReader sheet_reader() {
  std::string words =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz*()·:.-"
      "王秀英李明赵国华吴小雨梅";
  for (const char* folder : {"config/paper", "config/routes", "config/survey"}) {
    for (const auto& file : std::filesystem::directory_iterator(path(KIOSK_SOURCE_DIR) / folder))
      words += files::contents(file.path());
  }
  return SheetReader(words);
}

std::string letters_on(Stage& stage, const SheetReader& reader, const std::string& serial) {
  std::string letters = reader.read(stage.out() / (serial + ".pdf"));
  std::erase(letters, ' ');
  return letters;
}

}  // namespace whole
