// SPDX-License-Identifier: GPL-3.0-or-later
// Where a client under test posts to, and the person it is asked about.
#pragma once

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "devices/https_health_codes.h"
#include "kiosk/visit/ports.h"

namespace devices_test {

// Keeps what a client posts, in order.
class Inbox {
 public:
  visit::Post post() {
    return [this](visit::Event event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
      arrived_.notify_all();
    };
  }
  // The next event of this kind; fails after ten seconds.
  template <typename E>
  E next() {
    std::unique_lock lock(mutex_);
    std::optional<E> found;
    arrived_.wait_for(lock, std::chrono::seconds{10}, [&] {
      for (auto i = events_.begin(); i != events_.end(); ++i) {
        if (auto* event = std::get_if<E>(&*i)) {
          found = std::move(*event);
          events_.erase(i);
          return true;
        }
      }
      return false;
    });
    REQUIRE(found);
    return std::move(*found);
  }
  // The next of these two; none: it was the second.
  template <typename E, typename Other>
  std::optional<E> either() {
    std::unique_lock lock(mutex_);
    std::optional<E> found;
    const bool came = arrived_.wait_for(lock, std::chrono::seconds{10}, [&] {
      for (auto i = events_.begin(); i != events_.end(); ++i) {
        auto* event = std::get_if<E>(&*i);
        if (event == nullptr && !std::holds_alternative<Other>(*i)) continue;
        if (event != nullptr) found = std::move(*event);
        events_.erase(i);
        return true;
      }
      return false;
    });
    REQUIRE(came);
    return found;
  }
  template <typename E>
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    std::size_t n = 0;
    for (const auto& event : events_) n += std::holds_alternative<E>(event) ? 1U : 0U;
    return n;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<visit::Event> events_;
};

inline visit::Identity person(std::string_view name = "王秀英",
                              std::string_view number = "990101195202290047") {
  return {visit::DocumentKind::resident_id, visit::Secret(name), visit::Secret(number),
          std::nullopt, std::nullopt};
}

inline const visit::Consent kConsent{visit::Actor::self, visit::Moment{}};

// As in service, but quick: what would take seconds takes tenths, and nobody looks idly.
inline devices::HealthCodeBudget quick() {
  using std::chrono::milliseconds;
  devices::HealthCodeBudget budget;
  budget.connect = milliseconds{800};
  budget.ladder.retry.total = milliseconds{800};
  budget.ladder.retry.jitter = milliseconds{20};
  budget.ladder.retry.least = milliseconds{50};
  budget.ladder.look_from = budget.ladder.look_to = std::chrono::hours{1};
  return budget;
}

}  // namespace devices_test
