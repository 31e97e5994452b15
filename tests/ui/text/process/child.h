// SPDX-License-Identifier: GPL-3.0-or-later
// A child process with pipes to its standard streams.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

class Child {
 public:
  // `environment` as "NAME=value"; nothing is inherited.
  Child(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }

  // Sends one letter and waits for its answer; false if there is none.
  bool obey(char order);
  // Closes its input, reads what it wrote until it ends, and returns its exit status.
  int finish(std::string& out, std::string& err);

 private:
  pid_t pid_ = -1;
  int in_ = -1, out_ = -1, err_ = -1;
};
