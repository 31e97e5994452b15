// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/issuer_url.h"

#include <algorithm>
#include <charconv>

namespace service {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::size_t kLongest = 200;

bool is_of_host(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
         c == '-';
}

}  // namespace

std::optional<IssuerAddress> address_of(std::string_view url) {
  if (!url.starts_with(kScheme) || url.size() > kLongest) return std::nullopt;
  url.remove_prefix(kScheme.size());
  const auto colon = url.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  IssuerAddress address{std::string(url.substr(0, colon)), 0};
  const auto port = url.substr(colon + 1);
  const char* end = port.data() + port.size();
  const auto [rest, error] = std::from_chars(port.data(), end, address.port);
  const bool counts =
      error == std::errc() && rest == end && address.port >= 1 && address.port <= 65535;
  const bool plain = std::all_of(address.host.begin(), address.host.end(), is_of_host);
  return counts && plain ? std::optional(std::move(address)) : std::nullopt;
}

bool is_issuer_url(std::string_view url) { return address_of(url).has_value(); }

}  // namespace service
