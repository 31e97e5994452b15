// SPDX-License-Identifier: GPL-3.0-or-later
// What a person declares about their health, and what speaks against it: something left out, a
// temperature no living person has, a stay that is known and was denied. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "devices/sandbox/service/rules/facts.h"
#include "devices/sandbox/service/rules/policy.h"
#include "devices/sandbox/service/rules/wording.h"

namespace service {

struct DeclaredStay {
  std::string area;  // GB/T 2260
  Day from;
  std::optional<Day> to;  // none: still there
};

// As far as the four data groups of GB/T 38962 are judged. Nothing stands for what was not said.
struct Declaration {
  bool has_phone = false;
  std::optional<double> temp_c;
  std::optional<bool> unwell;     // some symptom, or said to be none
  std::optional<bool> risk_stay;  // in a medium- or high-risk area lately
  std::optional<bool> contact;    // with somebody infected
  std::optional<std::vector<DeclaredStay>> stays;
};

// Reads the members of a declaration's groups that are judged. Throws Malformed.
Declaration read_declaration(const JsonView& in);

// What the issuer knows of who declares.
struct Declarant {
  bool registered = false;
  bool same_name = false;
  Facts facts;
};

enum class Objection { no_record, name, incomplete, temperature, risk_stay, stay_left_out };

struct Objected {
  Objection objection;
  std::vector<std::string> fields;  // of an incomplete one
};

// What no living person has is a mistake, of the thermometer or of who wrote it down.
bool is_plausible_temperature(double celsius);

// In constant order; empty: accepted. Of a person without a record, or with another name, nothing
// else is told.
std::vector<Objected> check(const Policy& policy, const Declaration& declaration,
                            const Declarant& declarant, Instant now);

// `{code, text: {zh, en}, fields?}`; names no place, no day and no person.
Json worded(const Objected& objected);

}  // namespace service
