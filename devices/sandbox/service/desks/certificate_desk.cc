// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/certificate_desk.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "devices/sandbox/service/desks/slip_term.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr std::size_t kRevocationsPerReply = 500;

std::string upper_hex(std::string_view bytes) {
  std::string text = hex(bytes);
  for (char& c : text) {
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

int area_number(const std::string& code) {
  int number = 0;
  std::from_chars(code.data(), code.data() + code.size(), number);
  return number;
}

std::vector<SlipSample> newest_samples(const Facts& known, int issuing_area) {
  std::vector<NatTest> tests;
  for (const NatTest& test : known.nat) {
    if (test.result != NatResult::invalid) tests.push_back(test);
  }
  std::stable_sort(tests.begin(), tests.end(),
                   [](const NatTest& a, const NatTest& b) { return a.sampled > b.sampled; });
  if (tests.size() > 3) tests.resize(3);
  std::vector<SlipSample> samples;
  for (const NatTest& test : tests) {
    const int area = test.area.empty() ? issuing_area : area_number(test.area);
    samples.push_back({test.sampled, test.result, area});
  }
  return samples;
}

std::vector<SlipDose> newest_doses(const Facts& known) {
  std::vector<Vaccination> all = known.vaccination;
  // Key 7 counts days from 1970; what is older says nothing about an epidemic of today.
  std::erase_if(all, [](const Vaccination& one) { return one.date.time_since_epoch() < days{0}; });
  std::stable_sort(all.begin(), all.end(), [](const Vaccination& a, const Vaccination& b) {
    return a.date != b.date ? a.date > b.date : a.dose > b.dose;
  });
  if (all.size() > kMostDoses) all.resize(kMostDoses);
  std::vector<SlipDose> doses;
  // Where nobody said how many there will be, there are at least those that were given.
  for (const Vaccination& one : all) {
    doses.push_back({one.date, one.dose, std::max(one.total.value_or(0), one.dose), one.vaccine});
  }
  return doses;
}

std::vector<SlipStay> newest_stays(const Office& office, const Policy& policy, const Facts& known,
                                   Instant now) {
  std::vector<SlipStay> stays;
  const auto seen = office.itinerary(policy, known, now);
  if (!seen) return stays;
  for (const Place& place : seen->places) {
    if (stays.size() == kMostStays) break;
    const AreaRisk risk = !place.star()             ? AreaRisk::low
                          : place.level == "MEDIUM" ? AreaRisk::medium
                                                    : AreaRisk::high;
    stays.push_back({area_number(place.city), place.day, risk});
  }
  return stays;
}

// What every paper begins with: whose it is, who says so, until when.
Slip begun(const Office& office, const SlipSigner& signer, const Inquiry& inquiry,
           Instant valid_until, Instant now) {
  Slip slip;
  slip.reference = random_bytes(8);
  slip.area = office.settings().issuer.area;
  slip.evaluated = now;
  slip.valid_until = valid_until;
  slip.expires =
      std::min(slip.valid_until + hours{office.settings().grace_hours}, signer.not_after());
  slip.masked_number = masked_for_paper(inquiry.document.number);
  slip.name = inquiry.document.name;
  slip.birth = inquiry.document.birth;
  return slip;
}

Slip status_slip(const Office& office, const SlipSigner& signer, const Inquiry& inquiry,
                 const Examination& examined, Instant now) {
  const auto colour = colour_of(examined.status.state);
  const auto valid_until = slip_valid_until(office, examined, now);
  if (!colour || !valid_until) throw Refusal{Code::no_colour, {}, {}};
  Slip slip = begun(office, signer, inquiry, *valid_until, now);
  slip.colour = *colour;
  const Facts known = examined.facts.known_at(now);
  slip.samples = newest_samples(known, slip.area);
  slip.doses = newest_doses(known);
  slip.stays = newest_stays(office, *inquiry.policy, known, now);
  slip.commuting_until = commuter_until(inquiry, examined, now);
  if (const auto& agent = inquiry.agent) {
    slip.agent = SlipAgent{static_cast<int>(agent->relation), agent->masked_name};
  }
  return slip;
}

// Long-lived, so it tells who somebody is and nothing that changes: no colour, no test, no place.
Slip health_card(Office& office, const SlipSigner& signer, const Inquiry& inquiry,
                 const Examination& examined, Instant now) {
  // Nobody has vouched for a person who is not registered here while their home is silent.
  const bool vouched = examined.status.state != State::unknown ||
                       office.must(office.store().find(examined.ref)).has_value();
  if (!vouched) throw Refusal{Code::upstream, {}, {}};
  if (inquiry.document.name.empty()) throw Refusal{Code::bad_request, {"idDoc.name"}, {}};
  const Instant end = std::min(now + days{office.settings().card_days}, signer.not_after());
  return begun(office, signer, inquiry, end, now);
}

Json write(const Revocation& revocation) {
  return Json{{"seq", revocation.seq},
              {"id", revocation.id},
              {"reason", revocation.reason},
              {"at", rfc3339(revocation.at)}};
}

}  // namespace

void CertificateDesk::open(Routes& routes) {
  routes.push_back({"POST", "/v1/certificates", Audience::devices, true,
                    [this](const Request& request) { return issue(request); }});
  routes.push_back(
      {"POST", "/v1/certificates/{id}/revoke", Audience::devices, false,
       [this](const Request& request) { return revoke(request.parts[0], request.body); }});
  routes.push_back({"GET", "/v1/revocations", Audience::devices, false,
                    [this](const Request& request) { return revocations(request.call); }});
  routes.push_back(
      {"GET", "/v1/keys", Audience::devices, false, [this](const Request&) { return keys(); }});
}

Answer CertificateDesk::issue(const Request& request) {
  const JsonView& body = request.body;
  const Instant now = office_.clock().now();
  // Without a key that counts today nothing can be signed; waiting does not help, people must act.
  const SlipSigner* signer = office_.signer(now);
  if (signer == nullptr) throw Refusal{Code::maintenance, {}, {}};
  const JsonView kind = body.at("kind");
  const std::string name_of_kind = kind.text(32);
  const bool card = name_of_kind == "HEALTH_CARD";
  if (!card && name_of_kind != "STATUS_SLIP") {
    kind.fail("is no kind of certificate that is issued here");
  }
  const Inquiry inquiry = office_.read_inquiry(body, Scope::print, {"kind"}, &request.note);
  const Examination examined = office_.examine(inquiry, now);
  // A card tells nobody the state, so the record of it does not either.
  if (!card) request.note.result = name_of(examined.status.state);
  if (examined.status.state == State::not_found) throw Refusal{Code::no_record, {}, {}};
  const Slip slip = card ? health_card(office_, *signer, inquiry, examined, now)
                         : status_slip(office_, *signer, inquiry, examined, now);
  const auto qr = signer->sign(slip, office_.settings().issuer.country);
  // Nobody's name and doses are so long that no code holds them.
  if (!qr) throw Refusal{Code::internal, {}, {}};

  const std::string id = upper_hex(slip.reference);
  Json reply{{"id", id},
             {"kind", name_of_kind},
             {"qr", *qr},
             {"issuedAt", rfc3339(now)},
             {"expiresAt", rfc3339(slip.valid_until)},
             {"policy", office_.policy_block(*inquiry.policy)},
             {"issuer", office_.issuer_block()},
             {"maskedName", masked_name(inquiry.document.name)},
             {"maskedId", slip.masked_number}};
  if (!card) reply["state"] = name_of(examined.status.state);
  const Answer answer{201, reply.dump(), {}, {}};
  office_.must(
      office_.store().issue({id, examined.ref, now, slip.valid_until}, request.kept(answer)));
  return answer;
}

Answer CertificateDesk::revoke(const std::string& id, const JsonView& body) {
  body.only({"reason"});
  const JsonView reason = body.at("reason");
  constexpr std::array<std::string_view, 4> kReasons{"REPRINTED", "LOST", "MISPRINT", "WITHDRAWN"};
  const std::string text = reason.text(16);
  if (std::find(kReasons.begin(), kReasons.end(), text) == kReasons.end()) {
    reason.fail("is no reason that is known");
  }
  const auto revoked = office_.must(office_.store().revoke(id, text, office_.clock().now()));
  if (!revoked) throw Refusal{Code::not_found, {}, {}};
  const Json reply{{"id", revoked->id}, {"seq", revoked->seq}, {"revokedAt", rfc3339(revoked->at)}};
  return {200, reply.dump(), {}, {}};
}

Answer CertificateDesk::revocations(const Call& call) {
  std::int64_t since = 0;
  if (const auto asked = call.query.find("since"); asked != call.query.end()) {
    const char* end = asked->second.data() + asked->second.size();
    const auto [rest, error] = std::from_chars(asked->second.data(), end, since);
    if (error != std::errc() || rest != end || since < 0) {
      throw Refusal{Code::bad_request, {"since"}, {}};
    }
  }
  const auto list = office_.must(office_.store().revocations_after(since, kRevocationsPerReply));
  const Instant now = office_.clock().now();
  Json revoked = Json::array();
  for (const Revocation& one : list) revoked.push_back(write(one));
  const Json reply{{"seq", list.empty() ? since : list.back().seq},
                   {"publishedAt", rfc3339(now)},
                   {"nextUpdate", rfc3339(now + hours{office_.settings().revocation_list_hours})},
                   {"revoked", std::move(revoked)}};
  return {200, reply.dump(), {}, {}};
}

Answer CertificateDesk::keys() {
  Json list = Json::array();
  for (const SlipSigner& signer : office_.signers()) {
    list.push_back(Json{{"kid", base64(signer.kid())},
                        {"alg", "ES256"},
                        {"der", base64(signer.der())},
                        {"notBefore", rfc3339(signer.not_before())},
                        {"notAfter", rfc3339(signer.not_after())}});
  }
  return {200, Json{{"keys", std::move(list)}}.dump(), {}, {}};
}

}  // namespace service
