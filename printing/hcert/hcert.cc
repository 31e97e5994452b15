// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/hcert.h"

#include <algorithm>
#include <cmath>

#include "printing/hcert/base45.h"
#include "printing/hcert/cose.h"
#include "printing/hcert/hcert_inflate.h"
#include "printing/hcert/revocation.h"

namespace printing {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::string_view kPrefix = "HC1:";
// A QR code holds at most 4296 alphanumeric characters (version 40, level L).
constexpr std::size_t kLongestText = 4296;
// The largest honest certificate known opens to 1592 bytes; a hostile one could to megabytes.
constexpr std::size_t kInflateCeiling = std::size_t{64} * 1024;
constexpr std::size_t kLongestIssuer = 64;  // to be shown; a country code has 2 or 3
constexpr double kEndOf9999 = 253'402'300'799.0;

// CWT claims (RFC 8392 §4) and HCERT's.
constexpr std::int64_t kIssuer = 1;
constexpr std::int64_t kExpires = 4;
constexpr std::int64_t kIssued = 6;
constexpr std::int64_t kHcert = -260;
constexpr std::int64_t kDcc = 1;
constexpr std::int64_t kHealthCode = -86;

class Verification {
 public:
  Verification(const TrustList& trust, sys_seconds now) : trust_(trust), now_(now) {}

  HcertResult of(std::string_view text) {
    if (open(text) && read_message() && read_claims() && find_signers() && check_signature()) {
      read_content();
      check_usage();
      check_revocation();
      check_time();
      check_freshness();
    }
    return std::move(result_);
  }

 private:
  bool pass(Stage stage) {
    result_.checks[static_cast<std::size_t>(stage)] = Check::passed;
    return true;
  }
  bool fail(Stage stage, Verdict verdict) {
    result_.checks[static_cast<std::size_t>(stage)] = Check::failed;
    if (result_.stage == Stage::complete) {
      result_.stage = stage;
      result_.verdict = verdict;
    }
    return false;
  }
  bool settle(Stage stage, bool good, Verdict otherwise) {
    return good ? pass(stage) : fail(stage, otherwise);
  }

  bool open(std::string_view text) {
    // Only a scanner's line end is taken off: a space is a digit of base45.
    while (!text.empty() && (text.back() == '\r' || text.back() == '\n')) text.remove_suffix(1);
    if (!settle(Stage::unprefix, text.starts_with(kPrefix), Verdict::unsupported)) return false;
    if (text.size() > kLongestText) return fail(Stage::base45, Verdict::damaged);
    const auto compressed = read_base45(text.substr(kPrefix.size()));
    if (!settle(Stage::base45, compressed.has_value(), Verdict::damaged)) return false;
    auto opened = inflate_exactly(*compressed, kInflateCeiling);
    if (!settle(Stage::zlib, opened.has_value(), Verdict::damaged)) return false;
    result_.kept.message_bytes = std::move(*opened);
    return true;
  }

  bool read_message() {
    auto document = cbor::read(result_.kept.message_bytes);
    if (!settle(Stage::cbor, document.has_value(), Verdict::damaged)) return false;
    result_.kept.message = std::move(*document);
    auto message = cose::read_sign1(result_.kept.message.root());
    if (!message) {
      return fail(Stage::cose, message.error() == cose::Trouble::unsupported ? Verdict::unsupported
                                                                             : Verdict::damaged);
    }
    message_ = std::move(*message);
    result_.kid = message_.kid;
    return pass(Stage::cose);
  }

  bool read_claims() {
    auto document = cbor::read(message_.payload);
    if (!document || !document->root().is_map()) return fail(Stage::cwt, Verdict::damaged);
    result_.kept.payload = std::move(*document);
    const cbor::Item& claims = result_.kept.payload.root();
    if (const cbor::Item* issuer = claims.find(kIssuer)) {
      issuer_ = issuer->text().value_or("");
      if (issuer_.size() <= kLongestIssuer) result_.issuer = issuer_;
    }
    result_.expires = moment(claims.find(kExpires));
    result_.issued = moment(claims.find(kIssued));

    hcert_ = claims.find(kHcert);
    if (hcert_ == nullptr || !hcert_->is_map()) return fail(Stage::cwt, Verdict::damaged);
    for (const std::int64_t key : {kDcc, kHealthCode}) {
      const cbor::Item* subclaim = hcert_->find(key);
      if (subclaim != nullptr && !subclaim->is_map()) return fail(Stage::cwt, Verdict::damaged);
    }
    return pass(Stage::cwt);
  }

  bool find_signers() {
    signers_ = trust_.signers(message_.kid);
    if (!signers_.empty()) return pass(Stage::key);
    // An outdated list may lack a key that is good today.
    return fail(Stage::key,
                trust_.stale(now_) ? Verdict::trust_list_stale : Verdict::unknown_issuer);
  }

