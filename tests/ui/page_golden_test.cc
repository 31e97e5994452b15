// SPDX-License-Identifier: GPL-3.0-or-later
// The pages as they are seen. A picture that changes is looked at: KIOSK_GOLDEN=write takes it for
// right; else the actual one, the expected one and what differs are left in the build folder.
#include <stb/stb_image.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/ui/pages.h"
#include "ui/png.h"

using namespace ui;
using namespace ui::test;
using visit::Language;
namespace fs = std::filesystem;

namespace {

struct Shot {
  std::string file, page;
  Panel panel = kPortrait;
  visit::Look look = {};
  std::vector<Key> keys = {};
  std::string press = "";  // a local target: "more"
};

std::vector<Shot> shots() {
  std::vector<Shot> all;
  for (const NamedState& state : pages()) {
    all.push_back({state.name, state.name});
  }
  for (const char* page : {"welcome", "consent", "lay-card", "confirm", "asking", "verdict-green",
                           "verdict-yellow", "verdict-red", "busy", "take"}) {
    all.push_back({std::string("small-") + page, page, kSmall});
  }
  // Where the small panel is fullest.
  for (const char* page : {"choose-person", "survey-question", "survey-symptoms", "survey-review",
                           "desk", "shift", "devices", "journal"}) {
    all.push_back({std::string("small-") + page, page, kSmall});
    all.push_back(
        {std::string("en-small-") + page, page, kSmall, visit::Look{Language::en, 0, 0, false}});
  }
  // Where the answer comes from, and doors of another kind.
  for (const char* page : {"welcome-not-needed", "asking-wait", "green-kept", "green-origin",
                           "green-journey-nat", "yellow-not-today", "unknown-recognition"}) {
    all.push_back({page, page});
  }
  for (const char* page : {"green-origin", "yellow-kept", "unknown-recognition"}) {
    all.push_back({std::string("small-") + page, page, kSmall});
  }
  for (const NamedState& state : pages()) {
    all.push_back({"wide-" + state.name, state.name, kWide});
  }
  const visit::Look english{Language::en, 0, 0, false};
  for (const char* page : {"welcome", "consent", "verdict-red"}) {
    all.push_back({std::string("en-") + page, page, kPortrait, english});
  }
  all.push_back({"en-small-confirm", "confirm", kSmall, english});
  all.push_back({"black-on-white-green", "verdict-green", kPortrait, {Language::zh_hans, 0, 1}});
  all.push_back({"white-on-black-yellow", "verdict-yellow", kPortrait, {Language::zh_hans, 0, 2}});
  all.push_back({"white-on-black-take", "take", kPortrait, {Language::zh_hans, 0, 2}});
  all.push_back({"yellow-on-black-red", "verdict-red", kPortrait, {Language::zh_hans, 0, 3}});
  all.push_back({"yellow-on-black-lay-card", "lay-card", kPortrait, {Language::zh_hans, 0, 3}});
  all.push_back({"larger-confirm", "confirm", kPortrait, {Language::zh_hans, 2, 0}});
  const visit::Look largest{Language::zh_hans, 3, 0};
  for (const NamedState& state : pages()) {
    if (state.name == "type-number") continue;  // below
    all.push_back({"largest-" + state.name, state.name, kPortrait, largest});
  }
  all.push_back({"largest-verdict-green-2", "verdict-green", kPortrait, largest, {}, "more"});
  // A paper under the scanner, and a number that staff type.
  for (const char* page : {"scan-paper", "checking-paper", "paper-checked", "type-number"}) {
    all.push_back({std::string("small-") + page, page, kSmall});
  }
  for (const char* page : {"scan-paper", "paper-checked", "type-number"}) {
    all.push_back({std::string("en-") + page, page, kPortrait, english});
  }
  all.push_back({"en-small-paper-checked", "paper-checked", kSmall, english});
  all.push_back(
      {"yellow-on-black-paper-checked", "paper-checked", kPortrait, {Language::zh_hans, 0, 3}});
  all.push_back({"white-on-black-scan-paper", "scan-paper", kPortrait, {Language::zh_hans, 0, 2}});
  all.push_back({"largest-type-number", "number-3", kPortrait, largest});
  all.push_back({"small-number-wrong", "number-3", kSmall});
  // A sheet that is held, taken, looked for; evidence from elsewhere.
  for (const char* page : {"held-jam", "held-cover", "held-full", "held-toner", "take-form",
                           "sheet-in-doubt", "green-long-card", "paper-evidence"}) {
    all.push_back({page, page});
  }
  for (const char* page : {"held-jam", "look-in-tray", "sheet-not-that", "paper-evidence"}) {
    all.push_back({std::string("small-") + page, page, kSmall});
  }
  for (const char* page : {"held-cover", "look-in-tray", "paper-evidence"}) {
    all.push_back({std::string("en-") + page, page, kPortrait, english});
  }
  all.push_back({"focus-consent", "consent", kPortrait, {}, {Key::next}});
  for (const char* page : {"card-hospital", "card-passport", "card-other"}) {
    all.push_back({page, page});
  }
  // What is seen and heard, and what is only practice.
  for (const char* page : {"adjust", "sound", "language"}) {
    all.push_back({std::string("small-") + page, page, kSmall});
  }
  all.push_back({"wide-adjust", "adjust", kWide});
  for (const char* page : {"practice-welcome", "practice-type-number"}) {
    all.push_back({page, page});
  }
  for (const char* page : {"practice-consent", "practice-verdict-green"}) {
    all.push_back({std::string("small-") + page, page, kSmall});
    all.push_back({std::string("wide-") + page, page, kWide});
  }
  all.push_back({"en-small-practice-consent", "practice-consent", kSmall, english});
  all.push_back({"white-on-black-sound", "sound", kPortrait, {Language::zh_hans, 0, 2}});
  // Other scripts; one of them begins at the right.
  const visit::Look traditional{Language::zh_hant, 0, 0, false};
  for (const char* page : {"welcome", "consent"}) {
    all.push_back({std::string("zh-Hant-") + page, page, kPortrait, traditional});
  }
  const visit::Look uyghur{Language::ug, 0, 0, false};
  for (const char* page : {"welcome", "consent", "confirm", "verdict-green", "verdict-yellow",
                           "take", "type-number"}) {
    all.push_back({std::string("ug-") + page, page, kPortrait, uyghur});
  }
  for (const char* page : {"welcome", "confirm"}) {
    all.push_back({std::string("ug-small-") + page, page, kSmall, uyghur});
  }
  all.push_back({"ug-wide-verdict-green", "verdict-green", kWide, uyghur});
  return all;
}

struct Pixels {
  int width = 0, height = 0;
  unsigned char* rgb = nullptr;
  explicit Pixels(const fs::path& file) {
    int channels = 0;
    rgb = stbi_load(file.c_str(), &width, &height, &channels, 3);
  }
  ~Pixels() { stbi_image_free(rgb); }
  Pixels(const Pixels&) = delete;
  Pixels& operator=(const Pixels&) = delete;
};

// The actual picture in grey, what differs in red.
void write_difference(const fs::path& expected, const fs::path& actual, const fs::path& out) {
  const Pixels a(expected), b(actual);
  if (a.rgb == nullptr || b.rgb == nullptr || a.width != b.width || a.height != b.height) return;
  Picture picture{a.width, a.height, {}};
  const std::size_t count =
      static_cast<std::size_t>(a.width) * static_cast<std::size_t>(a.height) * 3;
  picture.rgb.resize(count);
  for (std::size_t i = 0; i < count; i += 3) {
    const bool same = std::equal(a.rgb + i, a.rgb + i + 3, b.rgb + i);
    const auto grey =
        static_cast<unsigned char>(128 + (b.rgb[i] + b.rgb[i + 1] + b.rgb[i + 2]) / 6);
    picture.rgb[i] = same ? grey : 255;
    picture.rgb[i + 1] = picture.rgb[i + 2] = same ? grey : 0;
  }
  (void)write_png(out, picture);
}

// True if the file holds the golden picture; leaves all three else.
bool is_golden(const std::string& name, const fs::path& actual) {
  const fs::path expected = fs::path(KIOSK_SOURCE_DIR) / "tests/golden/pages" / (name + ".png");
  const char* mode = std::getenv("KIOSK_GOLDEN");
  if (mode != nullptr && std::string_view(mode) == "write") {
    fs::create_directories(expected.parent_path());
    if (files::contents(expected) != files::contents(actual)) {
      fs::copy_file(actual, expected, fs::copy_options::overwrite_existing);
    }
    return true;
  }
  if (files::contents(expected) == files::contents(actual)) return true;
  const fs::path folder = actual.parent_path();
  std::error_code none;
  fs::copy_file(expected, folder / (name + ".expected.png"), fs::copy_options::overwrite_existing,
                none);
  write_difference(expected, actual, folder / (name + ".difference.png"));
  return false;
}

fs::path folder() {
  const fs::path path = fs::path(KIOSK_BINARY_DIR) / "golden/pages";
  fs::create_directories(path);
  return path;
}

}  // namespace

