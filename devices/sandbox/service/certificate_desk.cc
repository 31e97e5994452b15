// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/certificate_desk.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "devices/sandbox/service/request_guard.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr hours kReplyLife{24};
constexpr std::size_t kRevocationsPerReply = 500;

std::string reply_place(const std::string& device, const std::string& key) {
  return "replies|" + device + "|" + key;
}

std::string upper_hex(std::string_view bytes) {
  std::string text = hex(bytes);
  for (char& c : text) {
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
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
    int area = issuing_area;
    if (!test.area.empty()) {
      std::from_chars(test.area.data(), test.area.data() + test.area.size(), area);
    }
    samples.push_back({test.sampled, test.result, area});
  }
  return samples;
}

// The slip tells nothing beyond the moment at which the first of its statements ends.
Instant end_of_statements(const Office& office, const Inquiry& inquiry, const Examination& examined,
                          Instant now) {
  Instant end = now + hours{office.settings().slip_hours};
  if (examined.status.until) end = std::min(end, *examined.status.until);
  if (const auto window = nat_window_end(*inquiry.scene, examined.facts, now)) {
    end = std::min(end, *window);
  }
  return std::min(end, office.signer().not_after());
}

Slip drawn_up(const Office& office, const Inquiry& inquiry, const Examination& examined,
              Instant now) {
  const auto colour = colour_of(examined.status.state);
  if (!colour) throw Refusal{Code::no_colour, {}, {}};
  Slip slip;
  slip.reference = random_bytes(8);
  slip.colour = *colour;
  slip.area = office.settings().issuer.area;
  slip.evaluated = now;
  slip.valid_until = end_of_statements(office, inquiry, examined, now);
  slip.expires = std::min(slip.valid_until + hours{office.settings().grace_hours},
                          office.signer().not_after());
  slip.masked_number = masked_for_paper(inquiry.document.number);
  slip.name = inquiry.document.name;
  slip.birth = inquiry.document.birth;
  slip.samples = newest_samples(examined.facts.known_at(now), slip.area);
  return slip;
}

Json write(const Revocation& revocation) {
  return Json{{"seq", revocation.seq},
              {"id", revocation.id},
              {"reason", revocation.reason},
              {"at", rfc3339(revocation.at)}};
}

}  // namespace

Answer CertificateDesk::issue(const Call& call, const JsonView& body) {
  const std::string device = call.header("x-device-id");
  const std::string key = call.header("idempotency-key");
  if (!is_token(key, 16, 64)) throw Refusal{Code::bad_request, {"Idempotency-Key"}, {}};
  const std::string request = sha256(call.target + "\n" + call.body);
  if (auto again = replay(device, key, request)) return std::move(*again);

  const Instant now = office_.clock().now();
  // Without a key that counts today nothing can be signed; waiting does not help, people must act.
  if (now < office_.signer().not_before() || now >= office_.signer().not_after()) {
    throw Refusal{Code::maintenance, {}, {}};
  }
  const JsonView kind = body.at("kind");
  if (kind.text(32) != "STATUS_SLIP") kind.fail("is no kind of certificate that is issued here");
  const Inquiry inquiry = office_.read_inquiry(body, {"kind"});
  const Examination examined = office_.examine(inquiry, now);
  if (examined.status.state == State::not_found) throw Refusal{Code::no_record, {}, {}};
  const Slip slip = drawn_up(office_, inquiry, examined, now);

  const Settings& settings = office_.settings();
  const std::string id = upper_hex(slip.reference);
  const Json reply{{"id", id},
                   {"kind", "STATUS_SLIP"},
                   {"state", name_of(examined.status.state)},
                   {"qr", office_.signer().sign(slip, settings.issuer.country)},
                   {"issuedAt", rfc3339(now)},
                   {"expiresAt", rfc3339(slip.valid_until)},
                   {"policy", office_.policy_block()},
                   {"issuer", office_.issuer_block()},
                   {"maskedName", masked_name(inquiry.document.name)},
                   {"maskedId", slip.masked_number}};
  Answer answer{201, reply.dump(), {}, {}};
  const KeptReply kept{device,
                       key,
                       request,
                       answer.status,
                       office_.seal().close(answer.body, reply_place(device, key)),
                       now};
  const auto done = office_.store().issue({id, examined.ref, now, slip.valid_until}, kept);
  if (!done && done.error() == StoreTrouble::duplicate) {
    // The same request came twice at once, and the other one was first.
    if (auto again = replay(device, key, request)) return std::move(*again);
  }
  office_.must(done);
  forget_old_replies(now);
  return answer;
}

std::optional<Answer> CertificateDesk::replay(const std::string& device, const std::string& key,
                                              const std::string& request) {
  const auto kept = office_.must(office_.store().recall(device, key));
  if (!kept) return std::nullopt;
  if (kept->request != request) throw Refusal{Code::idempotency, {}, {}};
  auto body = office_.seal().open(kept->sealed_body, reply_place(device, key));
  if (!body) throw Refusal{Code::internal, {}, {}};
  return Answer{kept->status, std::move(*body), {{"Idempotency-Replayed", "true"}}, {}};
}

void CertificateDesk::forget_old_replies(Instant now) {
  const std::int64_t second = epoch_seconds(now);
  std::int64_t last = forgotten_at_;
  // Once an hour is often enough; a practice clock may also have gone back.
  if (second >= last && second < last + 3600) return;
  if (!forgotten_at_.compare_exchange_strong(last, second)) return;
  office_.must(office_.store().forget_replies_before(now - kReplyLife));
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
  const SlipSigner& signer = office_.signer();
  const Json reply{{"keys", Json::array({Json{{"kid", base64(signer.kid())},
                                              {"alg", "ES256"},
                                              {"der", base64(signer.der())},
                                              {"notBefore", rfc3339(signer.not_before())},
                                              {"notAfter", rfc3339(signer.not_after())}}})}};
  return {200, reply.dump(), {}, {}};
}

}  // namespace service
