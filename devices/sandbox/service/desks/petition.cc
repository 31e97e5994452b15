// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/petition.h"

#include <algorithm>
#include <array>

#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

struct Actor {
  bool staff = false;
  std::optional<std::string> delegation;  // that an agent shows
};

Actor read_actor(const JsonView& in) {
  in.only({"kind", "delegationId", "staffId"});
  const JsonView kind = in.at("kind");
  const std::string text = kind.text(8);
  if (text == "SELF") return {};
  if (text == "STAFF") {
    if (!is_token(in.at("staffId").text(), 1, 32)) in.at("staffId").fail("is no staff id");
    return {true, std::nullopt};
  }
  if (text != "AGENT") kind.fail("is none of SELF, AGENT, STAFF");
  return {false, in.at("delegationId").text(64)};
}

}  // namespace

Petition read_petition(Office& office, const JsonView& in, Scope scope,
                       const std::vector<std::string_view>& more, AuditNote* note) {
  for (const auto& member : in.members()) {
    constexpr std::array<std::string_view, 3> kOwn{"idDoc", "actor", "consent"};
    const auto knows = [&](const auto& list) {
      return std::find(list.begin(), list.end(), member.key) != list.end();
    };
    if (!knows(kOwn) && !knows(more)) member.value.fail("is not a member that is known here");
  }
  if (!in.at("consent").boolean()) throw Refusal{Code::consent, {}, {}};
  const Actor actor = read_actor(in.at("actor"));
  Petition petition;
  petition.self = !actor.staff && !actor.delegation;
  petition.document =
      read_id_document(in.at("idDoc"), office.settings().practice, /*named=*/!actor.staff);
  petition.ref = office.seal().pseudonym(name_of(petition.document.kind), petition.document.number);
  if (note != nullptr) note->who = petition.ref;
  // Staff who type a number for somebody without a card know the name from the record at most.
  if (petition.document.name.empty()) {
    const auto resident = office.must(office.store().find(petition.ref));
    if (resident && resident->home.empty()) petition.document.name = record_name(office, *resident);
  }
  if (actor.delegation) {
    petition.agent =
        DelegationBook(office).agent(*actor.delegation, petition.ref, scope, office.clock().now());
  }
  return petition;
}

std::optional<Resident> find_resident(Office& office, const PersonRef& ref,
                                      const IdDocument& document, const std::string& path) {
  auto resident = office.must(office.store().find(ref));
  // The national platform also lists people whom a province keeps.
  if (!resident || !resident->home.empty()) return std::nullopt;
  if (!same_name(record_name(office, *resident), document.name)) {
    throw Refusal{Code::name_mismatch, {path + ".name"}, {}};
  }
  return resident;
}

Resident resident_of(Office& office, const Petition& petition) {
  auto resident = find_resident(office, petition.ref, petition.document);
  if (!resident) throw Refusal{Code::no_record, {}, {}};
  return std::move(*resident);
}

std::string record_name(Office& office, const Resident& resident) {
  auto name = office.seal().open(resident.sealed_name, name_place(resident.ref));
  if (!name) throw Refusal{Code::internal, {}, {}};
  return std::move(*name);
}

}  // namespace service
