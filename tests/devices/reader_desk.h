// SPDX-License-Identifier: GPL-3.0-or-later
// The parent's side of the card reader at work: the real kiosk-reader, real libnfc, real serial
// lines; only the chips are emulated. Not thread-safe, but for the inbox.
#pragma once

#include <sys/types.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <deque>
#include <fstream>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "devices/reader_process.h"
#include "tests/devices/reader/bench.h"
#include "tests/files.h"

namespace bench {

using devices::ReaderCommand;
using devices::ReaderProcess;
using sandbox::Pn532Fault;
using sandbox::SamVFault;
using visit::CardTrouble;
using visit::Ticket;
using visit::event::CardFailed;
using visit::event::CardLaid;
using visit::event::CardRead;
using visit::event::DeviceChanged;

inline const std::string kProgram = KIOSK_BINARY_DIR "/bin/kiosk-reader";
// A hang fails; how long it took is printed, and never decides.
inline constexpr auto kReadsWithin = 20s;

// Where events are posted.
class Inbox {
 public:
  visit::Post post() {
    return [this](visit::Event event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
    };
  }
  // The first event of its kind that fits, taken out together with all before it.
  template <class Kind, class Fits>
  std::optional<Kind> take(std::chrono::milliseconds time, Fits fits) {
    std::optional<Kind> found;
    within(time, [&] {
      const std::lock_guard lock(mutex_);
      while (!events_.empty() && !found) {
        auto* event = std::get_if<Kind>(&events_.front());
        if (event != nullptr && fits(*event)) found = std::move(*event);
        events_.pop_front();
      }
      return found.has_value();
    });
    return found;
  }
  template <class Kind>
  std::optional<Kind> take(std::chrono::milliseconds time) {
    return take<Kind>(time, [](const Kind&) { return true; });
  }
  template <class Kind>
  int count() {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::count_if(events_.begin(), events_.end(), [](const auto& event) {
      return std::holds_alternative<Kind>(event);
    }));
  }
  bool works(std::chrono::milliseconds time) {
    return take<DeviceChanged>(time, [](auto& change) { return change.works; }).has_value();
  }
  bool fails(std::chrono::milliseconds time) {
    return take<DeviceChanged>(time, [](auto& change) { return !change.works; }).has_value();
  }
  bool failed(CardTrouble trouble, std::chrono::milliseconds time) {
    return take<CardFailed>(time, [&](auto& event) { return event.trouble == trouble; })
        .has_value();
  }
  bool read(const Person& person, std::chrono::milliseconds time) {
    const auto event = take<CardRead>(time);
    return event && event->identity.number.reveal() == person.number &&
           event->identity.name.reveal() == person.name;
  }

 private:
  std::mutex mutex_;
  std::deque<visit::Event> events_;
};

// The kiosk-readers that this program began.
inline std::set<pid_t> children() {
  std::set<pid_t> found;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream in(task.path() / "children");
    for (pid_t pid = 0; in >> pid;) {
      const auto name = std::filesystem::path("/proc") / std::to_string(pid) / "comm";
      if (files::contents(name) == "kiosk-reader\n") found.insert(pid);
    }
  }
  return found;
}

inline pid_t only_child() {
  REQUIRE(within(5s, [] { return children().size() == 1; }));
  return *children().begin();
}

// A kiosk's reader on its two lines, at work.
struct Kiosk {
  Lines lines;
  Inbox inbox;
  std::optional<ReaderProcess> reader;

  Kiosk() { begin({kProgram, lines.connstring(), lines.device()}); }
  explicit Kiosk(const ReaderCommand& command) { begin(command); }
  void begin(const ReaderCommand& command) { reader.emplace(command, inbox.post()); }
};

// Reads somebody else, whatever happened before; prints how long it took.
inline void check_next_card_reads(Kiosk& kiosk, const char* after) {
  kiosk.lines.lift();
  std::this_thread::sleep_for(100ms);
  const auto start = Clock::now();
  kiosk.lines.lay(rare().card);
  CHECK(kiosk.inbox.read(rare(), kReadsWithin));
  std::printf("%-18s the next card reads in %4d ms\n", after,
              static_cast<int>(since(start).count()));
}

}  // namespace bench