  bool check_signature() {
    const WipedBytes signed_bytes = cose::signed_bytes(message_);
    const auto signer = std::ranges::find_if(signers_, [&](const cose::Signer& candidate) {
      return candidate.key.verifies(message_.algorithm, signed_bytes, message_.signature);
    });
    if (signer != signers_.end()) {
      signer_ = &*signer;
      result_.foreign = signer->foreign;
      result_.signer_country = signer->country;
    }
    return settle(Stage::signature, signer_ != nullptr, Verdict::bad_signature);
  }

  void read_content() {
    result_.claims = hcert_;
    const cbor::Item* dcc = hcert_->find(kDcc);
    const cbor::Item* health_code = signer_->foreign ? nullptr : hcert_->find(kHealthCode);
    if (dcc == nullptr && health_code == nullptr) {
      fail(Stage::content, Verdict::unsupported);
      return;
    }
    if (dcc != nullptr) {
      const auto content = read_dcc(*dcc);
      if (content) {
        result_.dcc = *content;
      } else {
        fail(Stage::content, content.error() == ContentTrouble::several_entries
                                 ? Verdict::unsupported
                                 : Verdict::damaged);
      }
    }
    if (health_code != nullptr) {
      auto content = read_health_code(*health_code);
      if (content) {
        result_.health_code = std::move(*content);
      } else {
        fail(Stage::content, Verdict::damaged);
      }
    }
    if (result_.check(Stage::content) == Check::not_made) pass(Stage::content);
  }

  void check_usage() {
    const cbor::Item* dcc = hcert_->find(kDcc);
    const unsigned kinds = dcc != nullptr ? dcc_kinds(*dcc) : 0u;
    const bool allowed = signer_->usages == 0 || (kinds & ~unsigned{signer_->usages}) == 0;
    settle(Stage::usage, allowed, Verdict::wrong_key_usage);
  }

  void check_revocation() {
    const Revocations& revoked = trust_.revocations();
    bool found = false;
    if (!revoked.empty()) {
      found = revoked.contain(revocation_by_signature(message_.algorithm, message_.signature));
      if (result_.dcc && !result_.dcc->uci.empty()) {
        found = found || revoked.contain(revocation_by_uci(result_.dcc->uci)) ||
                revoked.contain(revocation_by_country_and_uci(issuer_, result_.dcc->uci));
      }
      if (result_.health_code && !result_.health_code->newer_format()) {
        found = found || revoked.contain(revocation_by_reference(result_.health_code->reference));
      }
    }
    settle(Stage::revocation, !found, Verdict::revoked);
  }

  void check_time() {
    if (!result_.expires) {
      // A certificate that does not say when it ends is not complete.
      fail(Stage::time, Verdict::damaged);
    } else if (result_.issued && *result_.issued > now_ + kClockSkew) {
      fail(Stage::time, Verdict::not_yet_valid);
    } else {
      settle(Stage::time, now_ < *result_.expires, Verdict::expired);
    }
  }

  void check_freshness() {
    settle(Stage::freshness, !trust_.stale(now_), Verdict::trust_list_stale);
  }

  // NumericDate: an integer or, from some issuers, a float.
  static std::optional<sys_seconds> moment(const cbor::Item* item) {
    const auto number = item != nullptr ? item->untagged().number() : std::nullopt;
    // Written so that NaN fails.
    if (!number || !(*number >= 0 && *number <= kEndOf9999)) return std::nullopt;
    return sys_seconds(seconds(static_cast<std::int64_t>(std::floor(*number))));
  }

  const TrustList& trust_;
  const sys_seconds now_;
  HcertResult result_;
  cose::Sign1 message_;
  std::string_view issuer_;
  const cbor::Item* hcert_ = nullptr;
  std::span<const cose::Signer> signers_;
  const cose::Signer* signer_ = nullptr;
};

}  // namespace

HcertResult verify(std::string_view qr_text, const TrustList& trust, sys_seconds now) {
  return Verification(trust, now).of(qr_text);
}

HealthCodeColour colour_to_show(const HcertResult& result, sys_seconds now) {
  if (result.verdict != Verdict::ok || !result.health_code) return HealthCodeColour::unknown;
  const HealthCodeContent& content = *result.health_code;
  if (content.newer_format() || now >= content.valid_until) return HealthCodeColour::unknown;
  const HealthCodeColour colour = content.colour.value_or(HealthCodeColour::unknown);
  if (colour != HealthCodeColour::green) return colour;

  const sys_seconds present = now + kClockSkew;
  bool contradicted = content.evaluated > present;
  for (const Sample& sample : content.samples) contradicted |= sample.taken > present;
  // The newest by its date: the order on the token is a promise, not a fact.
  const auto newest = std::ranges::max_element(content.samples, {}, &Sample::taken);
  if (newest != content.samples.end()) contradicted |= newest->result == SampleResult::positive;
  if (result.dcc && result.dcc->kind == cose::Usage::test) {
    contradicted |= result.dcc->detected || !result.dcc->sampled || *result.dcc->sampled > present;
  }
  return contradicted ? HealthCodeColour::unknown : HealthCodeColour::green;
}

}  // namespace printing
