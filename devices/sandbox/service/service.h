// SPDX-License-Identifier: GPL-3.0-or-later
// One issuer of health codes, from its settings to its listening port: what the program runs, and
// what tests and the bench run inside themselves. Started and stopped by one thread.
#pragma once
#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <string>

#include "devices/sandbox/service/settings.h"

namespace service {

class Service {
 public:
  struct Surroundings {
    std::function<Instant()> clock;               // machine_time, or a test's
    std::function<void(const std::string&)> log;  // one line a request, from any thread
  };

  // Listens when it comes back. The error is one clear line.
  static tl::expected<std::unique_ptr<Service>, std::string> start(Settings settings,
                                                                   Surroundings surroundings);
  // Cuts every connection.
  virtual ~Service() = default;

  [[nodiscard]] virtual int port() const = 0;
};

}  // namespace service
