// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/staff_room.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace devices {

namespace {

// A disk that cannot count is looked at again after that.
constexpr std::chrono::seconds kDiskAgain{60};

}  // namespace

class StaffRoom::Worker {
 public:
  Worker(std::vector<StaffBadge> roll, std::unique_ptr<PinLocks> locks, Clocks clocks,
         SignedIn signed_in, visit::Post post)
      : roll_(std::move(roll)),
        locks_(std::move(locks)),
        clocks_(std::move(clocks)),
        signed_in_(std::move(signed_in)),
        post_(std::move(post)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  struct Question {
    visit::Ticket ticket;
    std::string badge;
    std::optional<visit::Secret> pin;  // none: whose badge is it?
  };
  void ask(Question question) {
    {
      const std::lock_guard held(lock_);
      questions_.push_back(std::move(question));
    }
    wake_.notify_one();
  }

 private:
  void run(const std::stop_token& stop) {
    for (;;) {
      std::unique_lock held(lock_);
      if (!wake_.wait(held, stop, [this] { return !questions_.empty(); })) return;
      if (stop.stop_requested()) return;
      Question question = std::move(questions_.front());
      questions_.pop_front();
      held.unlock();
      if (!question.pin) {
        post_(recognised(question));
        continue;
      }
      visit::Event answer = checked(question);
      question.pin.reset();
      visit::wipe_stack();
      post_(std::move(answer));
    }
  }

  visit::Event recognised(const Question& question) {
    const StaffBadge* const found = find(question.badge);
    if (found == nullptr) return visit::event::StaffUnknown{question.ticket};
    return visit::event::StaffKnown{question.ticket, question.badge, found->member,
                                    locks_->state(question.badge, now()).value_or(nothing_goes())};
  }

  visit::Event checked(const Question& question) {
    const StaffBadge* const found = find(question.badge);
    if (found == nullptr) return visit::event::PinRejected{question.ticket, nothing_goes()};
    const auto attempt = locks_->begin_try(question.badge, now());
    if (!attempt) return visit::event::PinRejected{question.ticket, nothing_goes()};
    if (!attempt->may || !found->pin.is(*question.pin))
      return visit::event::PinRejected{question.ticket, attempt->if_wrong};
    // On a disk that does not take it the tries before this one still count.
    static_cast<void>(locks_->clear(question.badge));
    if (signed_in_) signed_in_(found->member.number);
    return visit::event::PinAccepted{question.ticket};
  }

  [[nodiscard]] const StaffBadge* find(const std::string& badge) const {
    const auto found = std::ranges::find(roll_, badge, &StaffBadge::badge);
    return found == roll_.end() ? nullptr : &*found;
  }
  [[nodiscard]] PinTime now() const { return {clocks_.wall(), clocks_.steady()}; }
  [[nodiscard]] visit::PinState nothing_goes() const { return {0, clocks_.wall() + kDiskAgain}; }

  const std::vector<StaffBadge> roll_;
  const std::unique_ptr<PinLocks> locks_;
  const Clocks clocks_;
  const SignedIn signed_in_;
  const visit::Post post_;

  std::mutex lock_;
  std::condition_variable_any wake_;
  std::deque<Question> questions_;
  std::jthread thread_;  // last: it uses all of the above, and ends first
};

StaffRoom::StaffRoom(std::vector<StaffBadge> roll, std::unique_ptr<PinLocks> locks, Clocks clocks,
                     SignedIn signed_in, visit::Post post)
    : worker_(std::make_unique<Worker>(std::move(roll), std::move(locks), std::move(clocks),
                                       std::move(signed_in), std::move(post))) {}

StaffRoom::~StaffRoom() = default;

void StaffRoom::recognise(visit::Ticket ticket, std::string badge) {
  worker_->ask({ticket, std::move(badge), std::nullopt});
}

void StaffRoom::check_pin(visit::Ticket ticket, std::string badge, visit::Secret pin) {
  worker_->ask({ticket, std::move(badge), std::move(pin)});
}

}  // namespace devices
