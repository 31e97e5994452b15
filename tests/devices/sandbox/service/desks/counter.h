// SPDX-License-Identifier: GPL-3.0-or-later
// A practice issuer with a kiosk and one of the issuer's people at it, and persons of any age to
// lay their cards there. One thread, unless said otherwise.
#pragma once
#include <string>

#include "tests/devices/sandbox/service/running_service.h"

namespace service_test {

using service::Json;
using service::PracticeReply;

// A document of the invented area 990101 with a valid check digit.
Json person(const std::string& birth, int order, const std::string& name);
// The default resident of RunningService.
Json resident();

class Counter {
 public:
  Counter();

  RunningService& running() { return running_; }
  void seed(const Json& document, const Json& facts = Json::object(), bool disabled = false);
  // Writes, each under a key of its own.
  PracticeReply send(const std::string& path, const Json& body);
  PracticeReply remove(const std::string& path);
  PracticeReply decide(const std::string& path, const Json& body);
  PracticeReply as_operator(const std::string& path, const Json& body);
  Json get(const std::string& path);
  // Everything that the service else does by itself.
  void chores();
  // A kiosk of one's own, for a thread.
  std::unique_ptr<service::PracticeClient> kiosk();
  static service::PracticeClient::Headers key();

 private:
  RunningService running_;
  std::unique_ptr<service::PracticeClient> operator_;
};

// {idDoc, actor, consent} of the resident, with the members of `change` put in.
Json petition(const Json& change = Json::object());
// "E_BUSY", or the status if it is no error.
std::string code_of(const PracticeReply& reply);

}  // namespace service_test
