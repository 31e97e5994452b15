// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/slip_revoker.h"

#include <signal.h>

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "devices/health_code_reply.h"
#include "devices/https_exchange.h"
#include "devices/registry_reply.h"
#include "devices/registry_request.h"

namespace devices {

using std::chrono::milliseconds;

namespace {

constexpr int kOk = 200;
constexpr milliseconds kLongestHold{std::chrono::hours{1}};

}  // namespace

milliseconds pause_after(const RevokerPlan& plan, int failures, const Chance& chance) {
  milliseconds pause = plan.first_retry;
  for (int i = 1; i < failures && pause < plan.longest_retry; ++i) pause *= 2;
  pause = std::min(pause, plan.longest_retry);
  // Half the pause to one and a half.
  return std::chrono::duration_cast<milliseconds>(pause * (0.5 + chance()));
}

class SlipRevoker::Worker {
 public:
  Worker(std::vector<HealthCodeSource> sources, RevocationQueue& queue,
         std::function<visit::Moment()> now, std::function<void(RevocationNews)> tell,
         RevokerPlan plan, Chance chance)
      : plan_(plan),
        queue_(queue),
        now_(std::move(now)),
        tell_(std::move(tell)),
        chance_(std::move(chance)) {
    assert(!sources.empty());
    for (HealthCodeSource& source : sources)
      exchanges_.push_back(std::make_unique<HttpsExchange>(std::move(source), plan_.connect));
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  }

  void look_now() {
    {
      const std::lock_guard held(lock_);
      wanted_ = true;
    }
    wake_.notify_one();
  }

 private:
  struct Try {
    RevocationNews news = RevocationNews::waiting;
    milliseconds hold{};  // a service asked not to be asked before
  };

  void run(const std::stop_token& stop) {
    // A service that goes away in the middle of a request is a trouble, not the end of the program.
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    int failures = 0;
    while (!stop.stop_requested()) {
      const auto revocation = queue_.next_revocation();
      if (!revocation) {
        done_.clear();
        failures = 0;
        rest(plan_.idle, stop);
        continue;
      }
      const Try tried = attempt(*revocation, stop);
      if (stop.stop_requested()) return;
      if (tried.news != RevocationNews::waiting) {
        failures = 0;
        done_ = revocation->slip;
        queue_.revoked(revocation->slip);
        tell_(tried.news);
        continue;
      }
      tell_(tried.news);
      ++failures;
      hold(tried.hold, stop);
      rest(pause_after(plan_, failures, chance_), stop);
    }
  }

  // Whoever may have signed it is asked in turn: of another's slip a service knows nothing.
  Try attempt(const Revocation& revocation, const std::stop_token& stop) {
    // The queue could not write down that it is done: nobody is asked again at once.
    if (revocation.slip == std::exchange(done_, {})) return {};
    if (!is_slip_id(revocation.slip)) return {.news = RevocationNews::unknown};
    const std::string path = "/v1/certificates/" + revocation.slip + "/revoke";
    const std::string body = revocation_body(revocation.reason);
    Try result{.news = RevocationNews::unknown};
    for (const auto& exchange : exchanges_) {
      const auto stamp =
          std::chrono::floor<std::chrono::seconds>(now_()).time_since_epoch().count();
      const auto reply =
          exchange->post(HttpsExchange::Signed{path, body, stamp, {}}, plan_.total, stop);
      if (reply && reply->status == kOk && parse_revocation(reply->body, revocation.slip))
        return {.news = RevocationNews::told};
      if (reply && is_not_found(reply->status, reply->body)) continue;
      result.news = RevocationNews::waiting;
      if (reply) {
        const auto asked = wait_asked(reply->status, reply->body, reply->retry_after);
        result.hold = std::max(result.hold, asked.value_or(milliseconds{}));
      }
    }
    result.hold = std::min(result.hold, kLongestHold);
    return result;
  }

  // Until it is over, whatever is put into the queue.
  void hold(milliseconds time, const std::stop_token& stop) {
    std::unique_lock held(lock_);
    wake_.wait_for(held, stop, time, [] { return false; });
  }

  // Until it is over or somebody says that there is work.
  void rest(milliseconds time, const std::stop_token& stop) {
    std::unique_lock held(lock_);
    wake_.wait_for(held, stop, time, [this] { return wanted_; });
    wanted_ = false;
  }

  const RevokerPlan plan_;
  RevocationQueue& queue_;
  const std::function<visit::Moment()> now_;
  const std::function<void(RevocationNews)> tell_;
  // Of the worker's thread.
  const Chance chance_;
  std::vector<std::unique_ptr<HttpsExchange>> exchanges_;
  std::string done_;  // the slip that was done last

  std::mutex lock_;
  std::condition_variable_any wake_;
  bool wanted_ = false;
  std::jthread thread_;  // last: it uses all of the above, and ends first
};

SlipRevoker::SlipRevoker(std::vector<HealthCodeSource> sources, RevocationQueue& queue,
                         std::function<visit::Moment()> now,
                         std::function<void(RevocationNews)> tell, RevokerPlan plan, Chance chance)
    : worker_(std::make_unique<Worker>(std::move(sources), queue, std::move(now), std::move(tell),
                                       plan, std::move(chance))) {}

SlipRevoker::~SlipRevoker() = default;

void SlipRevoker::look_now() { worker_->look_now(); }

}  // namespace devices
