// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/slip_revoker.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <stop_token>
#include <utility>

#include "devices/health_code_reply.h"
#include "devices/https_exchange.h"
#include "devices/registry_reply.h"
#include "devices/registry_request.h"
#include "devices/rounds.h"

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
    rounds_.emplace([this](const std::stop_token& stop) { return round(stop); });
  }

  void look_now() { rounds_->call(); }

 private:
  struct Try {
    RevocationNews news = RevocationNews::waiting;
    milliseconds hold{};  // a service asked not to be asked before
  };

  Rounds::Rest round(const std::stop_token& stop) {
    const auto revocation = queue_.next_revocation();
    if (!revocation) {
      done_.clear();
      failures_ = 0;
      return {.then = plan_.idle};
    }
    const Try tried = attempt(*revocation, stop);
    if (stop.stop_requested()) return {};
    if (tried.news != RevocationNews::waiting) {
      failures_ = 0;
      done_ = revocation->slip;
      queue_.revoked(revocation->slip);
      tell_(tried.news);
      return {};
    }
    tell_(tried.news);
    ++failures_;
    return {.hold = tried.hold, .then = pause_after(plan_, failures_, chance_)};
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

  const RevokerPlan plan_;
  RevocationQueue& queue_;
  const std::function<visit::Moment()> now_;
  const std::function<void(RevocationNews)> tell_;
  // Of the rounds' thread.
  const Chance chance_;
  std::vector<std::unique_ptr<HttpsExchange>> exchanges_;
  std::string done_;  // the slip that was done last
  int failures_ = 0;  // in a row

  std::optional<Rounds> rounds_;  // last: they use all of the above, and end first
};

SlipRevoker::SlipRevoker(std::vector<HealthCodeSource> sources, RevocationQueue& queue,
                         std::function<visit::Moment()> now,
                         std::function<void(RevocationNews)> tell, RevokerPlan plan, Chance chance)
    : worker_(std::make_unique<Worker>(std::move(sources), queue, std::move(now), std::move(tell),
                                       plan, std::move(chance))) {}

SlipRevoker::~SlipRevoker() = default;

void SlipRevoker::look_now() { worker_->look_now(); }

}  // namespace devices
