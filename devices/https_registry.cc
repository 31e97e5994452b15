// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/https_registry.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stop_token>
#include <thread>
#include <tl/expected.hpp>
#include <variant>

#include "devices/broken_pipe.h"
#include "devices/clock.h"
#include "devices/health_code_reply.h"
#include "devices/health_code_request.h"
#include "devices/https_exchange.h"
#include "devices/registry_reply.h"
#include "devices/request_members.h"

namespace devices {

namespace e = visit::event;
using visit::AppealTrouble;
using visit::BindTrouble;
using visit::QueryTrouble;

namespace {

constexpr int kOk = 200;
constexpr int kCreated = 201;
constexpr int kAccepted = 202;

struct AskFamily {
  visit::Identity identity;
};
struct Bind {
  visit::Wish wish;
};
struct End {
  std::string id;
};
struct Appeal {
  visit::Identity identity;
  visit::Consent consent;
  visit::AppealKind kind;
};
struct Task {
  visit::Ticket ticket;
  std::variant<AskFamily, Bind, End, Appeal> wanted;
};

}  // namespace

class HttpsRegistry::Worker {
 public:
  Worker(HealthCodeSource province, std::function<visit::Moment()> now, visit::Post post,
         HealthCodeBudget budget, Chance chance)
      : now_(std::move(now)),
        post_(std::move(post)),
        exchange_(std::move(province), budget.connect),
        ladder_(1, budget.ladder, std::move(chance)),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

  void take(Task task) {
    {
      const std::lock_guard held(lock_);
      tasks_.push_back(std::move(task));
    }
    work_.notify_one();
  }

 private:
  void run(const std::stop_token& stop) {
    outlive_broken_pipes();
    while (auto task = next(stop)) {
      std::visit([&](auto& wanted) { carry_out(task->ticket, wanted, stop); }, task->wanted);
      task.reset();
      visit::wipe_stack();  // where the request was written
    }
  }

  // None: this is the end.
  std::optional<Task> next(const std::stop_token& stop) {
    std::unique_lock held(lock_);
    if (!work_.wait(held, stop, [this] { return !tasks_.empty(); })) return std::nullopt;
    if (stop.stop_requested()) return std::nullopt;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    return task;
  }

  void pause(Ladder::Time until, const std::stop_token& stop) {
    std::unique_lock held(lock_);
    pause_.wait_until(held, stop, std::chrono::steady_clock::time_point{until},
                      [] { return false; });
  }

  struct Request {
    enum class Method { post, remove } method = Method::post;
    std::string path;
    const std::string& body;
    std::string idempotency_key = {};  // one for all tries: the service does it once
  };

  [[nodiscard]] tl::expected<HttpsReply, QueryTrouble> send(const Request& request,
                                                            Ladder::Time until,
                                                            const std::stop_token& stop) {
    const auto stamp = std::chrono::floor<std::chrono::seconds>(now_()).time_since_epoch().count();
    const HttpsExchange::Signed wanted{request.path, request.body, stamp, request.idempotency_key};
    return request.method == Request::Method::post
               ? exchange_.post(wanted, until - steady(), stop)
               : exchange_.remove(wanted, until - steady(), stop);
  }

  // Until `read` takes an answer, or the source's tries and time are used up.
  template <typename Value, typename Read>
  [[nodiscard]] tl::expected<Value, QueryTrouble> ask(const Request& request, const Read& read,
                                                      const std::stop_token& stop) {
    auto climb = ladder_.ask(steady());
    while (!stop.stop_requested()) {
      const Ladder::Step step = climb.next(steady());
      if (const auto* wait = std::get_if<Ladder::Wait>(&step)) {
        pause(wait->until, stop);
        continue;
      }
      const auto* let = std::get_if<Ladder::Send>(&step);
      if (let == nullptr) return tl::unexpected(climb.trouble());
      auto reply = send(request, let->until, stop);
      if (stop.stop_requested()) break;
      if (!reply) {
        climb.failed(steady(), reply.error(), std::nullopt);
        continue;
      }
      tl::expected<Value, QueryTrouble> value = read(*reply);
      const auto asked = wait_asked(reply->status, reply->body, reply->retry_after);
      visit::wipe(reply->body.data(), reply->body.size());
      if (value) {
        climb.answered();
        return value;
      }
      climb.failed(steady(), value.error(), asked);
    }
    climb.call_back();
    return tl::unexpected(QueryTrouble::silent);
  }

  [[nodiscard]] tl::expected<std::vector<visit::Delegation>, QueryTrouble> family(
      const visit::Identity& identity, Side side, const std::stop_token& stop) {
    using Family = std::vector<visit::Delegation>;
    const RequestBody body(family_body(identity, side));
    return ask<Family>(
        {.path = "/v1/delegations/query", .body = body.text()},
        [side](const HttpsReply& reply) -> tl::expected<Family, QueryTrouble> {
          if (reply.status != kOk) return tl::unexpected(trouble_of(reply.status, reply.body));
          return parse_family(reply.body, side);
        },
        stop);
  }

  // Nothing is told once nobody waits.
  void tell(visit::Event event, const std::stop_token& stop) {
    if (!stop.stop_requested()) post_(std::move(event));
  }

