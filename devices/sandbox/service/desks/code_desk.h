// SPDX-License-Identifier: GPL-3.0-or-later
// Personal codes: given to a person, made short-lived for one showing, verified by whoever is shown
// one (docs/wire.md §4.10). Safe from any thread.
#pragma once
#include "devices/sandbox/service/desks/code_book.h"
#include "devices/sandbox/service/desks/status_desk.h"

namespace service {

// What a code comes to, and of a valid one whose it is.
struct ResolvedCode {
  CodeState state = CodeState::unknown;
  std::optional<IdDocument> document;
};
// {"state","idDoc"?}, as issuers tell one another. Reading throws Malformed.
Json write(const ResolvedCode& code);
ResolvedCode read_resolved_code(const JsonView& in, bool practice);

// Where the codes of other issuers are asked after.
class CodeSource {
 public:
  virtual ~CodeSource() = default;
  // Throws Refusal E_UPSTREAM or E_UPSTREAM_TIMEOUT.
  virtual ResolvedCode resolve(const std::string& issuer, const std::string& qr) = 0;
};

class CodeDesk {
 public:
  CodeDesk(Office& office, const StatusDesk& status)
      : office_(office), book_(office), status_(status) {}
  void open(Routes& routes);
  // Before the first request; null: this issuer stands alone.
  void ask(CodeSource* source) { source_ = source; }

 private:
  // All throw Refusal or Malformed.
  Answer apply(const Request& request);
  Answer make(const Request& request);
  Answer verify(const Request& request);
  Answer resolve(const Request& request);
  [[nodiscard]] bool is_own(const std::optional<std::string>& issuer) const;
  ResolvedCode resolved(const std::string& qr, Instant now, bool asks_on);

  Office& office_;
  CodeBook book_;
  const StatusDesk& status_;
  CodeSource* source_ = nullptr;
};

}  // namespace service
