// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/courier.h"

#include "devices/sandbox/service/desks/sealed_record.h"
#include "devices/sandbox/service/network/catalogue.h"
#include "devices/sandbox/service/network/dossier.h"

namespace service {
namespace {

constexpr const char* kPending = "PENDING";
constexpr std::size_t kAtOnce = 100;

// A province's pushes are a kind of their own, so that its queue is read without the others'.
std::string kind_for(const std::string& home) { return "push-" + home; }

}  // namespace

void Courier::push(const std::string& home, const IdDocument& document, Json news) {
  Record record;
  record.kind = kind_for(home);
  record.id = random_id();
  record.ref = ref_of(office_, document);
  record.state = kPending;
  record.at = office_.clock().now();
  news["id"] = record.id;
  news["idDoc"] = write(document);
  close_body(office_.seal(), record, news);
  office_.must(office_.store().add(record));
}

void Courier::deliver() {
  bool all = true;
  for (const auto& [code, province] : office_.settings().province_book.all()) {
    if (code != office_.settings().issuer.code) all = deliver_to(code) && all;
  }
  if (!all) throw Refusal{Code::upstream, {}, {}};
}

bool Courier::deliver_to(const std::string& home) {
  for (;;) {
    const auto records =
        office_.must(office_.store().records_in(kind_for(home), kPending, 0, kAtOnce));
    if (records.empty()) return true;
    const std::string url = directory_.find(home).url;
    if (url.empty()) return false;
    for (Record record : records) {
      const auto reply = upstream_.post(url, "/v1/pushes", open_body(office_.seal(), record),
                                        upstream_.deadline());
      record.state = "DELIVERED";
      if (!reply) {
        switch (reply.error()) {
          case UpstreamTrouble::unreachable:
          case UpstreamTrouble::late:
          case UpstreamTrouble::unwilling:
          case UpstreamTrouble::unreadable:
            // The next ones must not overtake it.
            return false;
          case UpstreamTrouble::no_record:
          case UpstreamTrouble::refused:
          case UpstreamTrouble::name_mismatch:
            record.state = "REFUSED";
            break;
        }
      }
      record.body.clear();
      office_.must(office_.store().move(record, kPending));
    }
  }
}

}  // namespace service
