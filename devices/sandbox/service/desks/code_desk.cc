// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/code_desk.h"

#include <algorithm>
#include <array>

#include "devices/sandbox/service/desks/petition.h"
#include "devices/sandbox/service/desks/sealed_record.h"

namespace service {
namespace {

constexpr std::size_t kLongestCode = 64;
constexpr std::int64_t kLongestShowing = 600;  // seconds

Answer given(const PersonalCode& code) {
  return {201, Json{{"qr", code.qr}, {"until", rfc3339(code.until)}}.dump(), {}, {}};
}

constexpr std::array kStates{CodeState::valid, CodeState::expired, CodeState::revoked,
                             CodeState::unknown};

}  // namespace

Json write(const ResolvedCode& code) {
  Json out{{"state", name_of(code.state)}};
  if (code.document) out["idDoc"] = kept_form(*code.document);
  return out;
}

ResolvedCode read_resolved_code(const JsonView& in, bool practice) {
  const JsonView state = in.at("state");
  const std::string text = state.text(16);
  const auto found = std::find_if(kStates.begin(), kStates.end(),
                                  [&](CodeState known) { return text == name_of(known); });
  if (found == kStates.end()) state.fail("is no state of a code");
  ResolvedCode code{*found, std::nullopt};
  if (code.state != CodeState::valid) return code;
  const JsonView document = in.at("idDoc");
  try {
    code.document = read_id_document(document, practice);
  } catch (const Refusal&) {
    document.fail("does not hold");
  }
  return code;
}

void CodeDesk::open(Routes& routes) {
  routes.push_back({"POST", "/v1/codes", Audience::devices, true,
                    [this](const Request& request) { return apply(request); }});
  routes.push_back({"POST", "/v1/codes/make", Audience::devices, true,
                    [this](const Request& request) { return make(request); }});
  routes.push_back({"POST", "/v1/codes/verify", Audience::devices, false,
                    [this](const Request& request) { return verify(request); }});
  routes.push_back({"POST", "/v1/codes/resolve", Audience::issuers, false,
                    [this](const Request& request) { return resolve(request); }});
}

Answer CodeDesk::apply(const Request& request) {
  const Petition petition = read_petition(office_, request.body, Scope::print, {}, &request.note);
  static_cast<void>(resident_of(office_, petition));
  const Instant now = office_.clock().now();
  const PersonalCode code = book_.fresh(now);
  const Answer answer = given(code);
  const KeptReply reply = request.kept(answer);
  book_.give(code, petition.ref, petition.document, now, &reply);
  return answer;
}

Answer CodeDesk::make(const Request& request) {
  const JsonView& body = request.body;
  body.only({"qr", "ttlS"});
  const std::string qr = body.at("qr").text(kLongestCode);
  const std::chrono::seconds life{body.at("ttlS").integer(1, kLongestShowing)};
  const Instant now = office_.clock().now();
  const FoundCode from = book_.find(qr, now);
  if (from.state != CodeState::valid || from.is_made) throw Refusal{Code::not_found, {}, {}};
  request.note.who = from.ref;
  PersonalCode code = book_.fresh(now);
  code.until = std::min(now + life, from.until);
  const Answer answer = given(code);
  book_.make(code, from, now, request.kept(answer));
  return answer;
}

Answer CodeDesk::verify(const Request& request) {
  const JsonView& body = request.body;
  body.only({"qr", "purpose"});
  const std::string qr = body.at("qr").text(kLongestCode);
  Inquiry inquiry;
  inquiry.policy = office_.policy();
  inquiry.scene = inquiry.policy->scene(body.at("purpose").text(64));
  if (!inquiry.scene) body.at("purpose").fail("is no scene of the policy");

  const Instant now = office_.clock().now();
  ResolvedCode code = resolved(qr, now, /*asks_on=*/true);
  const bool valid = code.document.has_value();
  Json reply{{"valid", valid}, {"reason", valid ? Json() : Json(name_of(code.state))}};
  request.note.result = name_of(code.state);
  if (valid) {
    // From here on it is as if the card itself lay there.
    inquiry.document = std::move(*code.document);
    const Examination examined = office_.examine(inquiry, now);
    request.note.who = examined.ref;
    request.note.result = name_of(examined.status.state);
    reply.update(status_.told(inquiry, examined, now));
  }
  return {200, reply.dump(), {}, {}};
}

Answer CodeDesk::resolve(const Request& request) {
  request.body.only({"qr"});
  const std::string qr = request.body.at("qr").text(kLongestCode);
  // Only the platform passes a question on, so that none goes in a circle.
  const ResolvedCode code = resolved(qr, office_.clock().now(), office_.is_national());
  request.note.result = name_of(code.state);
  if (code.document) {
    request.note.who =
        office_.seal().pseudonym(name_of(code.document->kind), code.document->number);
  }
  return {200, write(code).dump(), {}, {}};
}

bool CodeDesk::is_own(const std::optional<std::string>& issuer) const {
  return !issuer || *issuer == office_.settings().issuer.code;
}

ResolvedCode CodeDesk::resolved(const std::string& qr, Instant now, bool asks_on) {
  const auto issuer = issuer_of_code(qr);
  if (is_own(issuer)) {
    FoundCode found = book_.find(qr, now);
    if (found.state != CodeState::valid) return {found.state, std::nullopt};
    return {found.state, std::move(found.document)};
  }
  if (!asks_on) return {};
  if (source_ == nullptr) throw Refusal{Code::upstream, {}, {}};
  return source_->resolve(*issuer, qr);
}

}  // namespace service
