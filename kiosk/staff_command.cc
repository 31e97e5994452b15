// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/staff_command.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "devices/clock.h"
#include "devices/pin_locks.h"
#include "devices/staff_pin.h"
#include "kiosk/command_line.h"
#include "kiosk/staff_roll.h"

namespace kiosk {

namespace {

using std::filesystem::path;

constexpr int kFine = 0;
constexpr int kNotTaken = 1;

constexpr const char* kHelp =
    "Usage: kioskctl staff pin [--stdin]\n"
    "       kioskctl staff list --config FILE\n"
    "Asks for a PIN of six digits, twice, and prints what stands under `pin` in staff.toml. Or "
    "lists "
    "who\n"
    "is in the roll, a line each: number, role, and what their wrong PINs have come to. The kiosk "
    "may "
    "be\n"
    "running.\n"
    "\n"
    "  --stdin           reads the PIN once, a line of standard input, and asks for nothing\n"
    "  --config FILE     kiosk.toml, which names the roll and the store\n"
    "  --help, --version print this, or the version, and exit\n"
    "\n"
    "Exit code 0, 1 if that PIN is not taken, 2 for a wrong call or a file that cannot be read.\n";

struct Options {
  bool pin = false;
  bool once = false;
  std::string config;
};

std::optional<int> parse_options(int argc, char** argv, Options& options) {
  const auto words = read_command_line(
      {"kioskctl", kHelp, {set_flag("stdin", options.once), set_text("config", options.config)}},
      argc, argv);
  if (!words) return words.error();
  if (words->size() != 1 || (words->front() != "pin" && words->front() != "list"))
    return refuse("staff needs one of pin, list");
  options.pin = words->front() == "pin";
  if (options.pin && !options.config.empty()) return refuse("--config belongs to staff list");
  if (!options.pin && options.once) return refuse("--stdin belongs to staff pin");
  if (!options.pin && options.config.empty()) return refuse("staff list needs --config FILE");
  return std::nullopt;
}

// While it lives, a terminal does not show what is typed.
class Unseen {
 public:
  Unseen() {
    is_terminal_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!is_terminal_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Unseen() {
    if (is_terminal_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  [[nodiscard]] bool is_terminal() const { return is_terminal_; }

 private:
  termios before_{};
  bool is_terminal_ = false;
};

// A line of standard input, byte by byte, so that nothing of it stays in a buffer of a library. One
// that is longer than any PIN is cut, and is none.
visit::Secret read_pin() {
  std::array<char, 64> line{};
  std::size_t size = 0;
  char byte = 0;
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || byte == '\n') break;
    if (size < line.size()) line[size++] = byte;
  }
  if (size > 0 && line[size - 1] == '\r') --size;
  visit::Secret pin(std::string_view(line.data(), size));
  visit::wipe(line.data(), line.size());
  visit::wipe(&byte, 1);
  return pin;
}

visit::Secret ask(const char* words, bool aloud) {
  if (aloud) std::fputs(words, stderr);
  visit::Secret pin = read_pin();
  if (aloud) std::fputs("\n", stderr);
  return pin;
}

int not_taken(const char* why) {
  std::fprintf(stderr, "kioskctl: %s\n", why);
  return kNotTaken;
}

int make_pin(bool once) {
  const Unseen unseen;
  const bool aloud = !once && unseen.is_terminal();
  const visit::Secret pin = ask("PIN: ", aloud);
  if (const auto fault = devices::fault_of(pin)) {
    return not_taken(*fault == devices::PinFault::obvious
                         ? "that PIN is the first that anybody would try"
                         : "a PIN has six digits");
  }
  if (!once && !(ask("Again: ", aloud) == pin)) return not_taken("the two are not the same");
  fmt::print("{}\n", devices::StaffPin::of(pin).text());
  return kFine;
}

std::string written(visit::Moment moment) {
  const visit::WallTime time = visit::wall_time(moment);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}+08:00", static_cast<int>(time.date.year()),
                     static_cast<unsigned>(time.date.month()),
                     static_cast<unsigned>(time.date.day()), time.hour, time.minute);
}

std::string state_in_words(const visit::PinState& state) {
  if (state.locked_until) return "locked until " + written(*state.locked_until);
  if (state.left == visit::PinState{}.left) return "open";
  return fmt::format("{} {} left", state.left, state.left == 1 ? "try" : "tries");
}

int list(const path& config) {
  const auto place = find_staff(config);
  if (!place) return refuse(place.error().sentence);
  if (place->members.empty()) return kFine;
  const auto roles = read_roles(place->roles);
  if (!roles) return refuse(roles.error().sentence);
  const auto staff = read_staff(place->members, *roles);
  if (!staff) return refuse(staff.error().sentence);
  // Looking makes no file.
  const path& file = place->locks;
  std::unique_ptr<devices::PinLocks> locks;
  if (std::filesystem::exists(file)) {
    auto opened = devices::PinLocks::open(file, place->rules);
    if (!opened) return refuse(file.string() + ": the locks are damaged, or not a kiosk's");
    locks = std::move(*opened);
  }
  for (const devices::StaffBadge& one : *staff) {
    visit::PinState state;
    if (locks) {
      const auto found = locks->state(one.badge, {devices::now(), devices::steady()});
      if (!found) return refuse(file.string() + ": the locks cannot be read");
      state = *found;
    }
    fmt::print("{} {} {}\n", one.member.number, name(one.member.role), state_in_words(state));
  }
  return kFine;
}

}  // namespace

int staff_command(int count, char** arguments) {
  Options options;
  if (const auto code = parse_options(count, arguments, options)) return *code;
  return options.pin ? make_pin(options.once) : list(options.config);
}

}  // namespace kiosk
