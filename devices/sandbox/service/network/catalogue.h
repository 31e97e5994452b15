// SPDX-License-Identifier: GPL-3.0-or-later
// Who is registered where, and what is known of them: at the national platform everybody, with the
// shared base data; at a province its own. Safe from any thread.
#pragma once
#include <functional>

#include "devices/sandbox/service/desks/office.h"

namespace service {

PersonRef ref_of(const Office& office, const IdDocument& document);

class Catalogue {
 public:
  explicit Catalogue(Office& office) : office_(office) {}

  // All throw Refusal; E_NAME_MISMATCH at idDoc.name if the record bears another name.
  std::optional<Resident> find(const IdDocument& document);
  // Registers somebody with `home`, "" for this issuer; what was known already stays.
  void enter(const IdDocument& document, const std::string& home, bool disabled,
             const Facts& facts);
  // False: nobody of that document is registered.
  bool change(const IdDocument& document, const std::function<void(Facts&)>& change);

 private:
  Office& office_;
};

}  // namespace service
