// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/https_health_codes.h"

#include <signal.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "devices/health_code_reply.h"
#include "devices/https_exchange.h"

namespace devices {

using visit::QueryTrouble;

namespace {

struct Task {
  enum class Kind { ask, sign } kind = Kind::ask;
  visit::Ticket ticket;
  visit::Identity identity;
};

const char* kind_of(visit::DocumentKind kind) {
  switch (kind) {
    case visit::DocumentKind::resident_id:
      return "NI";
    case visit::DocumentKind::hmt_permit:
      return "HMT";
    case visit::DocumentKind::foreign_permit:
      return "FR";
  }
  return "NI";
}

std::string iso(visit::Date date) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string body_of(const Task& task, const std::string& purpose) {
  nlohmann::json document = {{"kind", kind_of(task.identity.kind)},
                             {"number", task.identity.number.reveal()},
                             {"name", task.identity.name.reveal()}};
  if (task.identity.birth) document["birth"] = iso(*task.identity.birth);
  nlohmann::json body = {{"idDoc", std::move(document)},
                         {"purpose", purpose},
                         {"actor", {{"kind", "SELF"}}},
                         {"consent", true}};
  if (task.kind == Task::Kind::sign) body["kind"] = "STATUS_SLIP";
  return body.dump();
}

// Whether another source may know better: the others have said something about this person or this
// kiosk.
bool may_ask_next(QueryTrouble trouble) {
  switch (trouble) {
    case QueryTrouble::busy:
    case QueryTrouble::silent:
    case QueryTrouble::unreachable:
    case QueryTrouble::untrusted:
    case QueryTrouble::refused:
    case QueryTrouble::unreadable:
      return true;
    case QueryTrouble::number_rejected:
    case QueryTrouble::name_mismatch:
      return false;
  }
  return false;
}

}  // namespace

class HttpsHealthCodes::Worker {
 public:
  Worker(std::vector<HealthCodeSource> sources, std::string purpose,
         std::function<visit::Moment()> now, visit::Post post, HealthCodeBudget budget)
      : sources_(std::move(sources)),
        purpose_(std::move(purpose)),
        now_(std::move(now)),
        post_(std::move(post)),
        budget_(budget) {
    for (const HealthCodeSource& source : sources_) {
      exchanges_.push_back(std::make_unique<HttpsExchange>(source, budget_));
    }
    thread_ = std::thread([this] { run(); });
  }
  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
      task_.reset();
      ++generation_;
      stop_exchanges();
    }
    work_.notify_one();
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // The newest task replaces whatever was under way: only the present moment's answer counts.
  void take(std::optional<Task> task) {
    {
      const std::lock_guard lock(mutex_);
      task_ = std::move(task);
      ++generation_;
      stop_exchanges();  // under the lock: the worker cannot have begun the new task
    }
    work_.notify_one();
  }

 private:
  void stop_exchanges() {
    for (const auto& exchange : exchanges_) exchange->stop();
  }

  [[nodiscard]] bool outdated(std::uint64_t generation) {
    const std::lock_guard lock(mutex_);
    return ending_ || generation != generation_;
  }

  void run() {
    // A service that goes away in the middle of a request is a trouble, not the end of the program.
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    while (true) {
      std::optional<Task> task;
      std::uint64_t generation = 0;
      {
        std::unique_lock lock(mutex_);
        const auto due = next_look_;
        work_.wait_until(lock, due, [this] { return ending_ || task_.has_value(); });
        if (ending_) return;
        task = std::exchange(task_, std::nullopt);
        generation = generation_;
      }
      if (!task) {
        look();
      } else if (task->kind == Task::Kind::ask) {
        ask(*task, generation);
      } else {
        sign(*task, generation);
      }
      task.reset();
      visit::wipe_stack();  // where the request was written
    }
  }

  // Is anybody there? The welcome page says so before a person begins.
  void look() {
    bool works = false;
    for (const auto& exchange : exchanges_) {
      const auto reply = exchange->get("/v1/health");
      works = works || (reply && reply->status == 200);
      if (works) break;
    }
    report(works);
  }

