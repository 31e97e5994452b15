// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/stage.h"

#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

namespace whole {

using std::filesystem::path;

path program(std::string_view name) { return path(KIOSK_BINARY_DIR) / "bin" / name; }

Stage::Stage(const StageOptions& options) {
  std::string name = (std::filesystem::temp_directory_path() / "kiosk-whole-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  out_ = name;
  auto bench =
      sandbox::Bench::open({path(KIOSK_BINARY_DIR) / "bin", path(KIOSK_SOURCE_DIR) / "config", out_,
                            options.panel, options.language, options.scene, false,
                            options.long_cards, options.receipts, options.federation});
  INFO((bench ? std::string{} : bench.error()));
  REQUIRE(bench);
  bench_ = std::move(*bench);
  std::vector<std::string> arguments{"--config", bench_->config().string(), "--headless"};
  if (options.screens)
    arguments.insert(arguments.end(), {"--screens", (out_ / "screens").string()});
  player_ = std::make_unique<sandbox::Player>(program("kiosk"), arguments,
                                              bench_->folder() / "kiosk.log");
  rehearsal_ = std::make_unique<sandbox::Rehearsal>(*bench_, *player_, out_);
}

Stage::~Stage() {
  rehearsal_.reset();
  player_.reset();
  bench_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(out_, ignored);
}

void Stage::play(std::string_view script) {
  const auto commands = sandbox::parse_script(script);
  INFO((commands ? std::string{} : commands.error()));
  REQUIRE(commands);
  const auto played = rehearsal_->play(*commands);
  for (const char* name : {"kiosk.log", "journal.jsonl", "issuers/42/service.log"}) {
    std::ifstream log(bench_->folder() / name);
    UNSCOPED_INFO(name << ":\n" << std::string(std::istreambuf_iterator<char>(log), {}));
  }
  INFO((played ? std::string{} : played.error()));
  REQUIRE(played);
}

void Stage::up_to_confirm(std::string_view person) {
  play(
      "expect welcome\nexpect text \"device card_reader works\"\nexpect text \"device printer "
      "works\"\n"
      "press check_code\nexpect consent\npress agree\nexpect lay-card\n");
  play("card lay " + std::string(person) + "\nwait confirm\n");
}

void Stage::visit(std::string_view person) {
  play(sandbox::script_for(*sandbox::person_named(person)));
}

std::string Stage::newest_code() {
  const auto pdf = out() / (bench().sheets().back() + ".pdf");
  const auto png = out() / "sheet";
  REQUIRE(run("pdftoppm -r 300 -gray -png -singlefile " + pdf.string() + " " + png.string()).code ==
          0);
  const std::string read =
      run("(zbarimg --quiet --raw -Sdisable -Sqrcode.enable " + png.string() + ".png 2>/dev/null)")
          .out;
  return read.substr(0, read.find('\n'));
}

std::vector<int> Stage::processes() const {
  std::vector<int> all{player_->process()};
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(all[0]) + "/task")) {
    std::ifstream in(task.path() / "children");
    for (int child = 0; in >> child;) all.push_back(child);
  }
  return all;
}

Ran run(const std::string& command, const std::string& input) {
  std::string name = (std::filesystem::temp_directory_path() / "kiosk-input-XXXXXX").string();
  const int file = mkstemp(name.data());
  REQUIRE(file >= 0);
  std::ofstream(name) << input;
  FILE* out = popen((command + " < " + name + " 2>&1").c_str(), "r");
  REQUIRE(out != nullptr);
  Ran ran;
  char bytes[4096];
  for (std::size_t n = 0; (n = fread(bytes, 1, sizeof bytes, out)) > 0;) ran.out.append(bytes, n);
  const int status = pclose(out);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::filesystem::remove(name);
  return ran;
}

}  // namespace whole
