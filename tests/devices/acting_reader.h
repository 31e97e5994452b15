// SPDX-License-Identifier: GPL-3.0-or-later
// This very test program as a `kiosk-reader` that breaks its promises, so that the parent's side
// meets what no healthy child does. The role is handed over as the name of the serial device.
#pragma once

#include <filesystem>
#include <string>

#include "devices/reader_process.h"

namespace acting {

inline const std::string kGarbage = "role:garbage";    // says what is no message
inline const std::string kEndless = "role:endless";    // says something longer than any message
inline const std::string kStranger = "role:stranger";  // speaks a version we do not know
inline const std::string kSilent = "role:silent";      // says nothing at all
inline const std::string kMortal = "role:mortal:";     // + a file: dies at once, five times
inline const std::string kLate = "role:late";          // answers tickets that are over
inline const std::string kParent = "role:parent:";     // + kiosk-reader: begins one, and waits

inline devices::ReaderCommand child(const std::string& role) {
  return {std::filesystem::canonical("/proc/self/exe").string(), "", role};
}

}  // namespace acting
