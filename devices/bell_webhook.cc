// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/bell_webhook.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>

#include "devices/bell_file.h"
#include "devices/broken_pipe.h"
#include "devices/https_exchange.h"
#include "devices/rfc3339.h"

namespace devices {

namespace {

constexpr std::string_view kScheme = "https://";
// What a paging service answers is not read.
constexpr std::size_t kMostAnswered = std::size_t{64} * 1024;

HealthCodeSource source_of(const BellHook& hook) {
  HealthCodeSource source;
  source.url = hook.url;
  source.ca_file = hook.ca_file;
  return source;
}

std::string path_of(const std::string& url) {
  const auto slash = url.find('/', kScheme.size());
  return slash == std::string::npos ? "/" : url.substr(slash);
}

// Whether the same bytes may be taken another time.
bool may_pass(int status) { return status == 408 || status == 429 || status >= 500; }

}  // namespace

bool is_usable(const BellHook& hook) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '\\'; };
  return hook.url.starts_with(kScheme) && hook.url.size() > kScheme.size() &&
         std::all_of(hook.url.begin(), hook.url.end(), is_plain) && !hook.ca_file.empty() &&
         !hook.machine.empty();
}

class BellWebhook::Worker {
 public:
  Worker(BellHook hook, BellHookPace pace)
      : hook_(std::move(hook)),
        pace_(pace),
        line_(source_of(hook_), pace.connect, kMostAnswered),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void add(std::string_view call, visit::Moment at) {
    const nlohmann::json body{{"machine", hook_.machine}, {"call", call}, {"at", write_moment(at)}};
    {
      const std::lock_guard lock(mutex_);
      waiting_.push_back(body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
      if (waiting_.size() > kMostWaiting) {
        waiting_.pop_front();
        ++lost_;
      }
    }
    wake_.notify_all();
  }

  [[nodiscard]] int sent() const { return sent_; }
  [[nodiscard]] int lost() const { return lost_; }

 private:
  void run(const std::stop_token& stop) {
    outlive_broken_pipes();
    while (const auto body = next(stop)) {
      if (send(*body, stop)) {
        ++sent_;
      } else {
        ++lost_;
      }
    }
  }

  std::optional<std::string> next(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, stop, [this] { return !waiting_.empty(); });
    if (stop.stop_requested()) return std::nullopt;
    std::string body = std::move(waiting_.front());
    waiting_.pop_front();
    return body;
  }

  bool send(const std::string& body, const std::stop_token& stop) {
    HttpsExchange::Plain request;
    request.path = path_of(hook_.url);
    request.body = body;
    request.headers = {{"Content-Type", "application/json"}};
    auto pause = pace_.first_pause;
    for (int tries = 1;; ++tries) {
      const auto reply = line_.post(request, pace_.total, stop);
      if (reply && reply->status >= 200 && reply->status < 300) return true;
      if (tries == kTries || (reply && !may_pass(reply->status))) return false;
      if (!rest(std::exchange(pause, pause * 2), stop)) return false;
    }
  }

  // False when it is time to end.
  bool rest(std::chrono::milliseconds time, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  }

  const BellHook hook_;
  const BellHookPace pace_;
  HttpsExchange line_;

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<std::string> waiting_;

  std::atomic<int> sent_ = 0;
  std::atomic<int> lost_ = 0;
  std::jthread thread_;  // last: it uses everything above
};

BellWebhook::BellWebhook(BellHook hook, std::function<visit::Moment()> now, BellHookPace pace)
    : now_(std::move(now)), worker_(std::make_unique<Worker>(std::move(hook), pace)) {}

BellWebhook::~BellWebhook() = default;

void BellWebhook::ring(visit::Call call) { worker_->add(name(call), now_()); }

void BellWebhook::answered() { worker_->add(kAnswered, now_()); }

int BellWebhook::sent() const { return worker_->sent(); }

int BellWebhook::lost() const { return worker_->lost(); }

}  // namespace devices
