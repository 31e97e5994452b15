// SPDX-License-Identifier: GPL-3.0-or-later
// The listening side of the wire: HTTP/1.1 over TLS 1.3, client certificates required, every
// request handed to one handler. A connection holds a worker while it is kept alive. Started and
// stopped by one thread.
#pragma once
#include <tl/expected.hpp>

#include <functional>
#include <memory>
#include <string>

#include "devices/sandbox/service/settings.h"
#include "devices/sandbox/service/wire/call.h"

namespace service {

// From any worker; must not throw.
using Handler = std::function<Answer(const Call&)>;

class HttpsServer {
 public:
  // The error is one clear line.
  static tl::expected<std::unique_ptr<HttpsServer>, std::string> open(
      const ListenSettings& settings, Handler handler);
  virtual ~HttpsServer() = default;

  [[nodiscard]] virtual int port() const = 0;
  // Cuts every connection and comes back when no worker is left.
  virtual void stop() = 0;
};

}  // namespace service
