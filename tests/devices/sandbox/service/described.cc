// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/sandbox/service/described.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace service_test {
namespace {

using service::Json;
// The validator knows nlohmann's own order of members alone.
using Sorted = nlohmann::json;

Sorted sorted(const Json& in) { return Sorted::parse(in.dump()); }

std::string escaped(std::string key) {
  std::string out;
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string operation_of(const std::string& method, const std::string& path) {
  std::string upper = method;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper + " " + path;
}

// Follows a $ref at the place itself.
std::string followed(const Json& document, const std::string& pointer) {
  const Json& there = document.at(Json::json_pointer(pointer));
  if (!there.is_object() || !there.contains("$ref")) return pointer;
  return there["$ref"].get<std::string>().substr(1);
}

void check_references(const Json& document, const Json& part, std::vector<std::string>& faults) {
  if (part.is_array()) {
    for (const Json& item : part) check_references(document, item, faults);
  }
  if (!part.is_object()) return;
  for (const auto& [key, value] : part.items()) {
    if (key != "$ref" || !value.is_string()) {
      check_references(document, value, faults);
      continue;
    }
    const std::string target = value;
    const bool there =
        target.starts_with("#/") && document.contains(Json::json_pointer(target.substr(1)));
    if (!there) faults.push_back(target + " leads nowhere");
  }
}

void check_parameters(const Json& document, const std::string& path, const Json& operation,
                      std::vector<std::string>& faults) {
  std::set<std::string> in_path;
  for (Json parameter : operation.value("parameters", Json::array())) {
    if (parameter.contains("$ref")) {
      parameter = document.value(Json::json_pointer(parameter["$ref"].get<std::string>().substr(1)),
                                 Json::object());
    }
    const std::string where = parameter.value("in", "");
    if (where == "path") in_path.insert(parameter.value("name", ""));
    const bool complete = parameter.contains("name") && parameter.contains("schema") &&
                          (where == "header" || where == "query" ||
                           (where == "path" && parameter.value("required", false)));
    if (!complete) faults.push_back(path + " has a parameter that is not complete");
  }
  std::set<std::string> wanted;
  for (std::size_t open = path.find('{'); open != std::string::npos;
       open = path.find('{', open + 1)) {
    wanted.insert(path.substr(open + 1, path.find('}', open) - open - 1));
  }
  if (in_path != wanted) faults.push_back(path + " does not describe its {…}");
}

}  // namespace

std::vector<std::string> faults_of(const Json& document) {
  std::vector<std::string> faults;
  if (!document.value("openapi", "").starts_with("3.1.")) faults.emplace_back("no OpenAPI 3.1");
  const Json info = document.value("info", Json::object());
  if (!info.contains("title") || !info.contains("version")) faults.emplace_back("info is not full");
  check_references(document, document, faults);
  std::set<std::string> ids;
  const Json schemes = document.value(Json::json_pointer("/components/securitySchemes"), Json());
  const auto check_security = [&](const Json& list) {
    for (const Json& one : list) {
      for (const auto& [name, scopes] : one.items()) {
        if (!schemes.contains(name)) faults.push_back("security " + name + " is not described");
      }
    }
  };
  check_security(document.value("security", Json::array()));
  for (const auto& [path, methods] : document.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      if (!ids.insert(operation.value("operationId", "")).second) {
        faults.push_back(path + " has an operationId of another one");
      }
      check_security(operation.value("security", Json::array()));
      check_parameters(document, path, operation, faults);
      const Json responses = operation.value("responses", Json::object());
      if (responses.empty()) faults.push_back(path + " has no responses");
      for (const auto& [status, response] : responses.items()) {
        if (!response.contains("description") && !response.contains("$ref")) {
          faults.push_back(path + " does not describe " + status);
        }
      }
    }
  }
  return faults;
}

struct Described::Schemas {
  std::map<std::string, std::unique_ptr<valijson::Schema>> parsed;
};

Described::Described(Json document)
    : document_(std::move(document)), schemas_(std::make_unique<Schemas>()) {}

Described::~Described() = default;

