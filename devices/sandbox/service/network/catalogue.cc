// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/catalogue.h"

#include "devices/sandbox/service/network/dossier.h"

namespace service {
namespace {

std::string document_place(const PersonRef& ref) {
  return "residents.document|" + std::string(reinterpret_cast<const char*>(ref.data()), ref.size());
}

}  // namespace

PersonRef ref_of(const Office& office, const IdDocument& document) {
  return office.seal().pseudonym(name_of(document.kind), document.number);
}

std::optional<Resident> Catalogue::find(const IdDocument& document) {
  auto resident = office_.must(office_.store().find(ref_of(office_, document)));
  if (resident && !same_name(record_name(office_, *resident), document.name)) {
    throw Refusal{Code::name_mismatch, {"idDoc.name"}, {}};
  }
  return resident;
}

void Catalogue::enter(const IdDocument& document, const std::string& home, bool disabled,
                      const Facts& facts) {
  Resident entered;
  entered.ref = ref_of(office_, document);
  entered.home = home;
  entered.sealed_name = office_.seal().close(document.name, name_place(entered.ref));
  entered.sealed_document =
      office_.seal().close(write(document).dump(), document_place(entered.ref));
  entered.disabled = disabled;
  const bool known = office_.must(office_.store().change(entered.ref, [&](Resident& resident) {
    Facts kept = std::move(resident.facts);
    resident = entered;
    resident.facts = std::move(kept);
    take_in(resident.facts, facts);
  }));
  if (known) return;
  entered.facts = facts;
  office_.must(office_.store().put({&entered, 1}));
}

bool Catalogue::change(const IdDocument& document, const std::function<void(Facts&)>& change) {
  if (!find(document)) return false;
  return office_.must(office_.store().change(ref_of(office_, document), [&](Resident& resident) {
    change(resident.facts);
    // What they came to has to be looked at again.
    resident.assigned.reset();
  }));
}

}  // namespace service
