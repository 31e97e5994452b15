// SPDX-License-Identifier: GPL-3.0-or-later
// The description of the service as something that replies can be held to. One thread.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "devices/sandbox/service/practice/practice_client.h"

namespace service_test {

// What is wrong with an OpenAPI document; only what can be told without its whole specification.
std::vector<std::string> faults_of(const service::Json& document);

class Described {
 public:
  explicit Described(service::Json document);
  ~Described();
  Described(const Described&) = delete;
  Described& operator=(const Described&) = delete;

  // "POST /v1/status/query"
  [[nodiscard]] std::set<std::string> operations() const;
  // CHECKs that a reply, or a request, is what is described.
  void hold(const std::string& method, const std::string& pattern,
            const service::PracticeReply& reply);
  void hold_request(const std::string& method, const std::string& pattern,
                    const service::Json& body);
  // Operations of which no good reply was held, or no error.
  [[nodiscard]] std::set<std::string> never_seen() const;
  // Operations whose good replies are still as described with an undocumented member, or without a
  // required one.
  std::set<std::string> replies_that_may_be_spoilt();

 private:
  struct Seen {
    std::string operation;
    std::string pointer;  // of the schema
    service::Json body;
  };
  struct Schemas;
  // What speaks against it; "" if nothing.
  std::string objection(const std::string& pointer, const service::Json& body);

  service::Json document_;
  std::unique_ptr<Schemas> schemas_;
  std::vector<Seen> good_;
  std::set<std::string> seen_good_;
  std::set<std::string> seen_bad_;
};

}  // namespace service_test
