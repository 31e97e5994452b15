// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/api.h"

#include <fmt/format.h>

#include <algorithm>

#include "devices/sandbox/service/wire/audit_action.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr seconds kUntilThereIsRoom{2};
constexpr hours kAuditRhythm{1};

bool admits(Audience audience, const DeviceSettings* device) {
  switch (audience) {
    case Audience::devices:
      return true;
    case Audience::issuers:
      return device != nullptr && device->role == Role::issuer;
    case Audience::operators:
      return device != nullptr && device->role == Role::operator_;
  }
  return false;
}

Answer refused(const Refusal& refusal, const std::string& request_id) {
  Answer answer{entry(refusal.code).status, body_of(refusal, request_id), {}, {}};
  if (refusal.retry_after) {
    answer.headers.emplace_back("Retry-After",
                                fmt::format("{}", ceil<seconds>(*refusal.retry_after).count()));
  }
  return answer;
}

bool has_header(const Answer& answer, std::string_view name) {
  return std::any_of(answer.headers.begin(), answer.headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

NonceBook shared_nonces(Office& office) {
  if (!office.store().is_shared()) return {};
  return
      [&office](const std::string& device, const std::string& nonce, Instant until, Instant now) {
        return office.must(office.store().use_nonce(device, nonce, until, now));
      };
}

}  // namespace

Api::Api(Office& office, Chores& chores, Log log)
    : office_(office),
      chores_(chores),
      limit_(office.settings().limits, office.settings().devices),
      guard_(office.settings().devices, shared_nonces(office)),
      replies_(office),
      status_(office),
      certificates_(office),
      practice_(office),
      log_(std::move(log)),
      policy_(office, chores, log_),
      lists_(office),
      conversions_(office, chores),
      audit_(office, [this] { log_(rfc3339(machine_time()) + " audit rows lost"); }),
      audit_desk_(office, audit_),
      survey_(office),
      declarations_(office, chores),
      trips_(office),
      codes_(office, status_),
      appeals_(office, chores),
      delegations_(office),
      retention_(office, chores),
      areas_(office) {
  status_.open(routes_);
  certificates_.open(routes_);
  policy_.open(routes_);
  areas_.open(routes_);
  lists_.open(routes_);
  survey_.open(routes_);
  declarations_.open(routes_);
  trips_.open(routes_);
  codes_.open(routes_);
  appeals_.open(routes_);
  delegations_.open(routes_);
  audit_desk_.open(routes_);
  documents_.open(routes_);
  if (office.settings().network) {
    network_ = std::make_unique<Network>(office, areas_, chores);
    network_->open(routes_);
    codes_.ask(&network_->codes());
  }
  chores.add({"audit", kAuditRhythm, [this] {
                if (!audit_.flush()) throw Refusal{Code::internal, {}, {}};
                audit_.forget_old_rows();
              }});
  routes_.push_back(
      {"GET", "/v1/health", Audience::devices, false, [this](const Request&) { return health(); }});
}

Answer Api::handle(const Call& call) {
  ++in_work_;
  const Instant begun = machine_time();
  const std::string told = call.header("x-request-id");
  const std::string request_id = is_token(told, 1, 64) ? told : hex(random_bytes(8));
  Trace trace{request_id, nullptr, {}};
  Answer answer = answered(call, trace);
  take_down(call, std::move(trace));
  answer.headers.emplace_back("X-Request-Id", request_id);
  if (!has_header(answer, "Cache-Control")) {
    answer.headers.emplace_back("Cache-Control", "no-store");
  }
  const Instant ended = machine_time();
  const std::string device = call.peer;
  log_(fmt::format("{} {} {} {} {} {} {}ms", rfc3339(ended), request_id,
                   is_token(device, 1, 32, "._") ? device : "-",
                   is_token(call.method, 1, 8) ? call.method : "-", logged(call.path),
                   answer.status, (ended - begun).count()));
  --in_work_;
  return answer;
}

// The door at which everything thrown becomes an answer.
Answer Api::answered(const Call& call, Trace& trace) {
  const auto refuse = [&](const Refusal& refusal) {
    trace.note.result = entry(refusal.code).name;
    return refused(refusal, trace.request_id);
  };
  try {
    const auto fault = office_.settings().takes_orders && !call.path.starts_with("/_test/")
                           ? practice_.meet(call.path)
                           : std::nullopt;
    if (fault && fault->code) {
      return refuse({*fault->code, {}, fault->retry_after});
    }
    Answer answer;
    if (fault && fault->body) {
      answer.body = *fault->body;
    } else {
      answer = routed(call, trace);
    }
    if (fault && fault->truncate) {
      answer.body.resize(std::min(answer.body.size(), *fault->truncate));
    }
    if (fault) answer.drop_after = fault->drop;
    return answer;
  } catch (const Refusal& refusal) {
    return refuse(refusal);
  } catch (const Malformed& fault) {
    std::vector<std::string> fields;
    if (!fault.path.empty()) fields.push_back(fault.path);
    return refuse({Code::bad_request, fields, {}});
  } catch (const DoneBefore&) {
    return refuse({Code::internal, {}, {}});
  } catch (const std::exception&) {
    // Out of memory, or a fault of ours; its text could hold a value, so it is told nowhere.
    return refuse({Code::internal, {}, {}});
  }
}

Answer Api::routed(const Call& call, Trace& trace) {
  // Whoever watches over the service is never turned away by the crowd.
  if (call.path != "/v1/health" && !call.path.starts_with("/_test/")) {
    limit_.admit(call.peer, office_.clock().guard_time());
  }
  if (call.encoded) throw Refusal{Code::bad_request, {"Transfer-Encoding"}, {}};
  if (call.too_large) throw Refusal{Code::too_large, {}, {}};
  if (call.path.starts_with("/_test/")) return practise(call);
  const bool reads = call.method == "GET";
  const DeviceSettings* device = nullptr;
  // A stranger is not even told which paths there are.
  if (!reads) device = &guard_.admit(call, office_.clock().guard_time());
  for (const Route& route : routes_) {
    if (route.method != call.method) continue;
    auto parts = match(route.pattern, call.path);
    if (!parts) continue;
    if (!audit_.has_room() && !audit_action(route.method, route.pattern).empty()) {
      throw Refusal{Code::busy, {}, kUntilThereIsRoom};
    }
    trace.route = &route;
    if (!admits(route.audience, device)) throw Refusal{Code::device, {}, {}};
    if (route.once) ReplyBook::require_key(call);
    Json json;
    if (call.method == "POST") {
      auto read = parse_json(call.body);
      if (!read) throw read.error();
      json = std::move(*read);
    }
    const JsonView body(json, "");
    const Request request{call,
                          body,
                          std::move(*parts),
                          device,
                          [&](const Answer& answer) { return replies_.kept(call, answer); },
                          trace.request_id,
                          trace.note};
    return route.once ? once(route, request) : route.answer(request);
  }
  throw Refusal{Code::not_found, {}, {}};
}

void Api::take_down(const Call& call, Trace trace) {
  if (trace.route == nullptr) return;
  const auto action = audit_action(trace.route->method, trace.route->pattern);
  if (action.empty()) return;
  AuditRow row;
  row.at = office_.clock().now();
  row.device = call.peer;
  row.action = action;
  if (trace.note.who) row.who = audit_name(*trace.note.who);
  row.result = trace.note.result.empty() ? "OK" : std::move(trace.note.result);
  row.policy = std::move(trace.note.policy);
  row.request_id = std::move(trace.request_id);
  audit_.write(std::move(row));
}

Answer Api::once(const Route& route, const Request& request) {
  if (auto again = replies_.again(request.call)) {
    request.note.result = "REPLAYED";
    return std::move(*again);
  }
  try {
    Answer answer = route.answer(request);
    replies_.forget_old_ones();
    return answer;
  } catch (const DoneBefore&) {
    // The same request came twice at once, and the other one was first.
    request.note.result = "REPLAYED";
    if (auto again = replies_.again(request.call)) return std::move(*again);
    throw Refusal{Code::internal, {}, {}};
  }
}

Answer Api::practise(const Call& call) {
  if (!office_.settings().takes_orders || !call.loopback || call.method != "POST") {
    throw Refusal{Code::not_found, {}, {}};
  }
  const auto json = parse_json(call.body);
  if (!json) throw json.error();
  const JsonView body(*json, "");
  if (call.path == "/_test/clock") return practice_.clock(body);
  if (call.path == "/_test/seed") return practice_.seed(body);
  if (call.path == "/_test/faults") return practice_.faults(body);
  if (call.path == "/_test/chores") {
    return chores_.run_all() ? Answer{200, "{}", {}, {}} : throw Refusal{Code::internal, {}, {}};
  }
  throw Refusal{Code::not_found, {}, {}};
}

Answer Api::health() {
  // With four fifths of the workers busy the next request may have to wait for one.
  const bool busy = in_work_ * 5 >= office_.settings().listen.workers * 4;
  const bool well = office_.store_is_well() && audit_.is_well() && !policy_.file_is_refused();
  const std::string_view load = !well ? "DEGRADED" : busy ? "BUSY" : "OK";
  const auto policy = office_.policy();
  Json reply{{"load", load},
             {"issuer", office_.settings().issuer.code},
             {"policy", {{"id", policy->id}, {"version", policy->version}}},
             {"time", rfc3339(office_.clock().now())}};
  if (policy_.file_is_refused()) reply["policyFile"] = "refused";
  return {200, reply.dump(), {}, {}};
}

std::string_view Api::logged(const std::string& path) const {
  // One that is written out is no other's {id}.
  for (const Route& route : routes_) {
    if (route.pattern == path) return route.pattern;
  }
  for (const Route& route : routes_) {
    if (match(route.pattern, path)) return route.pattern;
  }
  for (const std::string_view known :
       {"/_test/clock", "/_test/seed", "/_test/faults", "/_test/chores"}) {
    if (path == known) return known;
  }
  return "-";
}

}  // namespace service
