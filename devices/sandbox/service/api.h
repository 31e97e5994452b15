// SPDX-License-Identifier: GPL-3.0-or-later
// Takes a request to its desk and always comes back with an answer: errors in their constant form,
// nothing personal in a log line (docs/wire.md §4). Safe from any thread.
#pragma once
#include <atomic>
#include <functional>

#include "devices/sandbox/service/chores.h"
#include "devices/sandbox/service/desks/appeal_desk.h"
#include "devices/sandbox/service/desks/area_desk.h"
#include "devices/sandbox/service/desks/audit_desk.h"
#include "devices/sandbox/service/desks/certificate_desk.h"
#include "devices/sandbox/service/desks/code_desk.h"
#include "devices/sandbox/service/desks/conversions.h"
#include "devices/sandbox/service/desks/declaration_desk.h"
#include "devices/sandbox/service/desks/delegation_desk.h"
#include "devices/sandbox/service/desks/document_desk.h"
#include "devices/sandbox/service/desks/list_desk.h"
#include "devices/sandbox/service/desks/policy_desk.h"
#include "devices/sandbox/service/desks/practice_desk.h"
#include "devices/sandbox/service/desks/retention.h"
#include "devices/sandbox/service/desks/status_desk.h"
#include "devices/sandbox/service/desks/survey_desk.h"
#include "devices/sandbox/service/desks/trip_desk.h"
#include "devices/sandbox/service/network/network.h"
#include "devices/sandbox/service/wire/audit_book.h"
#include "devices/sandbox/service/wire/rate_limit.h"
#include "devices/sandbox/service/wire/reply_book.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {

using Log = std::function<void(const std::string& line)>;

class Api {
 public:
  // Its desks put their chores on the list.
  Api(Office& office, Chores& chores, Log log);

  Answer handle(const Call& call);
  // What is wrong with the issuer's place among the others; "" if nothing.
  [[nodiscard]] std::string wrong() const { return network_ ? network_->wrong() : ""; }
  // Before the chores begin.
  void listens_on(int port) {
    if (network_) network_->listens_on(port);
  }
  // Ends what practice holds up, and what waits for other issuers.
  void close() {
    practice_.close();
    if (network_) network_->close();
  }
  // What it answers to, but for practice.
  [[nodiscard]] const Routes& routes() const { return routes_; }

 private:
  // What becomes known of a request on its way, for the audit.
  struct Trace {
    std::string request_id;
    const Route* route = nullptr;  // none: not let in, or no such route
    AuditNote note;
  };
  Answer answered(const Call& call, Trace& trace);
  Answer routed(const Call& call, Trace& trace);
  void take_down(const Call& call, Trace trace);
  Answer once(const Route& route, const Request& request);
  Answer practise(const Call& call);
  Answer health();
  // The pattern of our own that a path fits: what a log line says of it. A stranger's may hold
  // anything.
  [[nodiscard]] std::string_view logged(const std::string& path) const;

  Office& office_;
  Chores& chores_;
  RateLimit limit_;
  RequestGuard guard_;
  ReplyBook replies_;
  StatusDesk status_;
  CertificateDesk certificates_;
  PracticeDesk practice_;
  Routes routes_;
  Log log_;
  PolicyDesk policy_;
  ListDesk lists_;
  Conversions conversions_;
  AuditBook audit_;
  AuditDesk audit_desk_;
  SurveyDesk survey_;
  DeclarationDesk declarations_;
  TripDesk trips_;
  CodeDesk codes_;
  AppealDesk appeals_;
  DelegationDesk delegations_;
  Retention retention_;
  AreaDesk areas_;
  DocumentDesk documents_;
  std::unique_ptr<Network> network_;  // null: it stands alone
  std::atomic<std::size_t> in_work_ = 0;
};

}  // namespace service
