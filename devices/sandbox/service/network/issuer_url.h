// SPDX-License-Identifier: GPL-3.0-or-later
// Where an issuer is reached: https://host:port, and nothing behind it. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace service {

struct IssuerAddress {
  std::string host;
  int port = 0;
};

// Nothing if it is of another form; the port is from 1 to 65535.
std::optional<IssuerAddress> address_of(std::string_view url);
bool is_issuer_url(std::string_view url);

}  // namespace service
