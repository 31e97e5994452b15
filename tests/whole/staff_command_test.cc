// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl staff` as whoever keeps the roll calls it, also while a kiosk is at work.
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "devices/clock.h"
#include "devices/pin_locks.h"
#include "devices/staff_pin.h"
#include "tests/files.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

using std::filesystem::path;
using namespace std::chrono_literals;

Ran staff(const std::string& arguments, const std::string& input = "") {
  return run(program("kioskctl").string() + " staff " + arguments, input);
}

std::string without_newline(std::string text) {
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// A program at a terminal of its own, and what stands on it.
class Terminal {
 public:
  explicit Terminal(std::vector<std::string> command) {
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    pid_ = forkpty(&line_, nullptr, nullptr, nullptr);
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      execv(words.front(), words.data());
      _exit(127);
    }
  }
  ~Terminal() {
    close(line_);
    if (pid_ > 0) {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  bool shows(const std::string& words) {
    while (shown_.find(words) == std::string::npos) {
      if (!more()) return false;
    }
    return true;
  }
  void type(const std::string& keys) const {
    REQUIRE(::write(line_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
  }
  Ran rest() {
    while (more()) {
    }
    int status = 0;
    REQUIRE(waitpid(pid_, &status, 0) == pid_);
    pid_ = -1;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), shown_};
  }

 private:
  bool more() {
    pollfd wait{line_, POLLIN, 0};
    constexpr int kLongest = 60'000;
    char bytes[256];
    if (poll(&wait, 1, kLongest) <= 0) return false;
    const ssize_t got = ::read(line_, bytes, sizeof bytes);  // EIO: nobody is at the terminal now
    if (got <= 0) return false;
    shown_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }
  int line_ = -1;
  pid_t pid_ = -1;
  std::string shown_;
};

// A kiosk.toml, a roll of two and a store's folder.
class Place {
 public:
  Place() {
    const std::string pin = devices::StaffPin::of(visit::Secret("271828"), {10, 1, 1}).text();
    write("staff.toml", member("0011223344556677", "helper", "A017", pin) +
                            member("8899aabbccddeeff", "supervisor", "B2", pin));
    using std::filesystem::perms;
    std::filesystem::permissions(folder_ / "staff.toml", perms::owner_read | perms::owner_write);
    write("kiosk.toml", "[place]\ndata = \"" + std::string(KIOSK_SOURCE_DIR) +
                            "/config\"\n[staff]\nmembers = \"staff.toml\"\n[keeping]\n"
                            "store = \"store.db\"\n");
  }

  void write(const char* name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  [[nodiscard]] path config() const { return folder_ / "kiosk.toml"; }
  [[nodiscard]] path roll() const { return folder_ / "staff.toml"; }
  [[nodiscard]] path locks() const { return folder_ / "pin-locks.db"; }
  [[nodiscard]] Ran list() const { return staff("list --config " + config().string()); }

 private:
  static std::string member(const std::string& badge, const std::string& role,
                            const std::string& number, const std::string& pin) {
    return "[[member]]\nbadge = \"" + badge +
           "\"\nname = { zh = \"李护士\", en = \"Nurse Li\" }\nrole = \"" + role +
           "\"\nnumber = \"" + number + "\"\npin = \"" + pin + "\"\n";
  }
  files::Folder folder_;
};

}  // namespace

TEST_CASE("staff pin prints what stands in the roll, and never the PIN") {
  for (const auto& [arguments, input] :
       {std::pair<std::string, std::string>{"pin", "271828\n271828\n"},
        {"pin --stdin", "271828\n"},
        {"pin --stdin", "271828"},
        {"pin --stdin", "271828\r\n"}}) {
    INFO(arguments);
    const Ran ran = staff(arguments, input);
    REQUIRE(ran.code == 0);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.find("271828") == std::string::npos);
    const auto made = devices::StaffPin::read(without_newline(ran.out));
    REQUIRE(made.has_value());
    CHECK(made->is(visit::Secret("271828")));
    CHECK_FALSE(made->is(visit::Secret("271829")));
  }
}

TEST_CASE("a PIN that is none, that is obvious or that differs the second time is not taken") {
  for (const char* wrong : {"", "27182\n", "2718281\n", "27182x\n", "111111\n", "123456\n",
                            "654321\n", "271828\n", "271828\n271829\n"}) {
    INFO(wrong);
    const Ran ran = staff("pin", wrong);
    CHECK(ran.code == 1);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.starts_with("kioskctl: "));
    CHECK(ran.out.find("scrypt") == std::string::npos);
  }
  CHECK(staff("pin --stdin", std::string(100'000, '7')).code == 1);
}

TEST_CASE("a terminal does not show the PIN that is typed") {
  const auto typed_at = [](const std::string& first, const std::string& second) {
    Terminal terminal({program("kioskctl").string(), "staff", "pin"});
    REQUIRE(terminal.shows("PIN: "));
    terminal.type(first + "\n");
    if (!second.empty()) {
      REQUIRE(terminal.shows("Again: "));
      terminal.type(second + "\n");
    }
    return terminal.rest();
  };
  const Ran taken = typed_at("271828", "271828");
  CHECK(taken.code == 0);
  CHECK(taken.out.find("scrypt$15$8$1$") != std::string::npos);
  CHECK(taken.out.find("271828") == std::string::npos);
  const Ran differs = typed_at("271828", "314159");
  CHECK(differs.code == 1);
  CHECK(differs.out.find("314159") == std::string::npos);
  CHECK(typed_at("111111", "").code == 1);
}

TEST_CASE("control: what a program does not hide, a terminal shows") {
  Terminal terminal({"/bin/sh", "-c", "printf 'PIN: '; read pin"});
  REQUIRE(terminal.shows("PIN: "));
  terminal.type("271828\n");
  CHECK(terminal.rest().out.find("271828") != std::string::npos);
}

TEST_CASE("staff list tells numbers, roles and locks, and nobody's name") {
  const Place place;
  CHECK(place.list().code == 0);
  CHECK(place.list().out == "A017 helper open\nB2 supervisor open\n");
  CHECK_FALSE(std::filesystem::exists(place.locks()));

  const auto locks = devices::PinLocks::open(place.locks());
  REQUIRE(locks.has_value());
  const auto wrong = [&](const char* badge) {
    REQUIRE((*locks)->begin_try(badge, {devices::now(), devices::steady()})->may);
  };
  wrong("0011223344556677");
  CHECK(place.list().out == "A017 helper 4 tries left\nB2 supervisor open\n");
  for (int i = 0; i < 5; ++i) wrong("8899aabbccddeeff");
  CHECK(place.list().out.find("\nB2 supervisor locked until 20") != std::string::npos);
  REQUIRE((*locks)->clear("8899aabbccddeeff"));
  CHECK(place.list().out == "A017 helper 4 tries left\nB2 supervisor open\n");
}

TEST_CASE("a wrong call of staff is refused in one line") {
  const Place place;
  const std::string config = " --config " + place.config().string();
  for (const std::string& wrong :
       {std::string(), std::string("sing"), std::string("list"), "pin" + config,
        "list --stdin" + config, "list again" + config, std::string("list --config /nowhere.toml"),
        "list --shut" + config}) {
    INFO(wrong);
    const Ran ran = staff(wrong);
    CHECK(ran.code == 2);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.starts_with("kioskctl: "));
  }
  using std::filesystem::perms;
  std::filesystem::permissions(place.roll(), perms::owner_read | perms::others_read);
  CHECK(place.list().code == 2);
  CHECK(place.list().out == "kioskctl: staff.toml: others than its owner may read it: chmod 600\n");
  std::filesystem::permissions(place.roll(), perms::owner_read | perms::owner_write);
  place.write("pin-locks.db",
              "not a file of ours, and longer than a header of one hundred bytes, "
              "which is where SQLite looks for what it knows");
  CHECK(place.list().code == 2);
  CHECK(staff("--help").code == 0);
}

}  // namespace whole
