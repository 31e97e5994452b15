// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/sealed_record.h"

#include "devices/sandbox/service/wire/error.h"

namespace service {
namespace {

std::string place(const Record& record) { return "records|" + record.kind + "|" + record.id; }

}  // namespace

std::string random_id() { return hex(random_bytes(16)); }

void close_body(const Seal& seal, Record& record, const Json& body) {
  record.body = seal.close(body.dump(), place(record));
}

Json open_body(const Seal& seal, const Record& record) {
  const auto text = seal.open(record.body, place(record));
  if (!text) throw Refusal{Code::internal, {}, {}};
  auto json = parse_json(*text);
  if (!json) throw Refusal{Code::internal, {}, {}};
  return std::move(*json);
}

Json kept_form(const IdDocument& document) {
  return Json{{"kind", name_of(document.kind)},
              {"number", document.number},
              {"name", document.name},
              {"birth", iso_day(document.birth)}};
}

}  // namespace service
