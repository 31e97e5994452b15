// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/torture/fhir_server_process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "devices/sandbox/fhir/fhir_intake.h"

namespace torture {

namespace fs = std::filesystem;

namespace {
fs::path port_file(const fs::path& folder) { return folder / "port"; }
}  // namespace

void give_up(const char* what) {
  std::fprintf(stderr, "torture: %s\n", what);
  std::exit(2);
}

Process::Process(std::vector<std::string> arguments) {
  std::string program = fs::read_symlink("/proc/self/exe").string();
  std::vector<char*> words{program.data()};
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ < 0) give_up("a process does not start");
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    execv(words.front(), words.data());
    _exit(127);
  }
}

void Process::cut() {
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

std::optional<int> Process::ended() {
  int status = 0;
  if (pid_ == 0 || waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int be_fhir_server(const fs::path& folder, bool forgets, int lose_every) {
  sandbox::FhirIntakeOptions options;
  options.port = port_of(folder);
  options.forgets_conditions = forgets;
  const auto intake = sandbox::FhirIntake::start(sandbox::FhirPractice(folder), options);
  if (!intake) return 3;  // the port is not free yet
  (*intake)->lose_every(lose_every);
  name_port(folder, (*intake)->port());
  for (;;) pause();
}

int port_of(const fs::path& folder) {
  int port = 0;
  std::ifstream(port_file(folder)) >> port;
  return port;
}

void name_port(const fs::path& folder, int port) {
  const fs::path fresh = folder / "port.new";
  std::ofstream(fresh) << port << std::flush;
  fs::rename(fresh, port_file(folder));
}

}  // namespace torture
