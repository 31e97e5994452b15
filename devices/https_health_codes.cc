// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/https_health_codes.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <tl/expected.hpp>

#include "devices/broken_pipe.h"
#include "devices/clock.h"
#include "devices/health_code_reply.h"
#include "devices/health_code_request.h"
#include "devices/https_exchange.h"
#include "devices/request_members.h"

namespace devices {

using visit::QueryTrouble;

namespace {

struct Task {
  enum class Kind { ask, ask_by_code, sign } kind = Kind::ask;
  visit::Ticket ticket;
  visit::Identity identity;
  visit::Consent consent;
  visit::Secret code;
  visit::SlipKind slip = visit::SlipKind::status_slip;
};

struct Failure {
  QueryTrouble trouble;
  std::optional<std::chrono::milliseconds> retry_after;
};

}  // namespace

class HttpsHealthCodes::Worker {
 public:
  Worker(std::vector<HealthCodeSource> sources, std::string purpose,
         std::function<visit::Moment()> now, visit::Post post, HealthCodeBudget budget,
         Chance chance)
      : sources_(std::move(sources)),
        purpose_(std::move(purpose)),
        now_(std::move(now)),
        post_(std::move(post)),
        ladder_(sources_.size(), budget.ladder, std::move(chance)) {
    for (const HealthCodeSource& source : sources_) {
      exchanges_.push_back(std::make_unique<HttpsExchange>(source, budget.connect));
    }
    thread_ = std::thread([this] { run(); });
  }
  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    take(std::nullopt);
    thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // The newest task replaces whatever was under way: only the present moment's answer counts.
  void take(std::optional<Task> task) {
    std::stop_source outdated;
    {
      const std::lock_guard lock(mutex_);
      task_ = std::move(task);
      std::swap(outdated, wanted_);
    }
    outdated.request_stop();
    work_.notify_one();
  }

 private:
  void run() {
    outlive_broken_pipes();
    while (true) {
      std::optional<Task> task;
      std::stop_token stop;
      {
        std::unique_lock lock(mutex_);
        // A new task ends the wait, a cancelled one does not.
        work_.wait_until(lock, moment_of(next_look_),
                         [this] { return ending_ || task_.has_value(); });
        if (ending_) return;
        task = std::exchange(task_, std::nullopt);
        stop = wanted_.get_token();
      }
      if (!task) {
        look(stop);
      } else if (task->kind == Task::Kind::ask) {
        ask(*task, stop);
      } else if (task->kind == Task::Kind::ask_by_code) {
        ask_by_code(*task, stop);
      } else {
        sign(*task, stop);
      }
      task.reset();
      visit::wipe_stack();  // where the request was written
    }
  }

  static std::chrono::steady_clock::time_point moment_of(Ladder::Time time) {
    return std::chrono::steady_clock::time_point{time};
  }

  // Until then, or until nobody waits for it any more.
  void pause(Ladder::Time until, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    pause_.wait_until(lock, stop, moment_of(until), [] { return false; });
  }

  // Is anybody there? The welcome page says so before a person begins.
  void look(const std::stop_token& stop) {
    next_look_ = ladder_.next_look(steady());
    auto climb = ladder_.look(steady());
    bool works = false;
    while (!works) {
      const auto step = climb.next(steady());
      const auto* send = std::get_if<Ladder::Send>(&step);
      if (send == nullptr) break;
      const auto reply = exchanges_[send->source]->get("/v1/health", send->until - steady(), stop);
      if (stop.stop_requested()) {
        climb.call_back();
        return;
      }
      works = reply && reply->status == 200;
      if (works) {
        climb.answered();
      } else {
        const Failure failure = reply ? failure_of(*reply) : Failure{reply.error(), std::nullopt};
        climb.failed(steady(), failure.trouble, failure.retry_after);
      }
    }
    report(works);
  }

  void report(bool works) {
    next_look_ = ladder_.next_look(steady());
    if (works_ == works) return;
    works_ = works;
    post_(visit::event::DeviceChanged{visit::Device::health_codes, works});
  }

  static Failure failure_of(const HttpsReply& reply) {
    return {trouble_of(reply.status, reply.body),
            wait_asked(reply.status, reply.body, reply.retry_after)};
  }

  struct Errand {
    const Task& task;
    const std::string& body;
    std::string idempotency_key;  // one for all tries: the service signs once
    std::size_t asking;           // the source that the screen names
    std::stop_token stop;
  };

  // The next request that may leave; waits where the climb waits and tells the screen. None: nobody
  // is left, or nobody waits.
  std::optional<Ladder::Send> next_send(Ladder::Climb& climb, Errand& errand) {
    while (!errand.stop.stop_requested()) {
      const Ladder::Step step = climb.next(steady());
      const auto* send = std::get_if<Ladder::Send>(&step);
      const auto* wait = std::get_if<Ladder::Wait>(&step);
      if (send == nullptr && wait == nullptr) return std::nullopt;
      const std::size_t source = send != nullptr ? send->source : wait->source;
      if (std::exchange(errand.asking, source) != source)
        post_(visit::event::AskingNext{errand.task.ticket, sources_[source].source});
      if (send != nullptr) return *send;
      if (wait->asked) post_(visit::event::AskedToWait{errand.task.ticket});
      pause(wait->until, errand.stop);
    }
    return std::nullopt;
  }

