// SPDX-License-Identifier: GPL-3.0-or-later
// Takes a request to its desk and always comes back with an answer: errors in their constant form,
// nothing personal in a log line (docs/wire.md §4). Safe from any thread.
#pragma once
#include <atomic>
#include <functional>

#include "devices/sandbox/service/certificate_desk.h"
#include "devices/sandbox/service/practice_desk.h"
#include "devices/sandbox/service/request_guard.h"
#include "devices/sandbox/service/status_desk.h"

namespace service {

using Log = std::function<void(const std::string& line)>;

class Api {
 public:
  Api(Office& office, Log log);

  Answer handle(const Call& call);
  // Ends what practice holds up.
  void close() { practice_.close(); }

 private:
  struct Route;
  Answer answered(const Call& call, const std::string& request_id);
  Answer routed(const Call& call);
  Answer post(const Call& call);
  Answer get(const Call& call);
  Answer practise(const Call& call);
  Answer health();

  Office& office_;
  RequestGuard guard_;
  StatusDesk status_;
  CertificateDesk certificates_;
  PracticeDesk practice_;
  Log log_;
  std::atomic<std::size_t> in_work_ = 0;
};

}  // namespace service
