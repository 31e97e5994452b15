// SPDX-License-Identifier: GPL-3.0-or-later
// An open file, closed when the object dies. One thread owns it.
#pragma once

#include <string_view>

namespace devices {

class OpenFile {
 public:
  // What open(2) gave.
  explicit OpenFile(int number) : number_(number) {}
  ~OpenFile() { static_cast<void>(close()); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] explicit operator bool() const { return number_ >= 0; }
  // False, with errno, unless every byte was taken.
  [[nodiscard]] bool write(std::string_view bytes) const;
  // False, with errno, unless all is on the disk.
  [[nodiscard]] bool flush() const;
  // A network file system or a stick may tell of a failed write only here.
  [[nodiscard]] bool close();

 private:
  int number_;
};

}  // namespace devices