  void report(bool works) {
    next_look_ = std::chrono::steady_clock::now() + budget_.health_every;
    if (works_ == works) return;
    works_ = works;
    post_(visit::event::DeviceChanged{visit::Device::health_codes, works});
  }

  [[nodiscard]] tl::expected<HttpsReply, QueryTrouble> exchange(std::size_t source,
                                                                const Task& task) {
    const bool signing = task.kind == Task::Kind::sign;
    const auto seconds =
        std::chrono::floor<std::chrono::seconds>(now_()).time_since_epoch().count();
    auto reply = exchanges_[source]->post(signing ? "/v1/certificates" : "/v1/status/query",
                                          body_of(task, purpose_), seconds,
                                          signing ? nonce() : std::string{});
    if (!reply) return reply;
    const int wanted = signing ? 201 : 200;
    if (reply->status != wanted) return tl::unexpected(trouble_of(reply->status, reply->body));
    return reply;
  }

  void ask(const Task& task, std::uint64_t generation) {
    QueryTrouble trouble = QueryTrouble::unreachable;
    std::optional<visit::HealthCode> unknown_here;
    for (std::size_t i = 0; i < exchanges_.size(); ++i) {
      if (i > 0) post_(visit::event::AskingNext{task.ticket, sources_[i].source});
      const auto reply = exchange(i, task);
      if (outdated(generation)) return;
      auto code = reply ? parse_status(reply->body) : tl::unexpected(reply.error());
      if (code) {
        report(true);
        answered_ = i;
        // Somebody from elsewhere: another source may know them.
        if (code->state == visit::CodeState::not_found && i + 1 < exchanges_.size()) {
          unknown_here = std::move(*code);
          continue;
        }
        post_(visit::event::Answered{task.ticket, std::move(*code)});
        return;
      }
      trouble = code.error();
      if (!may_ask_next(trouble)) break;
    }
    if (unknown_here) {
      post_(visit::event::Answered{task.ticket, std::move(*unknown_here)});
      return;
    }
    report(may_ask_next(trouble) ? false : works_.value_or(true));
    post_(visit::event::NotAnswered{task.ticket, trouble});
  }

  void sign(const Task& task, std::uint64_t generation) {
    const auto reply = exchange(answered_, task);
    if (outdated(generation)) return;
    auto slip = reply ? parse_slip(reply->body) : tl::unexpected(reply.error());
    if (slip) {
      post_(visit::event::SlipSigned{task.ticket, std::move(*slip)});
    } else {
      post_(visit::event::SlipRefused{task.ticket, slip.error()});
    }
  }

  const std::vector<HealthCodeSource> sources_;
  const std::string purpose_;
  const std::function<visit::Moment()> now_;
  const visit::Post post_;
  const HealthCodeBudget budget_;
  std::vector<std::unique_ptr<HttpsExchange>> exchanges_;

  // Of the worker's thread.
  std::size_t answered_ = 0;  // the source of the last answer: it signs
  std::optional<bool> works_;
  std::chrono::steady_clock::time_point next_look_ = std::chrono::steady_clock::now();

  std::mutex mutex_;
  std::condition_variable work_;
  std::optional<Task> task_;
  std::uint64_t generation_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

HttpsHealthCodes::HttpsHealthCodes(std::vector<HealthCodeSource> sources, std::string purpose,
                                   std::function<visit::Moment()> now, visit::Post post,
                                   HealthCodeBudget budget)
    : worker_(std::make_unique<Worker>(std::move(sources), std::move(purpose), std::move(now),
                                       std::move(post), budget)) {}

HttpsHealthCodes::~HttpsHealthCodes() = default;

void HttpsHealthCodes::ask(visit::Ticket ticket, visit::Identity identity, visit::Consent) {
  worker_->take(Task{Task::Kind::ask, ticket, std::move(identity)});
}

void HttpsHealthCodes::sign(visit::Ticket ticket, visit::Identity identity, visit::Consent) {
  worker_->take(Task{Task::Kind::sign, ticket, std::move(identity)});
}

void HttpsHealthCodes::cancel() { worker_->take(std::nullopt); }

}  // namespace devices