  void carry_out(visit::Ticket ticket, AskFamily& wanted, const std::stop_token& stop) {
    const auto fail = [&](QueryTrouble trouble) { tell(e::FamilyNotKnown{ticket, trouble}, stop); };
    if (!is_plausible(wanted.identity)) return fail(QueryTrouble::number_rejected);
    auto people = family(wanted.identity, Side::agent, stop);
    if (!people) return fail(people.error());
    auto agents = family(wanted.identity, Side::person, stop);
    if (!agents) return fail(agents.error());
    tell(e::FamilyKnown{ticket, {std::move(*people), std::move(*agents)}}, stop);
  }

  void carry_out(visit::Ticket ticket, Bind& wanted, const std::stop_token& stop) {
    using Bound = tl::expected<visit::Delegation, BindTrouble>;
    const RequestBody body(binding_body(wanted.wish));
    auto bound = ask<Bound>(
        {.path = "/v1/delegations", .body = body.text(), .idempotency_key = nonce()},
        [](const HttpsReply& reply) -> tl::expected<Bound, QueryTrouble> {
          if (const auto refused = binding_refusal(reply.status, reply.body))
            return Bound(tl::unexpected(*refused));
          if (reply.status != kCreated) return tl::unexpected(trouble_of(reply.status, reply.body));
          auto delegation = parse_binding(reply.body);
          if (!delegation) return tl::unexpected(delegation.error());
          return Bound(std::move(*delegation));
        },
        stop);
    if (!bound) return tell(e::NotBound{ticket, BindTrouble::no_answer}, stop);
    if (!*bound) return tell(e::NotBound{ticket, bound->error()}, stop);
    // The service does not repeat whose document it was.
    (*bound)->person = std::move(wanted.wish.person);
    tell(e::Bound{ticket, std::move(**bound)}, stop);
  }

  void carry_out(visit::Ticket ticket, End& wanted, const std::stop_token& stop) {
    const std::string& id = wanted.id;
    if (!is_delegation_id(id)) return tell(e::DelegationKept{ticket}, stop);
    const std::string nothing;
    const auto ended = ask<std::monostate>(
        {Request::Method::remove, "/v1/delegations/" + id, nothing, nonce()},
        [&id](const HttpsReply& reply) -> tl::expected<std::monostate, QueryTrouble> {
          if (is_not_found(reply.status, reply.body)) return std::monostate{};
          if (reply.status != kOk) return tl::unexpected(trouble_of(reply.status, reply.body));
          if (const auto said = parse_end(reply.body, id); !said)
            return tl::unexpected(said.error());
          return std::monostate{};
        },
        stop);
    if (!ended) return tell(e::DelegationKept{ticket}, stop);
    tell(e::DelegationEnded{ticket, id}, stop);
  }

  void carry_out(visit::Ticket ticket, Appeal& wanted, const std::stop_token& stop) {
    using Taken = tl::expected<std::string, AppealTrouble>;
    const RequestBody body(appeal_body(wanted.identity, wanted.consent, wanted.kind));
    auto taken = ask<Taken>(
        {.path = "/v1/appeals", .body = body.text(), .idempotency_key = nonce()},
        [](const HttpsReply& reply) -> tl::expected<Taken, QueryTrouble> {
          if (const auto refused = appeal_refusal(reply.status, reply.body))
            return Taken(tl::unexpected(*refused));
          if (reply.status != kAccepted)
            return tl::unexpected(trouble_of(reply.status, reply.body));
          auto id = parse_appeal(reply.body);
          if (!id) return tl::unexpected(id.error());
          return Taken(std::move(*id));
        },
        stop);
    if (!taken) return tell(e::AppealRefused{ticket, AppealTrouble::no_answer}, stop);
    if (!*taken) return tell(e::AppealRefused{ticket, taken->error()}, stop);
    tell(e::AppealTaken{ticket, std::move(**taken)}, stop);
  }

  const std::function<visit::Moment()> now_;
  const visit::Post post_;

  // Of the worker's thread.
  HttpsExchange exchange_;
  Ladder ladder_;  // of one rung

  std::mutex lock_;
  std::condition_variable_any work_;
  std::condition_variable_any pause_;
  std::deque<Task> tasks_;
  std::jthread thread_;  // last: it uses all of the above, and ends first
};

HttpsRegistry::HttpsRegistry(HealthCodeSource province, std::function<visit::Moment()> now,
                             visit::Post post, HealthCodeBudget budget, Chance chance)
    : worker_(std::make_unique<Worker>(std::move(province), std::move(now), std::move(post), budget,
                                       std::move(chance))) {}

HttpsRegistry::~HttpsRegistry() = default;

void HttpsRegistry::ask_family(visit::Ticket ticket, visit::Identity identity) {
  worker_->take({ticket, AskFamily{std::move(identity)}});
}

void HttpsRegistry::bind(visit::Ticket ticket, visit::Wish wish) {
  worker_->take({ticket, Bind{std::move(wish)}});
}

void HttpsRegistry::end(visit::Ticket ticket, std::string id) {
  worker_->take({ticket, End{std::move(id)}});
}

void HttpsRegistry::appeal(visit::Ticket ticket, visit::Identity identity, visit::Consent consent,
                           visit::AppealKind kind) {
  worker_->take({ticket, Appeal{std::move(identity), std::move(consent), kind}});
}

}  // namespace devices
