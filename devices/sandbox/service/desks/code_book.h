// SPDX-License-Identifier: GPL-3.0-or-later
// The personal codes that this issuer gave out: "GC1:<issuer>:<22 characters>", 128 random bits
// that say nothing of a person. The store knows a code by its hash alone. Safe from any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "devices/sandbox/service/desks/id_document.h"
#include "devices/sandbox/service/records/store.h"

namespace service {

class Office;

struct PersonalCode {
  std::string qr;
  Instant until;
};

// The two figures of the issuer in a code of that form; nothing if it has another form.
std::optional<std::string> issuer_of_code(std::string_view qr);

enum class CodeState {
  valid,
  expired,
  revoked,  // the person has a newer one
  unknown,
};
std::string_view name_of(CodeState state);

struct FoundCode {
  CodeState state = CodeState::unknown;
  // Of a valid one.
  std::string id;
  PersonRef ref{};
  IdDocument document;
  Instant until;
  bool is_made = false;  // from another one, for minutes
};

class CodeBook {
 public:
  explicit CodeBook(Office& office) : office_(office) {}

  [[nodiscard]] PersonalCode fresh(Instant now) const;
  // Always the same one for the same declaration, so that nobody has to keep it.
  [[nodiscard]] PersonalCode of_declaration(const std::string& declaration, Instant accepted) const;

  // Gives a person this code; every earlier one is revoked by it. False: it was given before.
  // Throws Refusal, as all below.
  bool give(const PersonalCode& code, const PersonRef& ref, const IdDocument& document, Instant now,
            const KeptReply* reply);
  // Keeps a short-lived one made of another; it ends with that one.
  void make(const PersonalCode& code, const FoundCode& from, Instant now, const KeptReply& reply);
  FoundCode find(const std::string& qr, Instant now);

 private:
  [[nodiscard]] std::string text(std::string_view bits) const;
  [[nodiscard]] Instant end(Instant given) const;
  CodeState state_of(const Record& record, Instant now);

  Office& office_;
};

}  // namespace service
