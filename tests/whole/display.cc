// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/display.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

#include "tests/whole/stage.h"

namespace whole {

using namespace std::chrono_literals;
using std::filesystem::path;

namespace {

constexpr uid_t kNobody = 65534;

// Its standard output goes to `out`; it dies with us.
pid_t start(std::vector<std::string> words, int out, bool as_nobody = false) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  if (as_nobody && (setgid(kNobody) != 0 || setuid(kNobody) != 0)) _exit(127);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nowhere = open("/dev/null", O_RDWR);
  dup2(out >= 0 ? out : nowhere, 1);
  dup2(nowhere, 2);
  execvp(argv[0], argv.data());
  _exit(127);
}

void end(pid_t pid) {
  if (pid <= 0) return;
  kill(pid, SIGTERM);
  waitpid(pid, nullptr, 0);
}

}  // namespace

XServer::XServer(int width, int height) {
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const std::string screen = std::to_string(width) + "x" + std::to_string(height) + "x24";
  pid_ = start({"Xvfb", "-displayfd", "1", "-screen", "0", screen, "-nolisten", "tcp", "-noreset"},
               ready[1]);
  close(ready[1]);
  FILE* said = fdopen(ready[0], "r");
  char line[32] = "";
  const bool found = std::fgets(line, sizeof line, said) != nullptr;
  std::fclose(said);
  REQUIRE(found);
  setenv("DISPLAY", (":" + std::to_string(std::atoi(line))).c_str(), 1);
  setenv("SDL_VIDEODRIVER", "x11", 1);
}

XServer::~XServer() {
  unsetenv("DISPLAY");
  unsetenv("SDL_VIDEODRIVER");
  end(pid_);
}

Cage::Cage() {
  const std::string name = runtime_.path().string();
  const bool root = geteuid() == 0;
  if (root) REQUIRE(chown(name.c_str(), kNobody, kNobody) == 0);
  setenv("XDG_RUNTIME_DIR", name.c_str(), 1);
  setenv("WLR_BACKENDS", "headless", 1);
  setenv("WLR_RENDERER", "pixman", 1);
  setenv("WLR_LIBINPUT_NO_DEVICES", "1", 1);
  pid_ = start({"cage", "--", "sleep", "600"}, -1, root);
  std::string display;
  for (int tries = 0; tries < 1000 && display.empty(); ++tries) {
    for (const auto& entry : std::filesystem::directory_iterator(runtime_.path())) {
      if (entry.is_socket()) display = entry.path().filename().string();
    }
    if (display.empty()) std::this_thread::sleep_for(10ms);
  }
  REQUIRE_FALSE(display.empty());
  setenv("WAYLAND_DISPLAY", display.c_str(), 1);
  setenv("SDL_VIDEODRIVER", "wayland", 1);
}

Cage::~Cage() {
  for (const char* name : {"XDG_RUNTIME_DIR", "WLR_BACKENDS", "WLR_RENDERER",
                           "WLR_LIBINPUT_NO_DEVICES", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"}) {
    unsetenv(name);
  }
  end(pid_);
}

Photograph Cage::photograph() const {
  const path ppm = runtime_ / "photograph.ppm";
  const Ran ran = run("grim -t ppm " + ppm.string());
  INFO(ran.out);
  REQUIRE(ran.code == 0);
  std::ifstream in(ppm, std::ios::binary);
  Photograph photograph;
  std::string magic;
  int most = 0;
  in >> magic >> photograph.width >> photograph.height >> most;
  REQUIRE(magic == "P6");
  in.get();
  photograph.rgb.assign(std::istreambuf_iterator<char>(in), {});
  return photograph;
}

unsigned Photograph::at(int x, int y) const {
  const auto byte = [this](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(rgb.at(i)));
  };
  const auto i = 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x));
  return byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
}

}  // namespace whole
