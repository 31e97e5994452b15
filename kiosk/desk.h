// SPDX-License-Identifier: GPL-3.0-or-later
// Carries a visit's effects to the wires and their answers back: the only queue in the program.
// post() may be called from any thread; everything else belongs to the drawing thread and returns
// at once.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "kiosk/visit/journal.h"
#include "kiosk/visit/page.h"
#include "kiosk/visit/ports.h"

namespace kiosk {

class Desk {
 public:
  // `wake` is called after each post, from the poster's thread: it ends the drawing thread's wait.
  Desk(visit::Rules rules, visit::Settings settings, visit::Journal& journal,
       std::function<void()> wake);

  struct Wires {
    visit::Reader& reader;
    visit::PaperJudge& papers;
    visit::HealthCodes& health_codes;
    visit::Printer& printer;
    visit::StaffBell& staff_bell;
    visit::Voice& voice;
    visit::Registry& registry;
    visit::Surveys& surveys;
    visit::StaffRoom& staff_room;
    visit::Books& books;
    visit::Workshop& workshop;
  };
  // The adapters need post() before they exist, so they are plugged in after; with them a journal
  // that takes the place of the first.
  void plug(Wires wires, visit::Journal& journal) {
    wires_.emplace(wires);
    journal_ = &journal;
  }
  // The ways through the house, if it has any: before anybody can have asked for one.
  void show_around(std::shared_ptr<const visit::Ways> ways) { visit_.rules.ways = std::move(ways); }

  void post(visit::Event event);

  // Takes in what has happened up to now. True if the person has just left: every cache must be
  // wiped.
  [[nodiscard]] bool turn(visit::Moment now);

  // Somebody has asked for the other configuration, of practice or of every day.
  [[nodiscard]] bool is_to_switch() const { return to_switch_; }

  // Whether the page may say something new since the last call. On the welcome page seconds change
  // nothing but the clock's minutes: a kiosk that waits for somebody builds no pages.
  [[nodiscard]] bool may_have_changed();
  // How long nothing changes by time alone: to the next second, and once nobody has been there for
  // a while, to the next minute.
  [[nodiscard]] std::chrono::milliseconds rests(visit::Moment now) const;

  [[nodiscard]] visit::Page page() const { return visit::page(visit_, settings_); }
  [[nodiscard]] const visit::Visit& visit() const { return visit_; }

 private:
  void take(visit::Event event, bool& left);
  void note(visit::Entry::What what, int detail, int flag = 0);
  void note_duty(visit::Duty duty, int reason = 0);
  void note_trouble(const visit::Event& event);
  void note_turn(std::size_t before);
  void carry(visit::Effect effect, bool& left);

  visit::Settings settings_;
  visit::Journal* journal_;
  std::function<void()> wake_;
  std::optional<Wires> wires_;
  visit::Visit visit_;
  bool changed_ = true;
  bool to_switch_ = false;
  std::mutex mutex_;
  std::vector<visit::Event> posted_;
};

}  // namespace kiosk
