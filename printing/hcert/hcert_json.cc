// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "printing/hcert/hcert.h"

namespace printing {
namespace {

using Json = nlohmann::ordered_json;

std::string hex(Bytes bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4u];
    text += digits[byte & 0x0Fu];
  }
  return text;
}

std::string timestamp(std::chrono::sys_seconds moment) {
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return text.data();
}

std::string key_text(const cbor::Item& key) {
  if (const auto text = key.text()) return std::string(*text);
  if (const auto bytes = key.bytes()) return "h'" + hex(*bytes) + "'";
  if (const auto integer = key.integer()) return std::to_string(*integer);
  return "?";  // an integer beyond 63 bits
}

// CBOR's values in JSON's: integer keys as text, byte strings as hex, tags taken off.
Json value_of(const cbor::Item& item) {
  switch (item.kind()) {
    case cbor::Kind::unsigned_integer:
    case cbor::Kind::negative_integer:
      if (const auto integer = item.integer()) return *integer;
      return item.number().value_or(0);
    case cbor::Kind::bytes:
      return hex(item.bytes().value_or(Bytes{}));
    case cbor::Kind::text:
      return std::string(item.text().value_or(""));
    case cbor::Kind::array: {
      Json list = Json::array();
      for (const cbor::Item& element : item.elements()) list.push_back(value_of(element));
      return list;
    }
    case cbor::Kind::map: {
      Json map = Json::object();
      for (const auto& [key, value] : item.entries()) map[key_text(key)] = value_of(value);
      return map;
    }
    case cbor::Kind::tag:
      return value_of(item.untagged());
    case cbor::Kind::boolean:
      return item.boolean().value_or(false);
    case cbor::Kind::floating: {
      const double number = item.number().value_or(0);
      return std::isfinite(number) ? Json(number) : Json(nullptr);
    }
    case cbor::Kind::null:
    case cbor::Kind::simple:
      break;
  }
  return nullptr;
}

std::string_view name_of(Check check) {
  switch (check) {
    case Check::not_made:
      return "not-made";
    case Check::passed:
      return "passed";
    case Check::failed:
      break;
  }
  return "failed";
}

// The members that every answer has, null where there is nothing to tell.
Json answer(std::string_view verdict, std::string_view stage) {
  return Json{{"verdict", verdict}, {"stage", stage},     {"kid", nullptr},    {"issuer", nullptr},
              {"issued", nullptr},  {"expires", nullptr}, {"content", nullptr}};
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::ok:
      return "ok";
    case Verdict::expired:
      return "expired";
    case Verdict::not_yet_valid:
      return "not-yet-valid";
    case Verdict::revoked:
      return "revoked";
    case Verdict::unknown_issuer:
      return "unknown-issuer";
    case Verdict::bad_signature:
      return "bad-signature";
    case Verdict::wrong_key_usage:
      return "wrong-key-usage";
    case Verdict::damaged:
      return "damaged";
    case Verdict::unsupported:
      return "unsupported";
    case Verdict::trust_list_stale:
      break;
  }
  return "trust-list-stale";
}

std::string_view name_of(Stage stage) {
  constexpr std::array<std::string_view, kStages + 1> names = {
      "unprefix",  "base45",  "zlib",  "cbor",       "cose", "cwt",       "key",
      "signature", "content", "usage", "revocation", "time", "freshness", "complete"};
  return names[static_cast<std::size_t>(stage)];
}

std::string_view name_of(HealthCodeColour colour) {
  switch (colour) {
    case HealthCodeColour::green:
      return "green";
    case HealthCodeColour::yellow:
      return "yellow";
    case HealthCodeColour::red:
      return "red";
    case HealthCodeColour::unknown:
      break;
  }
  return "unknown";
}

std::string to_json(const HcertResult& result, std::chrono::sys_seconds now) {
  Json json = answer(name_of(result.verdict), name_of(result.stage));
  if (!result.kid.empty()) json["kid"] = hex(result.kid);
  if (!result.issuer.empty()) json["issuer"] = result.issuer;
  if (result.issued) json["issued"] = timestamp(*result.issued);
  if (result.expires) json["expires"] = timestamp(*result.expires);
  if (result.claims != nullptr) json["content"] = value_of(*result.claims);
  if (result.health_code) {
    json["colour"] = name_of(colour_to_show(result, now));
    json["newer_format"] = result.health_code->newer_format();
    if (!result.health_code->newer_format()) {
      json["reference"] = hex(result.health_code->reference);
      json["evaluated"] = timestamp(result.health_code->evaluated);
      json["valid_until"] = timestamp(result.health_code->valid_until);
    }
  }
  Json& checks = json["checks"];
  for (std::size_t i = 0; i < kStages; ++i) {
    checks[std::string(name_of(static_cast<Stage>(i)))] = name_of(result.checks[i]);
  }
  return json.dump();
}

std::string to_json(Verdict verdict, std::string_view stage) {
  return answer(name_of(verdict), stage).dump();
}

}  // namespace printing
