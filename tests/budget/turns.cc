// SPDX-License-Identifier: GPL-3.0-or-later
// Compares programs by turns, so that a busy moment of the machine meets all of them alike: each
// round every program once, in an order that moves on by one each round; the first rounds are
// thrown away. Prints; decides nothing. usage: turns ROUNDS UNIT (once|resident NAME PROGRAM
// ARGUMENT… --)…
//   once      a new process each turn: milliseconds from fork to its end, bytes of its output
//   resident  one process that answers each line with "VALUE BYTES" (tests/budget/turn.h)
// UNIT is ms (less is better) or /s. The last column compares with the first program: the median of
// the ratios of the same round, over 1 where the first is better.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

constexpr int kThrownAway = 2;

struct Answer {
  double value = 0;
  std::size_t bytes = 0;
};

struct Program {
  bool resident = false;
  std::string name;
  std::vector<char*> arguments;  // ends with null
  pid_t pid = -1;
  std::FILE* to = nullptr;
  std::FILE* from = nullptr;
  bool missing = false;
  std::vector<Answer> answers;
  double megabytes = 0;
};

void run(const Program& program, int in, int out) {
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  execvp(program.arguments[0], program.arguments.data());
  _exit(127);
}

// False if it does not get ready.
bool start(Program& program) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) return false;
  program.pid = fork();
  if (program.pid == 0) run(program, in[0], out[1]);
  close(in[0]);
  close(out[1]);
  program.to = fdopen(in[1], "w");
  program.from = fdopen(out[0], "r");
  char line[64];
  return std::fgets(line, sizeof line, program.from) != nullptr &&
         std::strcmp(line, "ready\n") == 0;
}

std::optional<Answer> ask(const Program& program) {
  std::fputc('\n', program.to);
  std::fflush(program.to);
  char line[128];
  Answer answer;
  if (std::fgets(line, sizeof line, program.from) == nullptr ||
      std::sscanf(line, "%lf %zu", &answer.value, &answer.bytes) != 2) {
    return std::nullopt;
  }
  return answer;
}

std::optional<Answer> run_once(Program& program) {
  int out[2];
  if (pipe2(out, O_CLOEXEC) != 0) return std::nullopt;
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const auto began = std::chrono::steady_clock::now();
  const pid_t pid = fork();
  if (pid == 0) run(program, nothing, out[1]);
  close(out[1]);
  close(nothing);
  Answer answer;
  char part[65536];
  for (ssize_t size = 0; (size = read(out[0], part, sizeof part)) > 0;) {
    answer.bytes += static_cast<std::size_t>(size);
  }
  close(out[0]);
  int status = 0;
  rusage usage{};
  wait4(pid, &status, 0, &usage);
  answer.value =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  program.megabytes = std::max(program.megabytes, static_cast<double>(usage.ru_maxrss) / 1024);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return answer;
}

// A line of /proc/PID/FILE in megabytes.
double megabytes(pid_t pid, const char* file, const std::string& key) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/" + file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key)) return std::atof(line.c_str() + key.size()) / 1024;
  }
  return 0;
}

std::vector<pid_t> children_of(pid_t pid) {
  std::vector<pid_t> found;
  const std::filesystem::path tasks = "/proc/" + std::to_string(pid) + "/task";
  std::error_code error;
  for (const auto& task : std::filesystem::directory_iterator(tasks, error)) {
    std::ifstream in(task.path() / "children");
    for (pid_t child = 0; in >> child;) found.push_back(child);
  }
  return found;
}

// What a program and its children hold between two turns, shared pages once.
double memory_of(pid_t pid) {
  std::vector<pid_t> all{pid};
  double sum = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    sum += megabytes(all[i], "smaps_rollup", "Pss:");
    for (const pid_t child : children_of(all[i])) all.push_back(child);
  }
  return sum;
}

double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(part * static_cast<double>(values.size()) + 0.999'999);
  return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

void print(const Program& program, const Program& first, bool less_is_better, const char* unit) {
  if (program.missing) {
    std::printf("%-44s %10s\n", program.name.c_str(), "missing: not measured");
    return;
  }
  std::vector<double> values, ratios;
  for (std::size_t i = kThrownAway; i < program.answers.size(); ++i) {
    values.push_back(program.answers[i].value);
    if (first.missing) continue;
    const double ratio = program.answers[i].value / first.answers[i].value;
    ratios.push_back(less_is_better ? ratio : 1 / ratio);
  }
  // The slow end: of times the long ones, of rates the low ones.
  const double slow = less_is_better ? quantile(values, 0.95) : quantile(values, 0.05);
  std::printf("%-44s %10.2f %10.2f %10zu %8.1f", program.name.c_str(), quantile(values, 0.5), slow,
              program.answers.back().bytes, program.megabytes);
  if (!ratios.empty()) std::printf(" %8.2f", quantile(ratios, 0.5));
  std::printf("   %s\n", unit);
}

std::vector<Program> read_programs(int argc, char** argv) {
  std::vector<Program> programs;
  for (int i = 3; i + 2 < argc;) {
    Program program;
    program.resident = std::strcmp(argv[i++], "resident") == 0;
    program.name = argv[i++];
    for (; i < argc && std::strcmp(argv[i], "--") != 0; ++i) program.arguments.push_back(argv[i]);
    ++i;
    program.arguments.push_back(nullptr);
    programs.push_back(std::move(program));
  }
  return programs;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  const int rounds = std::max(1, std::atoi(argv[1])) + kThrownAway;
  const char* const unit = argv[2];
  std::vector<Program> programs = read_programs(argc, argv);
  for (Program& program : programs) program.missing = program.resident && !start(program);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t k = 0; k < programs.size(); ++k) {
      Program& program = programs[(k + static_cast<std::size_t>(round)) % programs.size()];
      if (program.missing) continue;
      const auto answer = program.resident ? ask(program) : run_once(program);
      program.missing = !answer;
      if (answer) program.answers.push_back(*answer);
    }
  }
  const bool less_is_better = std::strcmp(unit, "ms") == 0;
  std::printf("%-44s %10s %10s %10s %8s %8s\n", "", "median", less_is_better ? "p95" : "p5",
              "bytes", "MB", "ratio");
  for (Program& program : programs) {
    if (program.resident && !program.missing) program.megabytes = memory_of(program.pid);
    print(program, programs.front(), less_is_better, unit);
    if (!program.resident) continue;
    // The end of its input ends it.
    std::fclose(program.to);
    std::fclose(program.from);
    waitpid(program.pid, nullptr, 0);
  }
  return 0;
}
