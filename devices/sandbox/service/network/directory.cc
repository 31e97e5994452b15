// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/directory.h"

namespace service {
namespace {

constexpr const char* kKind = "issuer";
constexpr const char* kKnown = "KNOWN";

}  // namespace

void Directory::enter(const IssuerEntry& entry) {
  Record record;
  record.kind = kKind;
  record.id = entry.code;
  record.state = kKnown;
  record.at = office_.clock().now();
  record.body = Json{{"url", entry.url}, {"mode", name_of(entry.mode)}}.dump();
  if (office_.must(office_.store().move(record, kKnown))) return;
  try {
    office_.must(office_.store().add(record));
  } catch (const DoneBefore&) {
    // It announced itself twice at once; both said the same.
  }
}

IssuerEntry Directory::find(const std::string& code) {
  if (const auto record = office_.must(office_.store().record(kKind, code))) {
    const auto json = parse_json(record->body);
    if (!json) throw Refusal{Code::internal, {}, {}};
    const auto mode = recognition_of(json->value("mode", ""));
    if (!mode) throw Refusal{Code::internal, {}, {}};
    return {code, json->value("url", ""), *mode};
  }
  const Province* province = office_.settings().province_book.find(code);
  return {code, "", province == nullptr ? Recognition::share : province->mode};
}

}  // namespace service
