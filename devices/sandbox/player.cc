// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/player.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

namespace sandbox {

using std::chrono::milliseconds;

namespace {
constexpr milliseconds kAnswerWithin{10'000};
}

class Player::Kiosk {
 public:
  Kiosk(const std::filesystem::path& program, const std::vector<std::string>& arguments,
        const std::filesystem::path& log) {
    int in[2];
    int out[2];
    if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) std::abort();
    const int log_file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::vector<std::string> words{program.string(), "--remote"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(in[0], 0);
      dup2(out[1], 1);
      if (log_file >= 0) dup2(log_file, 2);
      execv(argv[0], argv.data());
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    if (log_file >= 0) close(log_file);
    hands_ = fdopen(in[1], "w");
    eyes_ = fdopen(out[0], "r");
    reader_ = std::thread([this] { read(); });
  }
  ~Kiosk() {
    if (alive()) kill(pid_, SIGKILL);
    (void)ended();
    reader_.join();
    fclose(hands_);
    fclose(eyes_);
  }
  Kiosk(const Kiosk&) = delete;
  Kiosk& operator=(const Kiosk&) = delete;

  Done order(const std::string& line) {
    std::unique_lock lock(mutex_);
    const std::size_t number = ++ordered_;
    if (std::fputs((line + "\n").c_str(), hands_) < 0 || std::fflush(hands_) != 0) {
      return tl::unexpected(std::string("the kiosk has ended"));
    }
    if (!changed_.wait_for(lock, kAnswerWithin,
                           [&] { return answers_.size() >= number || over_; })) {
      return tl::unexpected(fmt::format("the kiosk did not answer to: {}", line));
    }
    if (answers_.size() < number) return tl::unexpected(std::string("the kiosk has ended"));
    const std::string& why = answers_[number - 1];
    if (!why.empty())
      return tl::unexpected(fmt::format("{}: {} (page {})", line, why, last().page));
    return {};
  }

  template <typename Holds>
  Done until(Holds holds, const std::string& wish, milliseconds at_most) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, at_most, [&] { return holds(last()) || over_; }) && holds(last()))
      return {};
    return tl::unexpected(fmt::format("{}, but {} stands there:\n{}", wish,
                                      last().page.empty() ? "nothing" : last().page, last().text));
  }

  ShownPage now() {
    const std::lock_guard lock(mutex_);
    return last();
  }
  std::vector<ShownPage> pages() {
    const std::lock_guard lock(mutex_);
    return pages_;
  }
  std::optional<Place> place_of(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(id);
    return found == places_.end() ? std::nullopt : std::optional(found->second);
  }
  void watch(std::function<void(const std::string&)> watcher) {
    const std::lock_guard lock(watching_);
    watcher_ = std::move(watcher);
  }
  [[nodiscard]] pid_t pid() const { return pid_; }
  bool alive() {
    const std::lock_guard lock(mutex_);
    return !over_;
  }
  int quit() {
    if (alive()) (void)order("quit");
    return ended();
  }

 private:
  [[nodiscard]] ShownPage last() const { return pages_.empty() ? ShownPage{} : pages_.back(); }

  int ended() {
    if (!status_) {
      int status = 0;
      waitpid(pid_, &status, 0);
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    return *status_;
  }

  void read() {
    char* line = nullptr;
    std::size_t size = 0;
    while (getline(&line, &size, eyes_) > 0) {
      show(line);
      take(line);
    }
    std::free(line);
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }

  void show(const char* line) {
    const std::lock_guard lock(watching_);
    if (watcher_) watcher_(line);
  }

  void take(const char* line) {
    const auto said = nlohmann::json::parse(line, nullptr, false);
    if (!said.is_object()) return;
    const std::lock_guard lock(mutex_);
    const std::string event = said.value("event", "");
    if (event.empty()) return take_tree(said);
    if (event == "page") {
      ShownPage shown{said.value("page", ""), said.value("ms", std::int64_t{0}),
                      said.value("text", "")};
      if (!pages_.empty() && pages_.back().page == shown.page) {
        pages_.back().text = std::move(shown.text);
      } else {
        pages_.push_back(std::move(shown));
      }
    } else if (event == "done") {
      answers_.emplace_back();
    } else if (event == "refused") {
      answers_.push_back(said.value("why", "refused"));
    }
    changed_.notify_all();
  }

  // A tree begins with its page; what can be pressed follows in lines of their own.
  void take_tree(const nlohmann::json& said) {
    if (said.contains("page")) places_.clear();
    if (!said.value("pressable", false)) return;
    const auto& rect = said.at("rect");
    places_[said.value("id", "")] = {rect.at(0), rect.at(1), rect.at(2), rect.at(3)};
  }

  pid_t pid_ = -1;
  FILE* hands_ = nullptr;
  FILE* eyes_ = nullptr;
  std::optional<int> status_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t ordered_ = 0;
  std::vector<std::string> answers_;  // "" = done
  std::vector<ShownPage> pages_;
  std::map<std::string, Place> places_;
  bool over_ = false;
  std::mutex watching_;
  std::function<void(const std::string&)> watcher_;
  std::thread reader_;
};

Player::Player(const std::filesystem::path& kiosk, const std::vector<std::string>& arguments,
               const std::filesystem::path& log)
    : kiosk_(std::make_unique<Kiosk>(kiosk, arguments, log)) {}

Player::~Player() = default;

// A page that has just come takes no touch yet (ui/touch.h); a person tries again, and so do we.
Player::Done Player::press(const std::string& id) {
  constexpr milliseconds kPatience{1500};
  constexpr milliseconds kBetween{25};
  Done done = kiosk_->order("press " + id);
  for (auto waited = kBetween; !done && waited < kPatience && alive(); waited += kBetween) {
    std::this_thread::sleep_for(kBetween);
    done = kiosk_->order("press " + id);
  }
  return done;
}
Player::Done Player::key(const std::string& key) { return kiosk_->order("key " + key); }
Player::Done Player::screenshot(const std::filesystem::path& png) {
  return kiosk_->order("screenshot " + png.string());
}
Player::Done Player::wait(const std::string& page, milliseconds at_most) {
  return kiosk_->until([&](const ShownPage& shown) { return shown.page == page; },
                       "expected " + page, at_most);
}
Player::Done Player::wait_text(const std::string& text, milliseconds at_most) {
  return kiosk_->until(
      [&](const ShownPage& shown) { return shown.text.find(text) != std::string::npos; },
      "expected the text \"" + text + "\"", at_most);
}
ShownPage Player::now() const { return kiosk_->now(); }
std::vector<ShownPage> Player::pages() const { return kiosk_->pages(); }
void Player::watch(std::function<void(const std::string&)> watcher) {
  kiosk_->watch(std::move(watcher));
}
std::optional<Place> Player::place_of(const std::string& id) const { return kiosk_->place_of(id); }
bool Player::alive() const { return kiosk_->alive(); }
int Player::process() const { return kiosk_->pid(); }
int Player::quit() { return kiosk_->quit(); }

}  // namespace sandbox
