// SPDX-License-Identifier: GPL-3.0-or-later
// Every program as somebody calls it by hand: help, version, wrong options, broken configuration.
#include <catch2/catch.hpp>
#include <fstream>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/whole/stage.h"

namespace whole {

TEST_CASE("each program says what it is and refuses what it does not know in one line") {
  for (const char* name :
       {"kiosk", "kiosk-reader", "kioskctl", "kiosk-sandbox", "health-code-service"}) {
    INFO(name);
    const std::string path = program(name).string();
    const Ran help = run(path + " --help");
    CHECK(help.code == 0);
    CHECK(help.out.starts_with("Usage: " + std::string(name)));
    const Ran version = run(path + " --version");
    CHECK(version.code == 0);
    CHECK(version.out.starts_with(std::string(name) + " "));
    const Ran wrong = run(path + " --no-such-option");
    CHECK(wrong.code == 2);
    CHECK(lines(wrong.out) == 1);
    CHECK(wrong.out.find("--no-such-option") != std::string::npos);
  }
}

TEST_CASE("a kiosk with a broken configuration names the file and the key, and exits with 2") {
  Stage stage;  // for a configuration that works
  const std::string good = files::contents(stage.bench().config());
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    // The store is the stage's kiosk's; this one brings its own.
    std::filesystem::create_directories(stage.bench().folder() / "second");
    text.replace(text.find("store.db"), 8, "second/store.db");
    const auto file = stage.bench().folder() / "broken.toml";
    std::ofstream(file) << text;
    return run(program("kiosk").string() + " --headless --remote --config " + file.string(),
               "quit\n");
  };
  CHECK(with("[place]", "[place]").code == 0);
  const auto refused = [&](const std::string& from, const std::string& to,
                           const std::string& names) {
    const Ran ran = with(from, to);
    INFO(ran.out);
    CHECK(ran.code == 2);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.find(names) != std::string::npos);
  };
  refused("[place]", "[place", "line 2");
  refused("machine = \"GC07\"", "", "machine");
  refused("uri = \"ipp://", "uri = \"lpd://", "uri");
  refused("url = \"https://", "url = \"http://", "url");
  refused("panel = \"1080x1920\"", "panel = \"640x480\"", "panel");
  refused("scene = \"HOSPITAL_OUTPATIENT\"", "scene = \"MOON\"", "MOON");
  refused("fullscreen = false", "fulscreen = false", "fulscreen");
  refused("dots_per_inch = 600", "dots_per_inch = 6", "dots_per_inch");
  const Ran none = run(program("kiosk").string() + " --headless --config /nowhere/kiosk.toml");
  CHECK(none.code == 2);
  CHECK(none.out.find("/nowhere/kiosk.toml") != std::string::npos);
}

TEST_CASE("a second kiosk at one store is told so, and the first goes on") {
  Stage stage;
  stage.play("expect text \"device printer works\"\n");  // the store is its own by then
  const Ran refused = run(program("kiosk").string() + " --headless --remote --config " +
                              stage.bench().config().string(),
                          "quit\n");
  CHECK(refused.code == 2);
  CHECK(lines(refused.out) == 1);
  CHECK(refused.out.find("store.db: another kiosk is at work here") != std::string::npos);
  stage.visit("wang");
  CHECK(stage.record().state == "printed");
}

TEST_CASE("a script that cannot be read, or fails, says where") {
  const auto script = [](const std::string& text) {
    const auto file = std::filesystem::temp_directory_path() / "kiosk-test.script";
    std::ofstream(file) << text;
    Ran ran = run(program("kiosk-sandbox").string() + " --headless --script " + file.string() +
                  " --out " + (std::filesystem::temp_directory_path() / "kiosk-test-out").string());
    std::filesystem::remove(file);
    std::filesystem::remove_all(std::filesystem::temp_directory_path() / "kiosk-test-out");
    return ran;
  };
  Ran ran = script("expect welcome\njump high\n");
  CHECK(ran.code == 2);
  CHECK(ran.out.find("line 2") != std::string::npos);
  ran = script("expect welcome  # a comment\nexpect consent\n");
  CHECK(ran.code == 1);
  CHECK(ran.out.find("line 2: expect consent") != std::string::npos);
  CHECK(ran.out.find("welcome stands there") != std::string::npos);
  ran = script("expect welcome\npress agree\n");
  CHECK(ran.code == 1);
  CHECK(run(program("kiosk-sandbox").string() + " --headless --person nobody").code == 2);
}

TEST_CASE("ending the sandbox ends all it started and leaves no folder") {
  std::string script = R"sh(
set -u; dir=$(mktemp -d); mkfifo $dir/in; sleep 60 > $dir/in & held=$!
SANDBOX --far-ends --out $dir/out < $dir/in > $dir/said 2>&1 & sandbox=$!
for i in $(seq 100); do grep -q ^ready $dir/said && break; sleep 0.1; done
folder=$(dirname "$(cut -d' ' -f2 $dir/said)")
echo "before: $(pgrep -f "$folder" | wc -l) $(test -d "$folder" && echo folder)"
kill -TERM $sandbox; wait $sandbox; echo "code $?"
sleep 0.3
echo "after: $(pgrep -f "$folder" | wc -l) $(test -d "$folder" && echo folder)."
kill $held; rm -r $dir
)sh";
  script.replace(script.find("SANDBOX"), 7, program("kiosk-sandbox").string());
  const auto file = std::filesystem::temp_directory_path() / "kiosk-ending.sh";
  std::ofstream(file) << script;
  const Ran ran = run("sh " + file.string());
  std::filesystem::remove(file);
  INFO(ran.out);
  CHECK(ran.out.find("before: 0") == std::string::npos);  // the control: there was something to end
  CHECK(ran.out.find("folder\ncode 0\n") != std::string::npos);
  CHECK(ran.out.find("after: 0 .\n") != std::string::npos);
}

}  // namespace whole
