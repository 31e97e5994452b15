// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/outbox.h"

#include "devices/sandbox/service/desks/sealed_record.h"
#include "devices/sandbox/service/network/catalogue.h"
#include "devices/sandbox/service/network/dossier.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr const char* kKind = "report";
constexpr const char* kPending = "PENDING";
constexpr std::size_t kAtOnce = 100;
// A report about somebody whom nobody has registered yet is tried for so long.
constexpr days kPatience{7};

}  // namespace

void Outbox::report_resident(const IdDocument& document, bool disabled, const Facts& facts) {
  const Json person{
      {"idDoc", write(document)}, {"disabled", disabled}, {"facts", write_reported(facts)}};
  put(ref_of(office_, document), "/v1/residents", Json{{"residents", Json::array({person})}});
}

void Outbox::report_facts(const IdDocument& document, const Facts& facts) {
  put(ref_of(office_, document), "/v1/facts",
      Json{{"idDoc", write(document)}, {"facts", write_reported(facts)}});
}

void Outbox::put(const PersonRef& ref, const char* path, const Json& body) {
  Record record;
  record.kind = kKind;
  record.id = random_id();
  record.ref = ref;
  record.state = kPending;
  record.at = office_.clock().now();
  record.until = record.at + kPatience;
  close_body(office_.seal(), record, Json{{"path", path}, {"body", body}});
  office_.must(office_.store().add(record));
}

void Outbox::deliver() {
  bool waiting = false;
  std::int64_t after = 0;
  for (;;) {
    const auto records = office_.must(office_.store().records_in(kKind, kPending, after, kAtOnce));
    for (const Record& record : records) {
      after = record.seq;
      if (!deliver(record, waiting)) throw Refusal{Code::upstream, {}, {}};
    }
    if (records.size() < kAtOnce) break;
  }
  if (waiting) throw Refusal{Code::upstream, {}, {}};
}

bool Outbox::deliver(Record record, bool& waiting) {
  const Json body = open_body(office_.seal(), record);
  const auto reply =
      upstream_.post(office_.settings().network->national, body.at("path").get<std::string>(),
                     body.at("body"), upstream_.deadline());
  record.state = "DELIVERED";
  if (!reply) {
    switch (reply.error()) {
      case UpstreamTrouble::unreachable:
      case UpstreamTrouble::late:
      case UpstreamTrouble::unwilling:
      case UpstreamTrouble::unreadable:
        return false;
      case UpstreamTrouble::no_record:
        if (record.until && office_.clock().now() < *record.until) {
          waiting = true;
          return true;
        }
        record.state = "GIVEN_UP";
        break;
      case UpstreamTrouble::refused:
      case UpstreamTrouble::name_mismatch:
        record.state = "REFUSED";
        break;
    }
  }
  // What has arrived, or never will, need not be kept.
  record.body.clear();
  office_.must(office_.store().move(record, kPending));
  return true;
}

}  // namespace service
