// SPDX-License-Identifier: GPL-3.0-or-later
// A directory of one test's own, gone with it; and how many descriptors this process holds.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>

namespace sandbox {

class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "wires-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~Scratch() {
    std::error_code trouble;
    std::filesystem::remove_all(path_, trouble);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::ptrdiff_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(begin(all), end(all));
}

}  // namespace sandbox
