// SPDX-License-Identifier: GPL-3.0-or-later
// Something to show a window on: an X server without a screen, or the compositor that a kiosk runs
// under. Sets the environment for what is started after it, and ends with its object. One at a
// time.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "tests/files.h"

namespace whole {

struct Photograph {
  int width = 0, height = 0;
  std::string rgb;  // row by row

  // 0xRRGGBB.
  [[nodiscard]] unsigned at(int x, int y) const;
};

// Xvfb with one screen of this many pixels; $DISPLAY names it.
class XServer {
 public:
  XServer(int width, int height);
  ~XServer();
  XServer(const XServer&) = delete;
  XServer& operator=(const XServer&) = delete;

 private:
  pid_t pid_ = -1;
};

// cage with an output of its own size; $WAYLAND_DISPLAY names it. cage serves no root: as root it
// runs as nobody.
class Cage {
 public:
  Cage();
  ~Cage();
  Cage(const Cage&) = delete;
  Cage& operator=(const Cage&) = delete;

  // What is on its output now.
  [[nodiscard]] Photograph photograph() const;

 private:
  pid_t pid_ = -1;
  files::Folder runtime_;
};

}  // namespace whole
