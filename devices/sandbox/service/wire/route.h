// SPDX-License-Identifier: GPL-3.0-or-later
// What a desk offers: method and path, who may ask, and what answers. Every desk adds its own to
// one table; the api goes by it. Values; handlers are called from any thread.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/records/store.h"
#include "devices/sandbox/service/rules/json_view.h"
#include "devices/sandbox/service/settings.h"
#include "devices/sandbox/service/wire/call.h"

namespace service {

// What a desk tells the audit about a request as soon as it knows it: a refusal that comes later
// keeps it.
struct AuditNote {
  std::optional<PersonRef> who;
  std::string result;  // a word of docs/wire.md §4.12; "" is OK, or the code of the refusal
  std::string policy;  // that of the verdict, "REF-CN-2021/1"
};

// A request that was let in.
struct Request {
  const Call& call;
  const JsonView& body;            // null where no body is sent
  std::vector<std::string> parts;  // what stands for the {…} of the pattern, in order
  const DeviceSettings* device;    // who signed it; null for a GET, which nobody signs
  // For a route that is done once: what the desk's write must be kept with, so that a retry gets
  // the same answer again.
  std::function<KeptReply(const Answer&)> kept;
  std::string_view id;  // as it is echoed and logged
  AuditNote& note;
};

enum class Audience { devices, issuers, operators };

struct Route {
  std::string_view method;   // GET, POST, DELETE
  std::string_view pattern;  // "/v1/appeals/{id}"
  Audience audience = Audience::devices;
  bool once = false;  // wants an Idempotency-Key
  std::function<Answer(const Request&)> answer;
};

using Routes = std::vector<Route>;

// The {…} of the pattern, each [A-Za-z0-9._-]{1,64}; nothing if the path is another one.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path);

// Thrown by a desk whose write met its own earlier reply: the api gives that one again.
struct DoneBefore {};

}  // namespace service
