// SPDX-License-Identifier: GPL-3.0-or-later
// Asks another issuer as its device: mutual TLS 1.3 within the deployment's own authority, signed
// requests, no redirects, a capped reply, one deadline over everything. Connections are kept alive
// in a small pool. Safe from any thread.
#pragma once
#include <tl/expected.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "devices/sandbox/service/rules/json_view.h"
#include "devices/sandbox/service/settings.h"

namespace service {

enum class UpstreamTrouble {
  unreachable,    // nothing listens, its certificate does not hold, or the line was cut
  late,           // the deadline passed
  unwilling,      // it will not now: too busy, failing, or it does not know this issuer
  refused,        // it will never take this request
  no_record,      // it does not know the person
  name_mismatch,  // its record bears another name
  unreadable,     // the answer is not what docs/wire.md promises
};

// The moment at which waiting ends.
using Deadline = std::chrono::steady_clock::time_point;

class Upstream {
 public:
  // `now` stamps the requests.
  Upstream(const NetworkSettings& settings, std::function<Instant()> now);
  ~Upstream();
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  // What is wrong with the settings' certificate, key or authority; "" if nothing.
  [[nodiscard]] std::string wrong() const;
  // For the whole of a question, however many are asked for it.
  [[nodiscard]] std::chrono::milliseconds patience() const;
  [[nodiscard]] Deadline deadline() const { return std::chrono::steady_clock::now() + patience(); }
  // The body of a 2xx. `url` is https://host:port. Everything asked this way may be asked twice: a
  // kept connection that turns out to be dead is replaced once.
  tl::expected<Json, UpstreamTrouble> post(const std::string& url, const std::string& path,
                                           const Json& body, Deadline deadline);
  // Cuts what is under way and refuses what comes.
  void close();

 private:
  class Line;
  struct Inside;
  tl::expected<Json, UpstreamTrouble> exchange(Line& line, const std::string& path,
                                               const std::string& body, Deadline deadline);

  std::unique_ptr<Inside> inside_;
};

}  // namespace service
