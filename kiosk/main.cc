// SPDX-License-Identifier: GPL-3.0-or-later
// kiosk: one person at a time, from card to paper. Builds the parts and turns the one loop; decides
// nothing.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "devices/clock.h"
#include "devices/journal_file.h"
#include "kiosk/command_line.h"
#include "kiosk/desk.h"
#include "kiosk/exhibition.h"
#include "kiosk/face_paths.h"
#include "kiosk/house_ways.h"
#include "kiosk/narrator.h"
#include "kiosk/remote.h"
#include "kiosk/settings.h"
#include "kiosk/wiring.h"
#include "ui/screen.h"

namespace {

using std::chrono::milliseconds;

constexpr int kFine = 0;
constexpr int kFailed = 1;

using kiosk::kWrongUse;

constexpr const char* kHelp =
    "Usage: kiosk [--config FILE] [--window | --headless] [--remote] [--tree] [--screens DIR]\n"
    "Reads an identity card, asks for the health code, prints a signed certificate, forgets the "
    "person.\n"
    "\n"
    "  --config FILE     kiosk.toml (default /etc/green-channel/kiosk.toml)\n"
    "  --window          in a window, for a developer's desk\n"
    "  --headless        without any display, for tests\n"
    "  --remote          orders on standard input, pages on standard output (docs/wire.md §7)\n"
    "  --tree            each page's semantic tree on standard output, a JSON object a line\n"
    "  --screens DIR     a PNG of every page shown: it shows names, for practice only\n"
    "  --help, --version print this, or the version, and exit\n";

struct Options {
  std::filesystem::path config = "/etc/green-channel/kiosk.toml";
  std::optional<ui::Surface> surface;  // else as kiosk.toml says
  bool remote = false;
  bool trees = false;
  std::filesystem::path screens;
};

int complain(const std::string& sentence, int code) {
  std::fprintf(stderr, "kiosk: %s\n", sentence.c_str());
  return code;
}

// The options, or the code to exit with.
std::optional<int> parse(int argc, char** argv, Options& options) {
  const auto surface = [&options](ui::Surface wanted) {
    return [&options, wanted](char*) -> std::optional<std::string> {
      options.surface = wanted;
      return std::nullopt;
    };
  };
  const auto path = [](std::filesystem::path& to) {
    return [&to](char* value) -> std::optional<std::string> {
      to = value;
      return std::nullopt;
    };
  };
  const auto words = kiosk::read_command_line({"kiosk",
                                               kHelp,
                                               {{"config", true, path(options.config)},
                                                {"window", false, surface(ui::Surface::window)},
                                                {"headless", false, surface(ui::Surface::none)},
                                                kiosk::set_flag("remote", options.remote),
                                                kiosk::set_flag("tree", options.trees),
                                                {"screens", true, path(options.screens)}}},
                                              argc, argv);
  if (!words) return words.error();
  if (!words->empty()) return complain("unexpected " + words->front(), kWrongUse);
  return std::nullopt;
}

// A crash must not write anybody's name to a file.
void forbid_cores() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

std::string why(const ui::ScreenTrouble& trouble) {
  return trouble.kind == ui::ScreenTrouble::Kind::no_fonts
             ? "a font is missing or not the one that belongs there: " + trouble.detail
             : "no display: " + trouble.detail;
}

std::string phrase(const visit::Catalogue& catalogue, const char* key) {
  return catalogue.at(key).text;
}

tl::expected<std::unique_ptr<ui::Screen>, ui::ScreenTrouble> open_screen(
    const kiosk::KioskSettings& settings, const Options& options, ui::Panel panel) {
  ui::Screen::Options screen;
  screen.panel = panel;
  screen.surface = options.surface.value_or(settings.screen.fullscreen ? ui::Surface::fullscreen
                                                                       : ui::Surface::window);
  screen.touch = settings.screen.touch;
  screen.keyboard = settings.screen.keyboard;
  screen.faces = kiosk::face_paths(settings);
  for (const auto& [language, catalogue] : settings.page.catalogues) {
    screen.part_words[language] = {phrase(catalogue, "chrome.more"),
                                   phrase(catalogue, "chrome.part")};
  }
  screen.steady = devices::steady;
  return ui::Screen::open(std::move(screen));
}

void obey(const std::string& order, ui::Screen& screen, kiosk::Remote& remote, bool& ended) {
  const auto blank = order.find(' ');
  const std::string verb = order.substr(0, blank);
  const std::string object = blank == std::string::npos ? "" : order.substr(blank + 1);
  if (verb == "press") {
    return screen.press(object) ? remote.say_done()
                                : remote.say_refused("nothing of that name can be pressed");
  }
  if (verb == "key") {
    const auto key = ui::key_named(object);
    if (!key) return remote.say_refused("no such key");
    screen.key(*key);
    return remote.say_done();
  }
  if (verb == "screenshot") {
    return screen.screenshot(object) ? remote.say_done()
                                     : remote.say_refused("the picture cannot be written");
  }
  ended = ended || verb == "quit";
  return ended ? remote.say_done() : remote.say_refused("not understood");
}

// What a key has come to is said, and that a key was used is told to the visit.
void follow_keys(kiosk::Desk& desk, ui::Screen& screen, kiosk::Narrator& narrator) {
  if (screen.key_was_used()) desk.post(visit::event::KeyUsed{});
  const ui::Node* node = screen.newly_focused();
  if (node == nullptr) return;
  const visit::Page page = desk.page();
  if (const auto button = visit::button_named(node->id)) return narrator.focused(page, *button);
  visit::Words words;
  words.text = node->label.clone();
  words.spoken = node->spoken.clone();
  words.personal = node->personal;
  narrator.focused(page, words);
}

// `furnish`: what the first page stands without, once it stands.
using Furnish = std::function<tl::expected<void, kiosk::ConfigTrouble>()>;

tl::expected<void, kiosk::ConfigTrouble> run(kiosk::Desk& desk, ui::Screen& screen,
                                             kiosk::Exhibition& exhibition, visit::Voice& voice,
                                             kiosk::Remote* remote, const Furnish& furnish) {
  kiosk::Narrator narrator(voice);
  bool ended = false;
  bool furnished = false;
  while (!ended && !screen.asked_to_quit() && !desk.is_to_switch()) {
    const bool left = desk.turn(devices::now());
    std::optional<visit::Button> pressed;
    if (desk.may_have_changed()) {
      visit::Page page = desk.page();
      narrator.follow(page);
      if (exhibition.is_new(page)) {
        const std::string_view name = visit::name(page.id);
        screen.show(std::move(page));
        pressed = screen.pump(milliseconds{0});
        exhibition.shown(name, screen, remote);
      }
    }
    if (!std::exchange(furnished, true)) {
      if (auto done = furnish(); !done) return done;
    }
    if (left) screen.forget();
    screen.show_what_is_unheard(desk.visit().look.aloud && !voice.audible());
    while (remote != nullptr && !pressed && !ended) {
      const auto order = remote->next();
      if (!order) break;
      obey(*order, screen, *remote, ended);
    }
    if (!pressed && !ended) pressed = screen.pump(desk.rests(devices::now()));
    if (screen.was_touched()) narrator.touched();
    if (pressed) {
      narrator.pressed(*pressed);
      desk.post(visit::event::Pressed{*pressed});
    }
    follow_keys(desk, screen, narrator);
  }
  return {};
}

// `next`: the configuration that somebody switched to.
int serve(const Options& options, const std::filesystem::path& programs,
          std::filesystem::path& next) {
  auto settings = kiosk::read_settings(options.config);
  if (!settings) return complain(settings.error().sentence, kWrongUse);
  const auto panel = ui::panel_named(settings->screen.panel);
  if (!panel)
    return complain("kiosk.toml: [screen] panel is not one of 1080x1920, 1280x800, 1920x1080",
                    kWrongUse);
  const auto journal = devices::JournalFile::open(settings->journal);
  if (!journal)
    return complain(settings->journal.string() + ": the journal cannot be written", kWrongUse);

  // What is posted before there is a screen to wake is taken in before the first page.
  std::atomic<ui::Screen*> to_wake{nullptr};
  kiosk::Desk desk(settings->rules, settings->page, *journal, [&to_wake] {
    if (ui::Screen* const screen = to_wake) screen->wake();
  });
  auto wiring_built = std::async(std::launch::async, [&] {
    return kiosk::Wiring::build(*settings, programs, *journal,
                                [&desk](visit::Event event) { desk.post(std::move(event)); });
  });
  auto screen = open_screen(*settings, options, *panel);
  if (!screen) return complain(why(screen.error()), kFailed);
  to_wake = screen->get();
  auto wiring = wiring_built.get();
  if (!wiring) return complain(wiring.error().sentence, kWrongUse);
  desk.plug((*wiring)->wires(), (*wiring)->journal());

  journal->write(devices::now(), {visit::Entry::What::started, 0, 0, 0});
  kiosk::Exhibition exhibition(options.screens, options.trees, devices::steady());
  std::unique_ptr<kiosk::Remote> remote;
  if (options.remote) remote = std::make_unique<kiosk::Remote>([&screen] { (*screen)->wake(); });
  // Drawing the ways takes half as long as all the rest of a start.
  const auto furnish = [&]() -> tl::expected<void, kiosk::ConfigTrouble> {
    auto ways = kiosk::read_ways(*settings);
    if (!ways) return tl::unexpected(ways.error());
    desk.show_around(std::move(*ways));
    return {};
  };
  const auto done =
      run(desk, **screen, exhibition, (*wiring)->wires().voice, remote.get(), furnish);
  journal->write(devices::now(), {visit::Entry::What::stopped, 0, 0, 0});
  if (!done) return complain(done.error().sentence, kWrongUse);
  if (desk.is_to_switch()) next = settings->switch_to;
  return kFine;
}

// This program anew, by the other configuration; comes back only if that fails.
void start_by(const std::filesystem::path& config, int argc, char** argv) {
  std::vector<std::string> words{"/proc/self/exe"};
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--config") {
      ++i;
    } else if (!word.starts_with("--config=")) {
      words.emplace_back(word);
    }
  }
  words.emplace_back("--config");
  words.push_back(config.string());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  execv(pointers.front(), pointers.data());
}

}  // namespace

int main(int argc, char** argv) {
  forbid_cores();
  ui::Screen::settle_environment();
  signal(SIGPIPE, SIG_IGN);
  Options options;
  if (const auto code = parse(argc, argv, options)) return *code;
  std::error_code unknown;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  std::filesystem::path next;
  const int code = serve(options, self.parent_path(), next);
  if (next.empty()) return code;
  start_by(next, argc, argv);
  return complain("the other configuration cannot be started", kFailed);
}
