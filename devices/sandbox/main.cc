// SPDX-License-Identifier: GPL-3.0-or-later
// kiosk-sandbox: all far ends of a kiosk on one desk, for practice and tests, and a kiosk in front
// of them. With a display a person presses and the prompt moves cards and troubles; without one a
// script does both.
#include <getopt.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>

#include "devices/sandbox/rehearsal.h"

namespace {

using std::filesystem::path;

constexpr int kFine = 0;
constexpr int kFailed = 1;
constexpr int kWrongUse = 2;

constexpr const char* kHelp =
    "Usage: kiosk-sandbox [--headless] [--out DIR] [--person NAME] [--script FILE] [--panel WxH] "
    "[--language TAG]\n"
    "A kiosk with emulated card reader lines, a real health-code service and a real IPP printer, "
    "all thrown away at the end.\n"
    "\n"
    "  --headless        no window: play a script, then end (also when there is no display)\n"
    "  --out DIR         receives certificate.pdf, screens/NN-<page>.png, visit.json (default "
    "build/try)\n"
    "  --person NAME     whose visit is played (default wang); the cast stands below\n"
    "  --script FILE     plays this instead (docs/wire.md §8)\n"
    "  --panel WxH       1080x1920, 1280x800 or 1920x1080\n"
    "  --language TAG    zh-Hans or en\n"
    "  --scene NAME      where the kiosk stands: a file of config/scenes (default "
    "HOSPITAL_OUTPATIENT)\n"
    "  --data DIR        the config folder (default: beside the sources)\n"
    "  --far-ends        only the far ends: print the path of the kiosk.toml and wait for the end "
    "of the input\n"
    "  --help, --version print this, or the version, and exit\n"
    "\n";

struct Options {
  bool headless = false;
  bool far_ends = false;
  path out = "build/try";
  std::string person = "wang";
  path script;
  path data = KIOSK_DATA;
  std::string panel = "1080x1920";
  std::string language = "zh-Hans";
  std::string scene = "HOSPITAL_OUTPATIENT";
};

int complain(const std::string& sentence, int code) {
  std::fprintf(stderr, "kiosk-sandbox: %s\n", sentence.c_str());
  return code;
}

void help() {
  std::fputs(kHelp, stdout);
  for (const sandbox::Person& person : sandbox::cast()) {
    std::printf("  %-8s %s\n", std::string(person.id).c_str(), std::string(person.story).c_str());
  }
}

std::optional<int> parse(int argc, char** argv, Options& options) {
  constexpr option kOptions[] = {
      {"headless", no_argument, nullptr, 'n'},     {"out", required_argument, nullptr, 'o'},
      {"person", required_argument, nullptr, 'p'}, {"script", required_argument, nullptr, 's'},
      {"panel", required_argument, nullptr, 'g'},  {"language", required_argument, nullptr, 'l'},
      {"scene", required_argument, nullptr, 'c'},  {"data", required_argument, nullptr, 'd'},
      {"far-ends", no_argument, nullptr, 'f'},     {"help", no_argument, nullptr, 'h'},
      {"version", no_argument, nullptr, 'v'},      {nullptr, 0, nullptr, 0}};
  opterr = 0;
  for (int choice = 0; (choice = getopt_long(argc, argv, ":", kOptions, nullptr)) != -1;) {
    switch (choice) {
      case 'n':
        options.headless = true;
        break;
      case 'f':
        options.far_ends = true;
        break;
      case 'o':
        options.out = optarg;
        break;
      case 'p':
        options.person = optarg;
        break;
      case 's':
        options.script = optarg;
        break;
      case 'g':
        options.panel = optarg;
        break;
      case 'l':
        options.language = optarg;
        break;
      case 'c':
        options.scene = optarg;
        break;
      case 'd':
        options.data = optarg;
        break;
      case 'h':
        help();
        return kFine;
      case 'v':
        std::puts("kiosk-sandbox " KIOSK_VERSION);
        return kFine;
      case ':':
        return complain(std::string(argv[optind - 1]) + " needs a value", kWrongUse);
      default:
        return complain(std::string("unknown option ") + argv[optind - 1], kWrongUse);
    }
  }
  if (optind < argc) return complain(std::string("unexpected ") + argv[optind], kWrongUse);
  if (!sandbox::person_named(options.person))
    return complain("nobody in the cast is called " + options.person, kWrongUse);
  const auto known = [](const std::string& word, std::initializer_list<const char*> all) {
    for (const char* one : all) {
      if (word == one) return true;
    }
    return false;
  };
  if (!known(options.panel, {"1080x1920", "1280x800", "1920x1080"})) {
    return complain("--panel is not one of 1080x1920, 1280x800, 1920x1080", kWrongUse);
  }
  if (!known(options.language, {"zh-Hans", "en"}))
    return complain("--language is not one of zh-Hans, en", kWrongUse);
  if (!std::filesystem::exists(options.data / "scenes" / (options.scene + ".toml"))) {
    return complain("--scene " + options.scene + " is no file of the scenes", kWrongUse);
  }
  return std::nullopt;
}

bool has_display() {
  return std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
}

tl::expected<std::string, std::string> script_of(const Options& options) {
  if (options.script.empty()) return sandbox::script_for(*sandbox::person_named(options.person));
  std::ifstream file(options.script);
  if (!file) return tl::unexpected(options.script.string() + ": no such file");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The prompt: the same verbs as in scripts, until the input or the kiosk ends.
void prompt(sandbox::Rehearsal& rehearsal, const sandbox::Player& player) {
  std::printf("The kiosk stands before you. Verbs:\n%s", std::string(sandbox::verbs()).c_str());
  std::printf("quit ends everything. Try: press the first choice, agree, then `card lay wang`.\n");
  std::string line;
  while (player.alive()) {
    std::fputs("> ", stdout);
    std::fflush(stdout);
    if (!std::getline(std::cin, line) || line == "quit") return;
    if (line == "help") {
      std::printf("%s", std::string(sandbox::verbs()).c_str());
      continue;
    }
    const auto commands = sandbox::parse_script(line);
    if (!commands) {
      std::printf("%s\n%s", commands.error().c_str(), std::string(sandbox::verbs()).c_str());
      continue;
    }
    const auto done = rehearsal.play(*commands);
    if (!done) std::printf("%s\n", done.error().c_str());
  }
}

int perform(const Options& options, const path& programs) {
  // A script that cannot be read is found out before anything is started.
  const auto text = script_of(options);
  if (!text) return complain(text.error(), kWrongUse);
  const auto script = sandbox::parse_script(*text);
  if (!script) return complain(script.error(), kWrongUse);

  std::error_code failed;
  std::filesystem::remove_all(options.out / "screens", failed);
  std::filesystem::create_directories(options.out / "screens", failed);
  if (failed) return complain(options.out.string() + ": cannot be made", kWrongUse);
  for (const char* old : {"certificate.pdf", "visit.json"})
    std::filesystem::remove(options.out / old, failed);

  const bool window = !options.headless && !options.far_ends && has_display();
  auto bench = sandbox::Bench::open({programs, options.data, std::filesystem::absolute(options.out),
                                     options.panel, options.language, options.scene, false});
  if (!bench) return complain(bench.error(), kFailed);
  if (options.far_ends) {
    std::printf("ready %s\n", (*bench)->config().c_str());
    std::fflush(stdout);
    for (std::string line; std::getline(std::cin, line);) {
      const auto commands = sandbox::parse_script(line);
      const auto done = commands && !commands->empty() && sandbox::is_for_bench(commands->front())
                            ? (*bench)->obey(commands->front())
                            : tl::unexpected(std::string("not understood"));
      std::printf("%s\n", done ? "done" : done.error().c_str());
      std::fflush(stdout);
    }
    return kFine;
  }
  sandbox::Player player(
      programs / "kiosk",
      {"--config", (*bench)->config().string(), window ? "--window" : "--headless", "--screens",
       (options.out / "screens").string()},
      (*bench)->folder() / "kiosk.log");
  sandbox::Rehearsal rehearsal(**bench, player, options.out);
  if (window) {
    prompt(rehearsal, player);
    (void)player.quit();
    return kFine;
  }
  const auto played = rehearsal.play(*script);
  const int code = player.quit();
  if (!played) return complain(played.error(), kFailed);
  if (code != 0) return complain("the kiosk ended with " + std::to_string(code), kFailed);
  if (auto written = sandbox::write_down(**bench, player, options.out); !written)
    return complain(written.error(), kFailed);
  return kFine;
}

}  // namespace

// SIGTERM and SIGINT end the input, and with it everything, in good order: folders are removed,
// children end.
void end_input(int) { close(STDIN_FILENO); }

int main(int argc, char** argv) {
  signal(SIGPIPE, SIG_IGN);
  struct sigaction ending {};
  ending.sa_handler = end_input;  // no SA_RESTART: a read that waits comes back
  sigaction(SIGTERM, &ending, nullptr);
  sigaction(SIGINT, &ending, nullptr);
  Options options;
  if (const auto code = parse(argc, argv, options)) return *code;
  std::error_code unknown;
  return perform(options, std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path());
}
