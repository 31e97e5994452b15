// SPDX-License-Identifier: GPL-3.0-or-later
// A health certificate's QR text, judged offline: HCERT per WHO GDHCN (docs/wire.md §5). Any text
// may come in; nothing unsigned is ever handed out as content. Pure: the moment is a parameter, and
// any number of threads may verify against one trust list.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "printing/hcert/cbor.h"
#include "printing/hcert/hcert_content.h"
#include "printing/hcert/trust_list.h"

namespace printing {

enum class Verdict {
  ok,
  expired,
  not_yet_valid,
  revoked,
  unknown_issuer,
  bad_signature,
  wrong_key_usage,
  damaged,           // no whole certificate could be read
  unsupported,       // something else than a certificate, or of a kind we do not judge
  trust_list_stale,  // good as far as an outdated list can tell
};

// The stages in the order they are passed.
enum class Stage {
  unprefix,
  base45,
  zlib,
  cbor,
  cose,
  cwt,
  key,
  signature,
  content,
  usage,
  revocation,
  time,
  freshness,
  complete,
};
inline constexpr std::size_t kStages = static_cast<std::size_t>(Stage::complete);

enum class Check { not_made, passed, failed };

// Moves, but does not copy: every text in it is a view into `kept`, which is wiped when it dies.
struct HcertResult {
  Verdict verdict = Verdict::ok;
  // Where the first check failed; complete if none did. The stages after `signature` are all
  // checked, and the first that fails names the verdict.
  Stage stage = Stage::complete;
  std::array<Check, kStages> checks{};

  // As written on the token, whether or not it is genuine: for technicians.
  std::vector<std::uint8_t> kid;
  std::string issuer;
  std::optional<std::chrono::sys_seconds> issued;
  std::optional<std::chrono::sys_seconds> expires;

  // Only after a good signature. A foreign signer's health code is not read: see cose::Signer.
  bool foreign = false;
  std::string signer_country;  // as the signer's certificate names it
  std::optional<HealthCodeContent> health_code;
  std::optional<DccContent> dcc;
  const cbor::Item* claims = nullptr;  // the whole -260 map

  struct Kept {
    WipedBytes message_bytes;
    cbor::Document message;
    cbor::Document payload;
  } kept;

  [[nodiscard]] bool signature_holds() const { return check(Stage::signature) == Check::passed; }
  [[nodiscard]] Check check(Stage which) const { return checks[static_cast<std::size_t>(which)]; }
};

[[nodiscard]] HcertResult verify(std::string_view qr_text, const TrustList& trust,
                                 std::chrono::sys_seconds now);

// The colour a person may be shown. Green only from a certificate that is ok and whose own content
// does not speak against it: its status has not lapsed, nothing in it lies in the future, and its
// newest test is not positive. Everything doubtful is unknown.
[[nodiscard]] HealthCodeColour colour_to_show(const HcertResult& result,
                                              std::chrono::sys_seconds now);

[[nodiscard]] std::string_view name_of(Verdict verdict);  // "trust-list-stale"
[[nodiscard]] std::string_view name_of(Stage stage);
[[nodiscard]] std::string_view name_of(HealthCodeColour colour);

// The result with all content on one line, for `kioskctl verify --json`: what it returns is
// personal.
[[nodiscard]] std::string to_json(const HcertResult& result, std::chrono::sys_seconds now);
// The same for something in which no certificate's text was found.
[[nodiscard]] std::string to_json(Verdict verdict, std::string_view stage);

}  // namespace printing
