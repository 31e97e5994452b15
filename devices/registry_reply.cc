// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/registry_reply.h"

#include <array>

#include "devices/health_code_request.h"
#include "devices/reply_members.h"

namespace devices {

namespace {

using namespace reply_members;
using nlohmann::json;
using visit::QueryTrouble;

// What 64 KiB hold at most, and more than any region allows.
constexpr std::size_t kMostDelegations = 512;
constexpr std::size_t kScopes = 3;

bool is_hex(std::string_view text, std::size_t length, std::string_view digits) {
  return text.size() == length && text.find_first_not_of(digits) == std::string_view::npos;
}

visit::Relation relation_of(const std::string& word) {
  for (std::size_t i = 0; i < visit::kRelations; ++i) {
    const auto relation = static_cast<visit::Relation>(i);
    if (name(relation) == word) return relation;
  }
  unknown();
}

visit::Scope scope_of(const json& words) {
  visit::Scope scope{false, false, false};
  static constexpr std::array<std::pair<std::string_view, bool visit::Scope::*>, kScopes> kWords{{
      {"QUERY", &visit::Scope::query},
      {"PRINT", &visit::Scope::print},
      {"SURVEY", &visit::Scope::survey},
  }};
  for (const json& word : list(words, kScopes))
    scope.*one_of(kWords, text_of(word, kLongestName)) = true;
  if (words.empty()) malformed();
  return scope;
}

// None: a passport's.
std::optional<visit::Identity> identity_of(const json& document) {
  static constexpr std::array<std::pair<std::string_view, std::optional<visit::DocumentKind>>, 4>
      kKinds{{
          {"NI", visit::DocumentKind::resident_id},
          {"HMT", visit::DocumentKind::hmt_permit},
          {"FR", visit::DocumentKind::foreign_permit},
          {"PP", std::nullopt},
      }};
  const auto kind = one_of(kKinds, text(document, "kind"));
  visit::Identity identity;
  identity.name = visit::Secret(text(document, "name"));
  identity.number = visit::Secret(text(document, "number"));
  if (find(document, "birth") != nullptr) identity.birth = date(document, "birth");
  if (identity.name.empty()) malformed();
  if (!kind) return std::nullopt;
  identity.kind = *kind;
  if (!is_plausible(identity)) malformed();
  return identity;
}

visit::Delegation delegation(const json& object) {
  visit::Delegation out;
  out.id = text(object, "id");
  if (!is_delegation_id(out.id)) malformed();
  out.relation = relation_of(text(object, "relation"));
  out.scope = scope_of(member(object, "scope"));
  out.valid_to = moment(object, "validTo");
  out.masked_person = visit::Secret(text(object, "maskedPerson"));
  out.masked_agent = visit::Secret(text(object, "maskedAgent"));
  if (out.masked_person.empty() || out.masked_agent.empty()) malformed();
  return out;
}

std::vector<visit::Delegation> family(const json& reply, Side side) {
  std::vector<visit::Delegation> out;
  for (const json& one : list(member(reply, "delegations"), kMostDelegations)) {
    out.push_back(delegation(one));
    if (side == Side::person) continue;
    if (const json* person = find(one, "person"))
      out.back().person = identity_of(member(*person, "idDoc"));
  }
  return out;
}

// The member `id` says which one this is about.
tl::expected<void, QueryTrouble> is_about(std::string_view body, std::string_view id) {
  const auto told = read(body, [](const json& reply) { return text(reply, "id"); });
  if (!told) return tl::unexpected(told.error());
  if (*told != id) return tl::unexpected(QueryTrouble::malformed);
  return {};
}

// The code of an error of docs/wire.md §4.2; "" if this is none.
std::string code_of(int http_status, std::string_view body) {
  if (http_status < 400 || http_status >= 500) return {};
  return read(body, [](const json& reply) { return text(reply, "code"); }).value_or("");
}

template <typename Trouble, std::size_t N>
std::optional<Trouble> refusal(const std::array<std::pair<std::string_view, Trouble>, N>& troubles,
                               const std::string& code) {
  for (const auto& [known, trouble] : troubles) {
    if (known == code) return trouble;
  }
  return std::nullopt;
}

}  // namespace

bool is_delegation_id(std::string_view id) { return is_hex(id, 32, "0123456789abcdef"); }
bool is_slip_id(std::string_view id) { return is_hex(id, 16, "0123456789ABCDEF"); }

tl::expected<std::vector<visit::Delegation>, QueryTrouble> parse_family(std::string_view body,
                                                                        Side side) {
  return read(body, [side](const json& reply) { return family(reply, side); });
}

tl::expected<visit::Delegation, QueryTrouble> parse_binding(std::string_view body) {
  return read(body, [](const json& reply) { return delegation(reply); });
}

tl::expected<std::string, QueryTrouble> parse_appeal(std::string_view body) {
  return read(body, [](const json& reply) {
    std::string id = text(reply, "id");
    if (!is_delegation_id(id)) malformed();
    if (text(reply, "state") != "RECEIVED") unknown();
    return id;
  });
}

tl::expected<void, QueryTrouble> parse_end(std::string_view body, std::string_view id) {
  const auto state = read(body, [](const json& reply) { return text(reply, "state"); });
  if (!state) return tl::unexpected(state.error());
  if (*state != "ENDED") return tl::unexpected(QueryTrouble::unknown_word);
  return is_about(body, id);
}

tl::expected<void, QueryTrouble> parse_revocation(std::string_view body, std::string_view slip) {
  return is_about(body, slip);
}

std::optional<visit::BindTrouble> binding_refusal(int http_status, std::string_view body) {
  static constexpr std::array<std::pair<std::string_view, visit::BindTrouble>, 5> kTroubles{{
      {"E_AGE_NOT_ELIGIBLE", visit::BindTrouble::age_not_eligible},
      {"E_BINDING_LIMIT", visit::BindTrouble::binding_limit},
      {"E_ALREADY_BOUND", visit::BindTrouble::already_bound},
      {"E_NO_RECORD", visit::BindTrouble::no_record},
      {"E_NAME_MISMATCH", visit::BindTrouble::name_mismatch},
  }};
  return refusal(kTroubles, code_of(http_status, body));
}

std::optional<visit::AppealTrouble> appeal_refusal(int http_status, std::string_view body) {
  static constexpr std::array<std::pair<std::string_view, visit::AppealTrouble>, 3> kTroubles{{
      {"E_TOO_EARLY", visit::AppealTrouble::too_early},
      {"E_NO_RECORD", visit::AppealTrouble::no_record},
      {"E_NAME_MISMATCH", visit::AppealTrouble::name_mismatch},
  }};
  return refusal(kTroubles, code_of(http_status, body));
}

bool is_not_found(int http_status, std::string_view body) {
  return http_status == 404 && code_of(http_status, body) == "E_NOT_FOUND";
}

}  // namespace devices
