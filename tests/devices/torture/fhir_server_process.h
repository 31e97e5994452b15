// SPDX-License-Identifier: GPL-3.0-or-later
// A FHIR server to be killed: this same program in a process of its own. What it has answered for
// lies on the shelf of its folder, whatever becomes of it. One thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace torture {

[[noreturn]] void give_up(const char* what);

// This program anew, with other arguments. A process of whoever ends first goes with them.
class Process {
 public:
  explicit Process(std::vector<std::string> arguments);
  ~Process() { cut(); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t id() const { return pid_; }
  // SIGKILL.
  void cut();
  // Its exit code once it has ended, by itself or killed by others (-1).
  [[nodiscard]] std::optional<int> ended();

 private:
  pid_t pid_ = 0;
};

// What that program does when it is called as `PROGRAM server FOLDER forget|keep EVERY`: serves
// until it is killed, at the port that the folder names, or at any and names it there. Of every
// nth create it keeps the document and loses the answer. `forgets`: it creates whatever
// If-None-Exist says. Comes back only with an exit code: 3, the port is not free.
[[nodiscard]] int be_fhir_server(const std::filesystem::path& folder, bool forgets, int lose_every);

// 0: none is named yet.
[[nodiscard]] int port_of(const std::filesystem::path& folder);
void name_port(const std::filesystem::path& folder, int port);

}  // namespace torture
