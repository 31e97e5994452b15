// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/list_keeper.h"

#include <algorithm>
#include <optional>
#include <stop_token>

#include "devices/https_exchange.h"
#include "devices/rounds.h"

namespace devices {

using std::chrono::milliseconds;

namespace {

constexpr int kOk = 200;
constexpr int kNotModified = 304;
constexpr milliseconds kLongestHold{std::chrono::hours{1}};

}  // namespace

milliseconds pause_after(const ListPlan& plan, int failures, const Chance& chance) {
  milliseconds pause = plan.period;
  if (failures > 0) {
    pause = plan.first_retry;
    for (int i = 1; i < failures && pause < plan.period; ++i) pause *= 2;
    pause = std::min(pause, plan.period);
  }
  // Half the pause to one and a half.
  return std::chrono::duration_cast<milliseconds>(pause * (0.5 + chance()));
}

class ListKeeper::Worker {
 public:
  Worker(HealthCodeSource source, ListPlan plan, KeptList kept, ListReader reader,
         std::function<void(ListNews)> tell, Chance chance)
      : plan_(std::move(plan)),
        kept_(std::move(kept)),
        reader_(std::move(reader)),
        tell_(std::move(tell)),
        chance_(std::move(chance)),
        exchange_(std::move(source), plan_.connect, KeptList::kMostBytes),
        rounds_([this](const std::stop_token& stop) { return round(stop); }) {}

  void look_now() { rounds_.call(); }

 private:
  struct Look {
    ListNews news = ListNews::not_reached;
    milliseconds hold{};  // the source asked not to be asked before
  };

  Rounds::Rest round(const std::stop_token& stop) {
    const Look look = this->look(stop);
    if (stop.stop_requested()) return {};
    const bool brought = look.news != ListNews::not_reached && look.news != ListNews::refused;
    failures_ = brought ? 0 : failures_ + 1;
    tell_(look.news);
    return {.then = std::max(pause_after(plan_, failures_, chance_), look.hold)};
  }

  Look look(const std::stop_token& stop) {
    const auto reply = exchange_.get(plan_.path, plan_.total, stop, etag_);
    if (!reply) return {};
    if (reply->status == kNotModified && !etag_.empty()) return {.news = ListNews::unchanged};
    if (reply->status != kOk) {
      return {.hold = std::min(reply->retry_after.value_or(milliseconds{}), kLongestHold)};
    }
    const auto sequence = reader_.judge(reply->body, kept_.highest());
    if (!sequence) return {.news = ListNews::refused};
    const bool known = kept_.bytes() == reply->body;
    // On the disk before it counts: what was once gone by must not be forgotten.
    const auto kept = known ? kept_.remember(*sequence) : kept_.keep(reply->body, *sequence);
    if (!known || !adopted_) reader_.adopt();
    adopted_ = true;
    // Only of a list that lies there whole: another is asked for again.
    etag_ = kept ? reply->etag : "";
    if (!kept) return {.news = ListNews::not_kept};
    return {.news = known ? ListNews::unchanged : ListNews::taken};
  }

  const ListPlan plan_;
  // Of the rounds' thread.
  KeptList kept_;
  const ListReader reader_;
  const std::function<void(ListNews)> tell_;
  const Chance chance_;
  HttpsExchange exchange_;
  std::string etag_;
  bool adopted_ = false;  // in this run
  int failures_ = 0;      // in a row

  Rounds rounds_;  // last: they use all of the above, and end first
};

ListKeeper::ListKeeper(HealthCodeSource source, ListPlan plan, KeptList kept, ListReader reader,
                       std::function<void(ListNews)> tell, Chance chance)
    : worker_(std::make_unique<Worker>(std::move(source), std::move(plan), std::move(kept),
                                       std::move(reader), std::move(tell), std::move(chance))) {}

ListKeeper::~ListKeeper() = default;

void ListKeeper::look_now() { worker_->look_now(); }

}  // namespace devices
