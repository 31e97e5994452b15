// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/staff_room.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>

#include "tests/files.h"

namespace devices {

namespace {

using namespace std::chrono_literals;
namespace e = visit::event;

constexpr visit::Moment kMorning{1611626700000ms};
constexpr const char* kNurse = "0011223344556677";
constexpr const char* kStranger = "8899aabbccddeeff";

class Desk {
 public:
  Desk() { start(); }

  void start() {
    room_.reset();
    auto locks = PinLocks::open(folder_ / "pin-locks.db");
    REQUIRE(locks.has_value());
    visit::StaffMember nurse;
    nurse.name = {"李护士", "Nurse Li"};
    nurse.number = "A017";
    nurse.may.add(visit::Duty::query);
    room_ = std::make_unique<StaffRoom>(
        std::vector<StaffBadge>{{kNurse, nurse, StaffPin::of(visit::Secret("271828"), {10, 1, 1})}},
        std::move(*locks),
        StaffRoom::Clocks{[this] { return kMorning + elapsed_.load() * 1s; },
                          [this] { return std::chrono::milliseconds{elapsed_.load() * 1s}; }},
        [this](const std::string& number) {
          const std::lock_guard held(lock_);
          signed_in_.push_back(number);
        },
        [this](visit::Event event) {
          {
            const std::lock_guard held(lock_);
            posted_.push_back(std::move(event));
          }
          arrived_.notify_one();
        });
  }
  // Numbers of those who have signed in.
  [[nodiscard]] std::vector<std::string> signed_in() {
    const std::lock_guard held(lock_);
    return signed_in_;
  }
  void advance(std::chrono::seconds by) { elapsed_ += static_cast<int>(by.count()); }

  visit::Event recognise(const char* badge) {
    room_->recognise({++ticket_}, badge);
    return next();
  }
  visit::Event pin(const char* digits, const char* badge = kNurse) {
    room_->check_pin({++ticket_}, badge, visit::Secret(digits));
    return next();
  }
  template <typename E>
  E answer(visit::Event event) {
    REQUIRE(std::holds_alternative<E>(event));
    E found = std::get<E>(std::move(event));
    CHECK(found.ticket.number == ticket_);
    return found;
  }

 private:
  visit::Event next() {
    std::unique_lock held(lock_);
    REQUIRE(arrived_.wait_for(held, 60s, [this] { return !posted_.empty(); }));
    visit::Event event = std::move(posted_.front());
    posted_.pop_front();
    return event;
  }

  files::Folder folder_;
  std::atomic<int> elapsed_ = 0;
  std::uint64_t ticket_ = 0;
  std::mutex lock_;
  std::condition_variable arrived_;
  std::deque<visit::Event> posted_;
  std::vector<std::string> signed_in_;
  std::unique_ptr<StaffRoom> room_;
};

}  // namespace

TEST_CASE("a badge of the roll is recognised with its member and tries, another is not") {
  Desk desk;
  const auto known = desk.answer<e::StaffKnown>(desk.recognise(kNurse));
  CHECK(known.badge == kNurse);
  CHECK(known.member.name.zh == "李护士");
  CHECK(known.member.number == "A017");
  CHECK(known.member.may.has(visit::Duty::query));
  CHECK_FALSE(known.member.may.has(visit::Duty::void_sheet));
  CHECK(known.pin.left == 5);
  CHECK_FALSE(known.pin.locked_until);
  desk.answer<e::StaffUnknown>(desk.recognise(kStranger));
}

TEST_CASE("the right PIN is accepted, five wrong ones lock, and only time opens") {
  Desk desk;
  for (int left = 4; left >= 1; --left) {
    const auto rejected = desk.answer<e::PinRejected>(desk.pin("271829"));
    CHECK(rejected.pin.left == left);
    CHECK_FALSE(rejected.pin.locked_until);
  }
  const auto locked = desk.answer<e::PinRejected>(desk.pin("271829"));
  CHECK(locked.pin.left == 0);
  CHECK(locked.pin.locked_until == kMorning + 60s);
  // The right one does not open it, and neither does a restart.
  CHECK(desk.answer<e::PinRejected>(desk.pin("271828")).pin.locked_until == kMorning + 60s);
  desk.start();
  CHECK(desk.answer<e::PinRejected>(desk.pin("271828")).pin.locked_until == kMorning + 60s);
  CHECK(desk.answer<e::StaffKnown>(desk.recognise(kNurse)).pin.locked_until == kMorning + 60s);
  desk.advance(60s);
  CHECK(desk.signed_in().empty());
  desk.answer<e::PinAccepted>(desk.pin("271828"));
  CHECK(desk.signed_in() == std::vector<std::string>{"A017"});
  CHECK(desk.answer<e::StaffKnown>(desk.recognise(kNurse)).pin.left == 5);
}

TEST_CASE("nobody's PIN is right for a badge that is not in the roll") {
  Desk desk;
  for (int i = 0; i < 7; ++i)
    CHECK(desk.answer<e::PinRejected>(desk.pin("271828", kStranger)).pin.left == 0);
  desk.answer<e::PinAccepted>(desk.pin("271828"));
}

}  // namespace devices
