// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/code_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/desks/petition.h"
#include "devices/sandbox/service/desks/sealed_record.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

constexpr const char* kGiven = "code";
constexpr const char* kMade = "made_code";
constexpr const char* kState = "GIVEN";
constexpr std::string_view kPrefix = "GC1:";
constexpr std::size_t kBits = 16;     // bytes
constexpr std::size_t kLetters = 22;  // that many bytes in base64url
// Where the issuer's region sets no offlineDays: as long as Shanghai's offline code, the longest
// that any province published.
constexpr int kDays = 180;

std::string base64url(std::string_view bytes) {
  std::string out = base64(bytes);
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  out.resize(kLetters);
  return out;
}

std::string id_of(const std::string& qr) { return hex(sha256(qr)); }

}  // namespace

std::optional<std::string> issuer_of_code(std::string_view qr) {
  const std::size_t issuer = kPrefix.size();
  if (!qr.starts_with(kPrefix) || qr.size() != issuer + 3 + kLetters) return std::nullopt;
  const auto figure = [&](std::size_t at) { return qr[at] >= '0' && qr[at] <= '9'; };
  if (!figure(issuer) || !figure(issuer + 1) || qr[issuer + 2] != ':') return std::nullopt;
  if (!is_token(qr.substr(issuer + 3), kLetters, kLetters, "_")) return std::nullopt;
  return std::string(qr.substr(issuer, 2));
}

std::string_view name_of(CodeState state) {
  switch (state) {
    case CodeState::valid:
      return "VALID";
    case CodeState::expired:
      return "EXPIRED";
    case CodeState::revoked:
      return "REVOKED";
    case CodeState::unknown:
      return "UNKNOWN";
  }
  return "";
}

std::string CodeBook::text(std::string_view bits) const {
  return fmt::format("{}{}:{}", kPrefix, office_.settings().issuer.code, base64url(bits));
}

Instant CodeBook::end(Instant given) const {
  const Region* region = office_.policy()->region(office_.settings().issuer.region);
  const int days = region && region->offline_days ? *region->offline_days : kDays;
  return given + std::chrono::hours{24 * days};
}

PersonalCode CodeBook::fresh(Instant now) const { return {text(random_bytes(kBits)), end(now)}; }

PersonalCode CodeBook::of_declaration(const std::string& declaration, Instant accepted) const {
  const std::string bits =
      hmac_sha256(office_.settings().store_key, "code of declaration|" + declaration);
  return {text(std::string_view(bits).substr(0, kBits)), end(accepted)};
}

bool CodeBook::give(const PersonalCode& code, const PersonRef& ref, const IdDocument& document,
                    Instant now, const KeptReply* reply) {
  Record record{kGiven, id_of(code.qr), ref, {}, kState, now, code.until, {}};
  close_body(office_.seal(), record, kept_form(document));
  const auto added = office_.store().add(record, reply);
  if (!reply && !added && added.error() == StoreTrouble::duplicate) return false;
  office_.must(added);
  return true;
}

void CodeBook::make(const PersonalCode& code, const FoundCode& from, Instant now,
                    const KeptReply& reply) {
  Record record{kMade, id_of(code.qr), from.ref, {}, kState, now, code.until, {}};
  Json body = kept_form(from.document);
  body["of"] = from.id;
  close_body(office_.seal(), record, body);
  office_.must(office_.store().add(record, &reply));
}

CodeState CodeBook::state_of(const Record& record, Instant now) {
  // The newest of a person is the one that counts.
  const auto all = office_.must(office_.store().records_of(kGiven, record.ref));
  if (all.empty() || all.back().id != record.id) return CodeState::revoked;
  return record.until > now ? CodeState::valid : CodeState::expired;
}

FoundCode CodeBook::find(const std::string& qr, Instant now) {
  FoundCode found;
  auto record = office_.must(office_.store().record(kGiven, id_of(qr)));
  if (record) {
    found.state = state_of(*record, now);
  } else {
    record = office_.must(office_.store().record(kMade, id_of(qr)));
    if (!record) return found;
    found.is_made = true;
  }
  Json body = open_body(office_.seal(), *record);
  if (found.is_made) {
    const auto from =
        office_.must(office_.store().record(kGiven, JsonView(body, "").at("of").text()));
    if (!from) return found;
    found.state = state_of(*from, now);
    if (found.state == CodeState::valid && !(record->until > now)) {
      found.state = CodeState::expired;
    }
    body.erase("of");
  }
  found.id = record->id;
  found.ref = record->ref;
  found.until = record->until.value_or(now);
  found.document = read_id_document(JsonView(body, ""), office_.settings().practice);
  // An appeal may have corrected the name since.
  if (const auto resident = office_.must(office_.store().find(record->ref))) {
    found.document.name = record_name(office_, *resident);
  }
  return found;
}

}  // namespace service
