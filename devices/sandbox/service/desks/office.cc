// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/office.h"

#include <algorithm>
#include <array>

#include "devices/sandbox/service/desks/declared_illness.h"

namespace service {
namespace {

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

// What is written down about a person is not what would be written down now.
bool is_due(const std::optional<Assigned>& assigned, const Policy& policy, Instant now) {
  return !assigned || assigned->policy != policy.key() ||
         (assigned->changes && *assigned->changes <= now);
}

}  // namespace

Office::Office(Settings settings, std::unique_ptr<Store> store, std::vector<SlipSigner> signers,
               Clock& clock)
    : settings_(std::move(settings)),
      store_(std::move(store)),
      signers_(std::move(signers)),
      seal_(settings_.store_key),
      policy_(std::make_shared<const Policy>(settings_.policy)),
      clock_(clock) {}

Inquiry Office::read_inquiry(const JsonView& in, Scope scope,
                             std::initializer_list<std::string_view> more, AuditNote* note) {
  std::vector<std::string_view> members(more);
  members.emplace_back("purpose");
  Petition petition = read_petition(*this, in, scope, members, note);
  Inquiry inquiry;
  inquiry.document = std::move(petition.document);
  // Nobody elsewhere is asked about a number without a name.
  inquiry.asks_on = !inquiry.document.name.empty();
  inquiry.agent = std::move(petition.agent);
  inquiry.self = petition.self;
  inquiry.policy = policy();
  if (note != nullptr) note->policy = inquiry.policy->id + "/" + inquiry.policy->version;
  inquiry.scene = inquiry.policy->scene(in.at("purpose").text(64));
  if (!inquiry.scene) in.at("purpose").fail("is no scene of the policy");
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
    if (is_due(resident->assigned, *inquiry.policy, now)) due_.note(out.ref);
    out.facts = std::move(resident->facts);
  }
  // A province without a code of its own has the national one even for its own people.
  const Province* own = province();
  const bool issues = is_national() || own == nullptr || own->mode != Recognition::national;
  if ((!resident || !issues) && elsewhere_ != nullptr && inquiry.asks_on) {
    return elsewhere_->look_up(inquiry, now);
  }
  out.facts.registered = resident.has_value();
  out.source = is_national() ? "NATIONAL" : "LOCAL";
  judge(inquiry, now, out);
  return out;
}

void Office::judge(const Inquiry& inquiry, Instant now, Examination& out) {
  const Facts& moment = inquiry.momentary;
  out.ref = seal_.pseudonym(name_of(inquiry.document.kind), inquiry.document.number);
  // An issuer elsewhere may have told of a fever too: the higher one counts.
  if (moment.temp_c && (!out.facts.temp_c || *moment.temp_c > *out.facts.temp_c)) {
    out.facts.temp_c = moment.temp_c;
  }
  out.facts.symptoms = out.facts.symptoms || moment.symptoms;
  out.facts.survey_yes = moment.survey_yes;
  add_declared_illness(*this, out.ref, now, out.facts);
  out.status = assign(*inquiry.policy, out.facts, now);
  out.scene = &scene_for(*inquiry.policy, *inquiry.scene, out.facts, now);
  out.decision = decide(*out.scene, out.status, out.facts, now);
}

const Province* Office::province() const {
  return settings_.province_book.find(settings_.issuer.code);
}

const Province* Office::vocabulary() const {
  const Province* own = province();
  const bool borrows = own != nullptr && own->mode == Recognition::national;
  return borrows ? settings_.province_book.find("00") : own;
}

std::optional<Bilingual> Office::word_for(State state) const {
  const Province* own = vocabulary();
  const CodeWord* word = own == nullptr ? nullptr : own->word_for(state);
  return word == nullptr ? std::nullopt : std::optional(word->text);
}

Json Office::worded_reasons(const Examination& examined, Instant now) const {
  Json reasons = Json::array();
  const AreaNames names = [this](std::string_view area) { return areas_.name(area); };
  for (const Reason& reason : examined.status.reasons) {
    const auto told = examined.told.find(reason.code);
    reasons.push_back(told == examined.told.end() ? worded(reason, now, names) : told->second);
  }
  return reasons;
}

std::optional<Itinerary> Office::itinerary(const Policy& policy, const Facts& known,
                                           Instant now) const {
  return look_back(
      policy, known, [this](std::string_view city) { return areas_.levels_in(city); }, now);
}

void Office::load_areas() { must(areas_.load(*store_)); }

void Office::set_area_level(const std::string& code, const std::string& level) {
  must(areas_.set_level(*store_, code, level, clock_.now()));
}

const SlipSigner* Office::signer(Instant now) const {
  const auto found =
      std::find_if(signers_.begin(), signers_.end(), [now](const SlipSigner& signer) {
        return now >= signer.not_before() && now < signer.not_after();
      });
  return found == signers_.end() ? nullptr : &*found;
}

std::shared_ptr<const Policy> Office::policy() const {
  const std::lock_guard held(policy_lock_);
  return policy_;
}

void Office::adopt(Policy policy) {
  auto next = std::make_shared<const Policy>(std::move(policy));
  const std::lock_guard held(policy_lock_);
  policy_ = std::move(next);
}

Json Office::policy_block(const Policy& policy) const {
  return Json{
      {"id", policy.id}, {"version", policy.version}, {"name", write(settings_.policy_name)}};
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
