// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/budget/screen_processes.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

namespace budget {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr std::string_view kNew = "{new}";

struct Family {
  pid_t pid, parent, session;
};

// The fields after the program's name, which may itself hold blanks and brackets.
std::optional<Family> family_of(const fs::path& process) {
  std::ifstream in(process / "stat");
  std::string line;
  if (!std::getline(in, line)) return std::nullopt;
  const auto name_end = line.rfind(')');
  if (name_end == line.npos) return std::nullopt;
  std::istringstream rest(line.substr(name_end + 1));
  char state = 0;
  pid_t parent = 0, group = 0, session = 0;
  rest >> state >> parent >> group >> session;
  if (!rest || state == 'Z') return std::nullopt;
  return Family{std::atoi(line.c_str()), parent, session};
}

fs::path proc(pid_t pid) { return "/proc/" + std::to_string(pid); }

}  // namespace

Processes::Processes(const std::vector<std::string>& command, const std::string& display) {
  std::vector<std::string> words = command;
  for (std::string& word : words) {
    if (const auto at = word.find(kNew); at != word.npos) {
      word.replace(at, kNew.size(), folder_.path().string());
    }
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  setenv("DISPLAY", display.c_str(), 1);
  began_ = std::chrono::steady_clock::now();
  pid_ = fork();
  if (pid_ != 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setsid();
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int each : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, each);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

Processes::~Processes() {
  // Whoever lost its parent keeps the session.
  const std::vector<pid_t> family = all();
  kill(pid_, SIGTERM);
  int status = 0;
  bool ended = false;
  for (int i = 0; i < 200 && !ended; ++i) {
    ended = waitpid(pid_, &status, WNOHANG) == pid_;
    if (!ended) std::this_thread::sleep_for(milliseconds{10});
  }
  for (const pid_t pid : family) {
    const auto still = family_of(proc(pid));
    if (still && still->session == pid_) kill(pid, SIGKILL);
  }
  if (!ended) {
    kill(pid_, SIGKILL);
    waitpid(pid_, &status, 0);
  }
}

bool Processes::alive() const { return family_of(proc(pid_)).has_value(); }

std::vector<pid_t> Processes::all() const {
  std::vector<Family> known;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    if (const auto family = family_of(entry.path())) known.push_back(*family);
  }
  std::vector<pid_t> ours{pid_};
  const auto is_ours = [&ours](pid_t pid) {
    return std::find(ours.begin(), ours.end(), pid) != ours.end();
  };
  // Until a look finds nobody new: a child may be listed before its parent.
  for (std::size_t before = 0; before != ours.size();) {
    before = ours.size();
    for (const Family& one : known) {
      if (!is_ours(one.pid) && (one.session == pid_ || is_ours(one.parent)))
        ours.push_back(one.pid);
    }
  }
  return ours;
}

std::optional<Processes::Memory> Processes::memory() const {
  Memory sum;
  for (const pid_t pid : all()) {
    std::ifstream in(proc(pid) / "smaps_rollup");
    bool told = false;
    for (std::string line; std::getline(in, line);) {
      if (!line.starts_with("Pss:")) continue;
      sum.megabytes += std::atof(line.c_str() + 4) / 1024;
      told = true;
    }
    if (!told) return std::nullopt;
    ++sum.processes;
  }
  return sum;
}

std::chrono::nanoseconds Processes::computed() const {
  std::chrono::nanoseconds sum{0};
  for (const pid_t pid : all()) {
    // The kernel's own account, threads that have ended included.
    clockid_t clock = 0;
    timespec spent{};
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &spent) != 0) continue;
    sum += std::chrono::seconds{spent.tv_sec} + std::chrono::nanoseconds{spent.tv_nsec};
  }
  return sum;
}

std::chrono::nanoseconds Processes::computed_by_first_thread() const {
  std::ifstream in(proc(pid_) / "task" / std::to_string(pid_) / "schedstat");
  long long spent = 0;
  in >> spent;
  return std::chrono::nanoseconds{spent};
}

}  // namespace budget
