// SPDX-License-Identifier: GPL-3.0-or-later
// Two journals that are written as one: the file that is kept, and the day's book. Any thread.
#pragma once

#include "kiosk/visit/journal.h"

namespace devices {

class JournalTee final : public visit::Journal {
 public:
  // Both outlive it.
  JournalTee(visit::Journal& one, visit::Journal& other) : one_(one), other_(other) {}
  void write(visit::Moment at, visit::Entry entry) override {
    one_.write(at, entry);
    other_.write(at, entry);
  }

 private:
  visit::Journal& one_;
  visit::Journal& other_;
};

}  // namespace devices
