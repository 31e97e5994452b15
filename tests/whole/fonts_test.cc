// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk whose fonts are not those it was tested with does not start, and says which file it is.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/whole/stage.h"

namespace whole {

namespace fs = std::filesystem;

TEST_CASE("a font that is not the manifest's ends the start with one sentence and 1") {
  Stage stage;  // for a configuration that works
  const fs::path data = stage.bench().folder() / "data";
  fs::copy(KIOSK_SOURCE_DIR "/config", data, fs::copy_options::recursive);
  std::string config = files::contents(stage.bench().config());
  config = std::regex_replace(config, std::regex("\ndata = \"[^\"]*\""),
                              "\ndata = \"" + data.string() + "\"");
  fs::create_directory(stage.bench().folder() / "other");
  config.replace(config.find("store.db"), 8, "other/store.db");
  REQUIRE(config.find(data.string()) != std::string::npos);
  const fs::path file = stage.bench().folder() / "fonts.toml";
  std::ofstream(file) << config;
  const auto start = [&] {
    return run(program("kiosk").string() + " --headless --remote --config " + file.string(),
               "quit\n");
  };
  const Ran whole_fonts = start();
  INFO(whole_fonts.out);
  CHECK(whole_fonts.code == 0);

  // As if the font's package had been replaced by another version of it.
  std::string manifest = files::contents(data / "fonts/manifest");
  const auto line = manifest.rfind('\n', manifest.find("NotoSansMongolian")) + 1;
  manifest[line] = manifest[line] == '0' ? '1' : '0';
  std::ofstream(data / "fonts/manifest") << manifest;
  const Ran refused = start();
  INFO(refused.out);
  CHECK(refused.code == 1);
  CHECK(std::count(refused.out.begin(), refused.out.end(), '\n') == 1);
  CHECK(refused.out.find("NotoSansMongolian-Regular.ttf") != std::string::npos);

  fs::remove(data / "fonts/manifest");
  const Ran unlisted = start();
  INFO(unlisted.out);
  CHECK(unlisted.code == 1);
  CHECK(unlisted.out.find("fonts/manifest") != std::string::npos);
}

}  // namespace whole