std::set<std::string> Described::operations() const {
  std::set<std::string> list;
  for (const auto& [path, methods] : document_.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      list.insert(operation_of(method, path));
    }
  }
  return list;
}

std::string Described::objection(const std::string& pointer, const Json& body) {
  auto& schema = schemas_->parsed[pointer];
  if (!schema) {
    const Sorted root{
        {"components", sorted(document_.at("components"))},
        {"allOf", Sorted::array({sorted(document_.at(Json::json_pointer(pointer)))})}};
    schema = std::make_unique<valijson::Schema>();
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(root), *schema);
  }
  const Sorted value = sorted(body);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(*schema, valijson::adapters::NlohmannJsonAdapter(value), &results)) {
    return {};
  }
  std::string told;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const std::string& step : error.context) told += step;
    told += " " + error.description + "\n";
  }
  return told.empty() ? "not valid" : told;
}

void Described::hold(const std::string& method, const std::string& pattern,
                     const service::PracticeReply& reply) {
  std::string lower = method;
  for (char& c : lower) c = static_cast<char>(c - 'A' + 'a');
  const std::string operation = operation_of(method, pattern);
  const std::string responses = fmt::format("/paths/{}/{}/responses/", escaped(pattern), lower);
  std::string pointer = responses + std::to_string(reply.status);
  const std::string range = fmt::format("{}{}XX", responses, reply.status / 100);
  if (!document_.contains(Json::json_pointer(pointer))) pointer = range;
  INFO(operation << " " << reply.status << " " << reply.body);
  REQUIRE(document_.contains(Json::json_pointer(pointer)));
  pointer = followed(document_, pointer);
  (reply.status < 400 ? seen_good_ : seen_bad_).insert(operation);

  const std::string told = reply.headers.at("content-type");
  const std::string type = told.substr(0, told.find(';'));
  pointer += "/content/" + escaped(type) + "/schema";
  // An error is in the service's own form wherever FHIR's words are not asked for.
  REQUIRE(document_.contains(Json::json_pointer(pointer)));
  if (type == "application/cose") {
    CHECK_FALSE(reply.body.empty());
    return;
  }
  const Json body = reply.json();
  CHECK(objection(pointer, body) == "");
  if (reply.status < 400) good_.push_back({operation, pointer, body});
}

void Described::hold_request(const std::string& method, const std::string& pattern,
                             const Json& body) {
  std::string lower = method;
  for (char& c : lower) c = static_cast<char>(c - 'A' + 'a');
  const Json& content = document_.at(
      Json::json_pointer(fmt::format("/paths/{}/{}/requestBody/content", escaped(pattern), lower)));
  REQUIRE(content.size() == 1);
  const std::string pointer = fmt::format("/paths/{}/{}/requestBody/content/{}/schema",
                                          escaped(pattern), lower, escaped(content.begin().key()));
  INFO(pattern << " " << body.dump());
  CHECK(objection(pointer, body) == "");
  // What nobody described is no request.
  CHECK(objection(pointer, Json{{"nothing", "of this"}}) != "");
}

std::set<std::string> Described::never_seen() const {
  std::set<std::string> list;
  for (const std::string& operation : operations()) {
    if (!seen_good_.contains(operation)) list.insert(operation + " good");
    if (!seen_bad_.contains(operation)) list.insert(operation + " bad");
  }
  return list;
}

std::set<std::string> Described::replies_that_may_be_spoilt() {
  std::set<std::string> list;
  for (const Seen& seen : good_) {
    Json more = seen.body;
    more["undocumented"] = 1;
    if (objection(seen.pointer, more).empty()) list.insert(seen.operation);
    const Json& schema = document_.at(Json::json_pointer(followed(document_, seen.pointer)));
    for (const Json& key : schema.value("required", Json::array())) {
      Json less = seen.body;
      less.erase(key.get<std::string>());
      if (objection(seen.pointer, less).empty()) {
        list.insert(seen.operation + " without " + key.get<std::string>());
      }
    }
  }
  return list;
}

}  // namespace service_test