TEST_CASE("the pages look as they did when somebody last looked") {
  for (const Shot& shot : shots()) {
    Bench bench(shot.panel);
    bench.show(shot.page, shot.look);
    for (const Key key : shot.keys) bench.screen->key(key);
    if (!shot.press.empty()) REQUIRE(bench.screen->press(shot.press));
    CHECK_FALSE(bench.pump());
    const fs::path actual = folder() / (shot.file + ".png");
    REQUIRE(bench.screen->screenshot(actual));
    INFO("compare tests/golden/pages/" << shot.file << ".png with " << actual
                                       << "; the fonts must be those of Debian 12");
    CHECK(is_golden(shot.file, actual));
  }
}

TEST_CASE("control: a picture that differs is noticed, and what differs is left to be seen") {
  if (std::getenv("KIOSK_GOLDEN") != nullptr) return;
  Bench bench;
  bench.show("welcome", {Language::zh_hans, 1, 0, false});
  const fs::path other = folder() / "control";
  fs::create_directories(other);
  REQUIRE(bench.screen->screenshot(other / "welcome.png"));
  CHECK_FALSE(is_golden("welcome", other / "welcome.png"));
  CHECK(fs::exists(other / "welcome.expected.png"));
  const Pixels difference(other / "welcome.difference.png");
  REQUIRE(difference.rgb != nullptr);
  std::size_t red = 0;
  for (int i = 0; i < difference.width * difference.height; ++i) {
    if (difference.rgb[3 * i] == 255 && difference.rgb[3 * i + 1] == 0) ++red;
  }
  CHECK(red > 1000);
}
