// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/audit_desk.h"

#include <algorithm>
#include <array>
#include <limits>

#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr std::size_t kMostEntries = 500;
constexpr days kLatest{7};
// About 330 bytes each: a reply stays below 64 KiB.
constexpr std::size_t kRowsPerReply = 150;

// What a kiosk may tell of, and how it may have come out. No other word is taken down.
struct Word {
  std::string_view action;
  std::array<std::string_view, 6> results;
};
constexpr std::array kWords{
    Word{"CONSENT", {"GIVEN", "DECLINED"}},
    Word{"CARD", {"READ", "FAILED"}},
    Word{"STATUS", {"GREEN", "YELLOW", "RED", "UNKNOWN", "EXPIRED", "NOT_FOUND"}},
    Word{"SURVEY", {"SENT", "ON_PAPER", "FAILED"}},
    Word{"PAPER", {"PRINTED", "NOT_PRINTED", "UNKNOWN", "VOIDED", "REPLACED"}},
    Word{"STAFF", {"CALLED", "HELPED"}},
    Word{"ERASE", {"DONE"}},
    Word{"MACHINE", {"STARTED", "STOPPED", "FAILED"}},
};

}  // namespace

void AuditDesk::open(Routes& routes) {
  routes.push_back({"POST", "/v1/audit", Audience::devices, false,
                    [this](const Request& request) { return take_in(request); }});
  routes.push_back({"POST", "/v1/audit/query", Audience::operators, false,
                    [this](const Request& request) { return show(request.body); }});
}

AuditRow AuditDesk::read_entry(const JsonView& in, const Request& request) const {
  in.only({"at", "action", "result", "policy", "errorCode"});
  AuditRow row;
  row.at = in.at("at").instant();
  const Instant now = office_.clock().now();
  if (row.at > now + minutes{5}) in.at("at").fail("is still to come");
  // By its time a row is forgotten one day: an old one would go too early.
  if (row.at < now - kLatest) in.at("at").fail("is too long ago");
  row.device = request.device->id;
  const std::string action = in.at("action").text(16);
  const auto word = std::find_if(kWords.begin(), kWords.end(),
                                 [&](const Word& known) { return known.action == action; });
  if (word == kWords.end()) in.at("action").fail("is no action that is known");
  const std::string result = in.at("result").text(16);
  const auto& results = word->results;
  if (std::find(results.begin(), results.end(), result) == results.end()) {
    in.at("result").fail("is no result of that action");
  }
  row.action = "KIOSK_" + action;
  row.result = result;
  if (const auto code = in.find("errorCode")) {
    const std::string name = code->text(32);
    if (!is_code(name)) code->fail("is no code of this service");
    row.result += " " + name;
  }
  if (const auto policy = in.find("policy")) {
    // A policy that was replaced meanwhile, but no other text.
    row.policy = policy->text(48);
    const std::string own = office_.policy()->id + "/";
    const bool known = row.policy.starts_with(own) &&
                       is_token(std::string_view(row.policy).substr(own.size()), 1, 6, ".");
    if (!known) policy->fail("is no version of the policy in force here");
  }
  row.request_id = request.id;
  return row;
}

Answer AuditDesk::take_in(const Request& request) {
  const auto items = request.body.items();
  if (items.empty() || items.size() > kMostEntries) request.body.fail("is not 1 to 500 entries");
  std::vector<AuditRow> rows;
  rows.reserve(items.size());
  for (const JsonView& item : items) rows.push_back(read_entry(item, request));
  const std::int64_t last = book_.write_now(rows);
  const Json reply{{"from", last - static_cast<std::int64_t>(rows.size()) + 1}, {"to", last}};
  return {201, reply.dump(), {}, {}};
}

Answer AuditDesk::show(const JsonView& body) {
  body.only({"after"});
  std::int64_t after = 0;
  if (const auto value = body.find("after")) {
    after = value->integer(0, std::numeric_limits<std::int64_t>::max());
  }
  // Whoever asks has a right to what happened just now.
  if (!book_.flush()) throw Refusal{Code::internal, {}, {}};
  const auto rows = office_.must(office_.store().audit_after(after, kRowsPerReply));
  Json list = Json::array();
  for (const AuditRow& row : rows) {
    list.push_back(Json{{"seq", row.seq},
                        {"at", row.at.time_since_epoch().count()},
                        {"device", row.device},
                        {"action", row.action},
                        {"who", hex(row.who)},
                        {"result", row.result},
                        {"policy", row.policy},
                        {"requestId", row.request_id},
                        {"chain", hex(row.chain)}});
  }
  const Json reply{{"seq", rows.empty() ? after : rows.back().seq}, {"rows", std::move(list)}};
  return {200, reply.dump(), {}, {}};
}

}  // namespace service
