// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/office.h"

#include <algorithm>
#include <array>

#include "devices/sandbox/service/request_guard.h"

namespace service {
namespace {

void check_actor(const JsonView& in) {
  in.only({"kind", "delegationId", "staffId"});
  const JsonView kind = in.at("kind");
  const std::string text = kind.text(8);
  if (text == "SELF") return;
  if (text == "STAFF") {
    if (!is_token(in.at("staffId").text(), 1, 32)) in.at("staffId").fail("is no staff id");
    return;
  }
  if (text != "AGENT") kind.fail("is none of SELF, AGENT, STAFF");
  static_cast<void>(in.at("delegationId").text());
  // No delegation was ever given here, so none can hold.
  throw Refusal{Code::delegation, {}, {}};
}

Facts read_momentary(const JsonView& in) {
  Json facts = Json::object();
  if (const auto measured = in.find("measured")) {
    measured->only({"tempC", "symptoms"});
    facts = measured->json();
  }
  if (const auto survey = in.find("survey")) facts["survey"] = survey->json();
  try {
    return read_facts(JsonView(facts, ""));
  } catch (const Malformed& fault) {
    const bool survey = fault.path.starts_with("survey");
    throw Malformed{survey ? fault.path : "measured." + fault.path, fault.reason};
  }
}

}  // namespace

std::optional<Bilingual> AreaBook::name(std::string_view code) const {
  const std::shared_lock held(lock_);
  const auto found = names_.find(code);
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

void AreaBook::replace(const std::vector<Area>& areas) {
  std::map<std::string, Bilingual, std::less<>> names;
  for (const Area& area : areas) names[area.code] = area.name;
  const std::unique_lock held(lock_);
  names_ = std::move(names);
}

Office::Office(Settings settings, std::unique_ptr<Store> store, SlipSigner signer, Clock& clock)
    : settings_(std::move(settings)),
      store_(std::move(store)),
      signer_(std::move(signer)),
      seal_(settings_.store_key),
      clock_(clock) {}

Inquiry Office::read_inquiry(const JsonView& in,
                             std::initializer_list<std::string_view> more) const {
  for (const auto& member : in.members()) {
    constexpr std::array<std::string_view, 4> kOwn{"idDoc", "purpose", "actor", "consent"};
    const auto knows = [&](const auto& list) {
      return std::find(list.begin(), list.end(), member.key) != list.end();
    };
    if (!knows(kOwn) && !knows(more)) member.value.fail("is not a member that is known here");
  }
  // Nothing else is looked at before somebody has agreed.
  if (!in.at("consent").boolean()) throw Refusal{Code::consent, {}, {}};
  Inquiry inquiry;
  check_actor(in.at("actor"));
  inquiry.scene = policy().scene(in.at("purpose").text(64));
  if (!inquiry.scene) in.at("purpose").fail("is no scene of the policy");
  inquiry.document = read_id_document(in.at("idDoc"), settings_.practice);
  inquiry.momentary = read_momentary(in);
  return inquiry;
}

Examination Office::examine(const Inquiry& inquiry, Instant now) {
  Examination out;
  out.ref = seal_.pseudonym(name_of(inquiry.document.kind), inquiry.document.number);
  auto resident = must(store_->find(out.ref));
  if (resident) {
    const auto name = seal_.open(resident->sealed_name, name_place(out.ref));
    if (!name) throw Refusal{Code::internal, {}, {}};
    if (!same_name(*name, inquiry.document.name)) {
      throw Refusal{Code::name_mismatch, {"idDoc.name"}, {}};
    }
    out.facts = std::move(resident->facts);
  }
  out.facts.registered = resident.has_value();
  out.facts.temp_c = inquiry.momentary.temp_c;
  out.facts.symptoms = inquiry.momentary.symptoms;
  out.facts.survey_yes = inquiry.momentary.survey_yes;
  out.status = assign(policy(), out.facts, now);
  out.decision = decide(*inquiry.scene, out.status, out.facts, now);
  return out;
}

void Office::load_areas() { areas_.replace(must(store_->areas())); }

Json Office::policy_block() const {
  return Json{
      {"id", policy().id}, {"version", policy().version}, {"name", write(settings_.policy_name)}};
}

Json Office::issuer_block() const {
  return Json{{"code", settings_.issuer.code},
              {"name", write(settings_.issuer.name)},
              {"practice", settings_.practice}};
}

std::string name_place(const PersonRef& ref) {
  return "residents.name|" + std::string(reinterpret_cast<const char*>(ref.data()), ref.size());
}

}  // namespace service
