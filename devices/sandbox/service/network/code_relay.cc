// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/code_relay.h"

namespace service {
namespace {

// What the platform must leave of the asker's time for its own answer to come back.
constexpr std::chrono::milliseconds kWayBack{300};

}  // namespace

ResolvedCode CodeRelay::resolve(const std::string& issuer, const std::string& qr) {
  const bool passes_on = office_.is_national();
  const std::string url =
      passes_on ? directory_.find(issuer).url : office_.settings().network->national;
  // An issuer that has never announced itself cannot be asked.
  if (url.empty()) throw Refusal{Code::upstream, {}, {}};
  const auto budget = passes_on ? upstream_.patience() - kWayBack : upstream_.patience();
  const auto reply = upstream_.post(url, "/v1/codes/resolve", Json{{"qr", qr}},
                                    std::chrono::steady_clock::now() + budget);
  if (!reply) {
    const bool late = reply.error() == UpstreamTrouble::late;
    throw Refusal{late ? Code::upstream_timeout : Code::upstream, {}, {}};
  }
  try {
    return read_resolved_code(JsonView(*reply, ""), office_.settings().practice);
  } catch (const Malformed&) {
    throw Refusal{Code::upstream, {}, {}};
  }
}

}  // namespace service
