// SPDX-License-Identifier: GPL-3.0-or-later
// The emulated readers' lines, and a running `kioskctl card` before them. One thread.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "devices/sandbox/cast.h"
#include "devices/sandbox/wires/pn532_line.h"
#include "devices/sandbox/wires/sam_v_line.h"
#include "tests/files.h"
#include "tests/whole/stage.h"

extern char** environ;

namespace whole {

using nlohmann::json;
using namespace std::chrono_literals;

// Both lines in a folder of their own.
class Readers {
 public:
  Readers() {
    pn532.emplace(folder_ / "pn532");
    // The module's own time plays no part here.
    sam_v.emplace(folder_ / "sam_v", sandbox::SamVTiming{2ms, 2ms, 10ms, 2ms});
  }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::string antenna() const {
    return "pn532_uart:" + pn532->path().string() + ":115200";
  }
  [[nodiscard]] std::string module() const { return sam_v->path().string(); }

 private:
  files::Folder folder_;

 public:
  std::optional<sandbox::Pn532Line> pn532;
  std::optional<sandbox::SamVLine> sam_v;
};

// One running `kioskctl card`.
class Tool {
 public:
  explicit Tool(std::vector<std::string> options) {
    options.insert(options.begin(), {program("kioskctl").string(), "card"});
    std::vector<char*> arguments;
    for (std::string& option : options) arguments.push_back(option.data());
    arguments.push_back(nullptr);
    std::array<int, 2> pipe{};
    REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    const int trouble =
        ::posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    out_ = pipe[0];
    REQUIRE(trouble == 0);
  }
  Tool(const Tool&) = delete;
  Tool& operator=(const Tool&) = delete;
  ~Tool() {
    if (pid_ > 0) end();
    ::close(out_);
  }

  // The next line, or nothing within ten seconds or at the end.
  std::string line() {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    for (;;) {
      if (const auto end = text_.find('\n'); end != std::string::npos) {
        std::string line = text_.substr(0, end);
        text_.erase(0, end + 1);
        said_ += line + '\n';
        return line;
      }
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          deadline - std::chrono::steady_clock::now());
      pollfd entry{out_, POLLIN, 0};
      if (left.count() <= 0 || ::poll(&entry, 1, static_cast<int>(left.count())) <= 0) return {};
      std::array<char, 4096> some{};
      const ssize_t got = ::read(out_, some.data(), some.size());
      if (got <= 0) return {};
      text_.append(some.data(), static_cast<std::size_t>(got));
    }
  }
  json event() {
    const std::string text = line();
    INFO("line: " << text);
    const auto event = json::parse(text, nullptr, false);
    REQUIRE(event.is_object());
    return event;
  }
  // Passes over faults that a worn line may have told before.
  json event(const std::string& name) {
    for (;;) {
      auto next = event();
      if (next["event"] == name) return next;
      INFO("instead of " << name << ": " << next.dump());
      REQUIRE(next["event"] == "fault");
    }
  }

  // As ^C does.
  int end(int signal = SIGINT) {
    ::kill(pid_, signal);
    return wait();
  }
  int wait() {
    while (!line().empty()) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  [[nodiscard]] const std::string& said() const { return said_; }

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  std::string text_;
  std::string said_;
};

inline sandbox::Card card_named(std::string_view id) {
  return sandbox::card_of(*sandbox::person_named(id));
}

inline sandbox::ResidentCard with_text(sandbox::CardText text) {
  sandbox::ResidentCard card;
  card.text = std::move(text);
  return card;
}

inline sandbox::ResidentText resident() {
  sandbox::ResidentText text;
  text.name = u"测试甲";
  text.sex = u"2";
  text.nation = u"08";
  text.birth = u"19380412";
  text.address = u"样例省样例市样例区\"样例\"路1号";
  text.number = u"990101193804120020";
  text.organ = u"样例市公安局";
  text.valid_from = u"20210126";
  text.valid_to = u"长期";
  return text;
}

// GB 11643, so that the number above need not be worked out by hand.
inline std::u16string checked(std::u16string number) {
  constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += kWeights[i] * (number[i] - u'0');
  number[17] = u"10X98765432"[sum % 11];
  return number;
}

inline std::string ascii(const std::u16string& text) { return {text.begin(), text.end()}; }

inline std::vector<std::string> antenna(const Readers& readers) {
  return {"--pn532", readers.antenna(), "--json"};
}
inline std::vector<std::string> module(const Readers& readers) {
  return {"--sam", readers.module(), "--json"};
}

template <class... More>
std::vector<std::string> with(std::vector<std::string> options, More... more) {
  (options.emplace_back(more), ...);
  return options;
}

}  // namespace whole
