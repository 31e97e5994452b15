// SPDX-License-Identifier: GPL-3.0-or-later
// One request and its answer, as the api sees them: no sockets, no TLS. Values.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace service {

struct Call {
  std::string method;
  std::string path;    // decoded
  std::string target;  // as sent, with the query
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  std::string peer;       // subject CN of the client's certificate
  bool loopback = false;  // where the client is
  bool too_large = false;
  bool encoded = false;  // had a Transfer-Encoding or Content-Encoding

  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
  }
};

struct Answer {
  int status = 200;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  // Practice: send so many bytes of the body, then cut the line.
  std::optional<std::size_t> drop_after;
};

}  // namespace service