  [[nodiscard]] tl::expected<HttpsReply, Failure> exchange(const Ladder::Send& send,
                                                           const Errand& errand) {
    const bool signing = errand.task.kind == Task::Kind::sign;
    const std::string_view path = signing                               ? "/v1/certificates"
                                  : errand.task.kind == Task::Kind::ask ? "/v1/status/query"
                                                                        : "/v1/codes/verify";
    const auto stamp = std::chrono::floor<std::chrono::seconds>(now_()).time_since_epoch().count();
    auto reply = exchanges_[send.source]->post(
        {std::string(path), errand.body, stamp, errand.idempotency_key}, send.until - steady(),
        errand.stop);
    if (!reply) return tl::unexpected(Failure{reply.error(), std::nullopt});
    if (reply->status != (signing ? 201 : 200)) return tl::unexpected(failure_of(*reply));
    return std::move(*reply);
  }

  // Climbs until a source's answer can be read by `read`; none: climb.trouble() says why, unless
  // nobody waits any more.
  template <typename Value, typename Read>
  std::optional<Value> climb_up(Ladder::Climb& climb, Errand& errand, const Read& read) {
    while (const auto send = next_send(climb, errand)) {
      auto reply = exchange(*send, errand);
      if (errand.stop.stop_requested()) break;
      tl::expected<Value, QueryTrouble> value = tl::unexpected(QueryTrouble::malformed);
      std::optional<std::chrono::milliseconds> retry_after;
      if (reply) {
        value = read(reply->body, sources_[send->source].source);
        visit::wipe(reply->body.data(), reply->body.size());
      } else {
        value = tl::unexpected(reply.error().trouble);
        retry_after = reply.error().retry_after;
      }
      if (value) {
        climb.answered();
        return std::move(*value);
      }
      climb.failed(steady(), value.error(), retry_after);
    }
    return std::nullopt;
  }

  void ask(const Task& task, const std::stop_token& stop) {
    if (!is_plausible(task.identity)) {
      post_(visit::event::NotAnswered{task.ticket, QueryTrouble::number_rejected});
      return;
    }
    ask(task, query_body(task.identity, task.consent, purpose_), parse_status, stop);
  }

  void ask_by_code(const Task& task, const std::stop_token& stop) {
    ask(task, code_body(task.code.reveal(), purpose_), parse_code_status, stop);
  }

  template <typename Read>
  void ask(const Task& task, std::string words, const Read& read, const std::stop_token& stop) {
    const RequestBody body(std::move(words));
    Errand errand{task, body.text(), {}, 0, stop};
    auto climb = ladder_.ask(steady());
    std::optional<visit::HealthCode> code;
    while (auto found = climb_up<visit::HealthCode>(climb, errand, read)) {
      answered_ = errand.asking;
      code = std::move(found);
      if (code->state != visit::CodeState::not_found) break;
      climb.ask_next();  // somebody from elsewhere: another source may know them
    }
    if (stop.stop_requested()) {
      climb.call_back();
    } else if (code) {
      report(true);
      post_(visit::event::Answered{task.ticket, std::move(*code)});
    } else {
      const QueryTrouble trouble = climb.trouble();
      if (Ladder::is_ill(trouble)) report(false);
      post_(visit::event::NotAnswered{task.ticket, trouble});
    }
  }

  void sign(const Task& task, const std::stop_token& stop) {
    const RequestBody body(slip_body(task.identity, task.consent, purpose_, task.slip));
    Errand errand{task, body.text(), nonce(), answered_, stop};
    auto climb = ladder_.ask_only(steady(), answered_);
    auto slip = climb_up<visit::SignedSlip>(
        climb, errand,
        [&task](std::string_view text, visit::Source) { return parse_slip(text, task.slip); });
    if (stop.stop_requested()) {
      climb.call_back();
    } else if (slip) {
      post_(visit::event::SlipSigned{task.ticket, std::move(*slip)});
    } else {
      post_(visit::event::SlipRefused{task.ticket, climb.trouble()});
    }
  }

  const std::vector<HealthCodeSource> sources_;
  const std::string purpose_;
  const std::function<visit::Moment()> now_;
  const visit::Post post_;

  // Of the worker's thread.
  std::vector<std::unique_ptr<HttpsExchange>> exchanges_;
  Ladder ladder_;
  std::size_t answered_ = 0;  // the source of the last answer: it signs
  std::optional<bool> works_;
  Ladder::Time next_look_{0};

  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable_any pause_;
  std::optional<Task> task_;
  std::stop_source wanted_;  // stopped when nobody waits for what is under way
  bool ending_ = false;
  std::thread thread_;
};

HttpsHealthCodes::HttpsHealthCodes(std::vector<HealthCodeSource> sources, std::string purpose,
                                   std::function<visit::Moment()> now, visit::Post post,
                                   HealthCodeBudget budget, Chance chance)
    : worker_(std::make_unique<Worker>(std::move(sources), std::move(purpose), std::move(now),
                                       std::move(post), budget, std::move(chance))) {}

HttpsHealthCodes::~HttpsHealthCodes() = default;

void HttpsHealthCodes::ask(visit::Ticket ticket, visit::Identity identity, visit::Consent consent) {
  worker_->take(
      Task{Task::Kind::ask, ticket, std::move(identity), std::move(consent), visit::Secret()});
}

void HttpsHealthCodes::ask_by_code(visit::Ticket ticket, visit::Secret code) {
  worker_->take(Task{Task::Kind::ask_by_code, ticket, {}, {}, std::move(code)});
}

void HttpsHealthCodes::sign(visit::Ticket ticket, visit::Identity identity, visit::Consent consent,
                            visit::SlipKind kind) {
  worker_->take(Task{Task::Kind::sign, ticket, std::move(identity), std::move(consent),
                     visit::Secret(), kind});
}

void HttpsHealthCodes::cancel() { worker_->take(std::nullopt); }

}  // namespace devices
