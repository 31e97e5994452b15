// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/api.h"

#include <fmt/format.h>

#include <charconv>

namespace service {
namespace {

using namespace std::chrono;

constexpr std::string_view kCertificates = "/v1/certificates/";
constexpr std::string_view kRevoke = "/revoke";

// The 16 digits in /v1/certificates/{id}/revoke; nothing for another path.
std::optional<std::string> revoked_id(const std::string& path) {
  if (!path.starts_with(kCertificates) || !path.ends_with(kRevoke)) return std::nullopt;
  if (path.size() != kCertificates.size() + 16 + kRevoke.size()) return std::nullopt;
  return path.substr(kCertificates.size(), 16);
}

// What a log line says of a path: only paths of our own. A stranger's may hold anything.
std::string_view logged(const std::string& path) {
  for (const std::string_view known :
       {"/v1/status/query", "/v1/certificates", "/v1/keys", "/v1/revocations", "/v1/health",
        "/_test/clock", "/_test/seed", "/_test/faults"}) {
    if (path == known) return known;
  }
  return revoked_id(path) ? "/v1/certificates/{id}/revoke" : "-";
}

Answer refused(const Refusal& refusal, const std::string& request_id) {
  Answer answer{entry(refusal.code).status, body_of(refusal, request_id), {}, {}};
  if (refusal.retry_after) {
    answer.headers.emplace_back("Retry-After",
                                fmt::format("{}", ceil<seconds>(*refusal.retry_after).count()));
  }
  return answer;
}

}  // namespace

Api::Api(Office& office, Log log)
    : office_(office),
      guard_(office.settings().devices),
      status_(office),
      certificates_(office),
      practice_(office),
      log_(std::move(log)) {}

Answer Api::handle(const Call& call) {
  ++in_work_;
  const Instant begun = machine_time();
  const std::string told = call.header("x-request-id");
  const std::string request_id = is_token(told, 1, 64) ? told : hex(random_bytes(8));
  Answer answer = answered(call, request_id);
  answer.headers.emplace_back("X-Request-Id", request_id);
  answer.headers.emplace_back("Cache-Control", "no-store");
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
Answer Api::answered(const Call& call, const std::string& request_id) {
  try {
    const auto fault = office_.settings().practice && !call.path.starts_with("/_test/")
                           ? practice_.meet(call.path)
                           : std::nullopt;
    if (fault && fault->code) {
      return refused({*fault->code, {}, fault->retry_after}, request_id);
    }
    Answer answer;
    if (fault && fault->body) {
      answer.body = *fault->body;
    } else {
      answer = routed(call);
    }
    if (fault && fault->truncate) {
      answer.body.resize(std::min(answer.body.size(), *fault->truncate));
    }
    if (fault) answer.drop_after = fault->drop;
    return answer;
  } catch (const Refusal& refusal) {
    return refused(refusal, request_id);
  } catch (const Malformed& fault) {
    std::vector<std::string> fields;
    if (!fault.path.empty()) fields.push_back(fault.path);
    return refused({Code::bad_request, fields, {}}, request_id);
  } catch (const std::exception&) {
    // Out of memory, or a fault of ours; its text could hold a value, so it is told nowhere.
    return refused({Code::internal, {}, {}}, request_id);
  }
}

Answer Api::routed(const Call& call) {
  if (call.encoded) throw Refusal{Code::bad_request, {"Transfer-Encoding"}, {}};
  if (call.too_large) throw Refusal{Code::too_large, {}, {}};
  if (call.path.starts_with("/_test/")) return practise(call);
  if (call.method == "GET") return get(call);
  if (call.method == "POST") return post(call);
  throw Refusal{Code::not_found, {}, {}};
}

Answer Api::post(const Call& call) {
  guard_.admit(call, office_.clock().guard_time());
  const auto json = parse_json(call.body);
  if (!json) throw json.error();
  const JsonView body(*json, "");
  if (call.path == "/v1/status/query") return status_.query(body);
  if (call.path == "/v1/certificates") return certificates_.issue(call, body);
  if (const auto id = revoked_id(call.path)) return certificates_.revoke(*id, body);
  throw Refusal{Code::not_found, {}, {}};
}

Answer Api::get(const Call& call) {
  if (call.path == "/v1/keys") return certificates_.keys();
  if (call.path == "/v1/revocations") return certificates_.revocations(call);
  if (call.path == "/v1/health") return health();
  throw Refusal{Code::not_found, {}, {}};
}

Answer Api::practise(const Call& call) {
  if (!office_.settings().practice || !call.loopback || call.method != "POST") {
    throw Refusal{Code::not_found, {}, {}};
  }
  const auto json = parse_json(call.body);
  if (!json) throw json.error();
  const JsonView body(*json, "");
  if (call.path == "/_test/clock") return practice_.clock(body);
  if (call.path == "/_test/seed") return practice_.seed(body);
  if (call.path == "/_test/faults") return practice_.faults(body);
  throw Refusal{Code::not_found, {}, {}};
}

Answer Api::health() {
  // With four fifths of the workers busy the next request may have to wait for one.
  const bool busy = in_work_ * 5 >= office_.settings().listen.workers * 4;
  const std::string_view load = !office_.store_is_well() ? "DEGRADED" : busy ? "BUSY" : "OK";
  const Json reply{{"load", load},
                   {"issuer", office_.settings().issuer.code},
                   {"policy", {{"id", office_.policy().id}, {"version", office_.policy().version}}},
                   {"time", rfc3339(office_.clock().now())}};
  return {200, reply.dump(), {}, {}};
}

}  // namespace service
