// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/stage.h"

#include <sys/wait.h>

#include <cups/raster.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/files.h"

namespace whole {

using std::filesystem::path;

namespace {

// One page of PWG raster as a grey picture.
void write_pgm(const path& raster, const path& picture) {
  const int file = open(raster.c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(file >= 0);
  cups_raster_t* in = cupsRasterOpen(file, CUPS_RASTER_READ);
  cups_page_header2_t header{};
  REQUIRE(cupsRasterReadHeader2(in, &header) != 0);
  REQUIRE(header.cupsBitsPerPixel == 8);
  std::ofstream out(picture, std::ios::binary);
  out << "P5\n" << header.cupsWidth << ' ' << header.cupsHeight << "\n255\n";
  std::string row(header.cupsBytesPerLine, '\0');
  bool whole = true;
  for (unsigned y = 0; y < header.cupsHeight; ++y) {
    whole = whole && cupsRasterReadPixels(in, reinterpret_cast<unsigned char*>(row.data()),
                                          header.cupsBytesPerLine) != 0;
    out << row;
  }
  CHECK(whole);
  cupsRasterClose(in);
  close(file);
}

// A file of tables with further lines, those of a table that stands there already in it.
std::string with_lines(const path& file, const std::string& more) {
  std::ifstream in(file);
  std::string toml{std::istreambuf_iterator<char>(in), {}};
  std::istringstream lines(more);
  std::string table;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('[')) {
      table = line + "\n";
      if (!toml.starts_with(table) && toml.find("\n" + table) == toml.npos) toml += table;
      continue;
    }
    const auto begin = toml.find(table) + table.size();
    const std::string key = "\n" + line.substr(0, line.find('=') + 1);
    const auto end = std::min(toml.find("\n[", begin), toml.size());
    if (const auto old = toml.find(key, begin - 1); old < end) {
      toml.erase(old, toml.find('\n', old + 1) - old);
    }
    toml.insert(begin, line + "\n");
  }
  return toml;
}

}  // namespace

path program(std::string_view name) { return path(KIOSK_BINARY_DIR) / "bin" / name; }

Stage::Stage(const StageOptions& options) : screens_(options.screens), surface_(options.surface) {
  auto bench = sandbox::Bench::open(
      {path(KIOSK_BINARY_DIR) / "bin", path(KIOSK_SOURCE_DIR) / "config", out_.path(),
       options.panel, options.language, options.scene, options.surface == Surface::fullscreen,
       options.long_cards, options.receipts, options.federation, options.takes, options.trust_list,
       options.region, options.intake});
  INFO((bench ? std::string{} : bench.error()));
  REQUIRE(bench);
  bench_ = std::move(*bench);
  const std::string toml = with_lines(bench_->config(), options.more);
  std::ofstream(bench_->config(), std::ios::trunc) << toml;
  start_kiosk();
}

void Stage::start_kiosk() {
  std::vector<std::string> arguments{"--config", bench_->config().string(), "--tree"};
  if (surface_ == Surface::headless) arguments.emplace_back("--headless");
  if (surface_ == Surface::window) arguments.emplace_back("--window");
  if (screens_) arguments.insert(arguments.end(), {"--screens", (out_ / "screens").string()});
  player_ = std::make_unique<sandbox::Player>(program("kiosk"), arguments,
                                              bench_->folder() / "kiosk.log");
  rehearsal_ = std::make_unique<sandbox::Rehearsal>(*bench_, *player_, out_.path());
}

Stage::~Stage() {
  rehearsal_.reset();
  player_.reset();
  bench_.reset();
}

void Stage::play(std::string_view script) {
  const auto commands = sandbox::parse_script(script);
  INFO((commands ? std::string{} : commands.error()));
  REQUIRE(commands);
  const auto played = rehearsal_->play(*commands);
  for (const char* name : {"kiosk.log", "journal.jsonl", "issuers/42/service.log"}) {
    UNSCOPED_INFO(name << ":\n" << files::contents(bench_->folder() / name));
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

void Stage::up_to_paper() {
  up_to_confirm("wang");
  play("press its_me\nwait verdict-green\n");
}

void Stage::look_into_tray(const std::string& serial, bool there) {
  CHECK(soon([&] { return state_of(serial) == "unknown"; }));
  play("card lay badge\n" + std::string(kPin) + "wait look-in-tray\nexpect text \"" + serial +
       "\"\npress " + (there ? "in_tray" : "not_in_tray") +
       "\nwait desk\npress sign_out\nexpect welcome\nexpect text \"device printer works\"\n"
       "card lift\n");
  CHECK(state_of(serial) == (there ? "printed" : "voided"));
}

void Stage::visit(std::string_view person) {
  play(sandbox::script_for(*sandbox::person_named(person)));
}

void Stage::restart() {
  rehearsal_.reset();
  CHECK(player_->quit() == 0);
  player_.reset();
  start_kiosk();
}

path Stage::newest_picture() const {
  const std::string sheet = bench_->sheets().back();
  if (exists(out_ / (sheet + ".pbm"))) return out_ / (sheet + ".pbm");
  if (exists(out_ / (sheet + ".pwg"))) {
    write_pgm(out_ / (sheet + ".pwg"), out_ / "sheet.pgm");
    return out_ / "sheet.pgm";
  }
  REQUIRE(run("pdftoppm -r 300 -gray -png -singlefile " + (out_ / (sheet + ".pdf")).string() + " " +
              (out_ / "sheet").string())
              .code == 0);
  return out_ / "sheet.png";
}

std::string Stage::newest_code() {
  REQUIRE_FALSE(bench().sheets().empty());
  const std::string read = run("(zbarimg --quiet --raw -Sdisable -Sqrcode.enable " +
                               newest_picture().string() + " 2>/dev/null)")
                               .out;
  return read.substr(0, read.find('\n'));
}

bool Stage::newest_is_verified() {
  const auto said = run(program("kioskctl").string() + " verify --trust " +
                            (bench().folder() / "issuers/signers").string(),
                        newest_code() + "\n");
  UNSCOPED_INFO("kioskctl verify: " << said.out);
  return said.out == "ok\n";
}

std::vector<SheetRecord> Stage::records() const {
  const auto said = run(program("kioskctl").string() + " sheets --store " +
                        (bench_->folder() / "store.db").string());
  INFO(said.out);
  REQUIRE(said.code == 0);
  std::istringstream lines(said.out);
  std::vector<SheetRecord> all;
  // Serial and state; since when, and of some why, stands behind them.
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    SheetRecord one;
    words >> one.serial >> one.state;
    all.push_back(std::move(one));
  }
  return all;
}

SheetRecord Stage::record() const {
  const auto all = records();
  const auto newest = std::max_element(
      all.begin(), all.end(),
      [](const SheetRecord& a, const SheetRecord& b) { return a.serial < b.serial; });
  return newest == all.end() ? SheetRecord{} : *newest;
}

std::string Stage::state_of(const std::string& serial) const {
  const auto all = records();
  const auto one = std::find_if(all.begin(), all.end(),
                                [&](const SheetRecord& record) { return record.serial == serial; });
  REQUIRE(one != all.end());
  return one->state;
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

int lines(std::string_view text) {
  return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace whole
