// SPDX-License-Identifier: GPL-3.0-or-later
// The document a person is asked about, checked as far as it speaks for itself, and its masks.
// Personal: never logged, never in a path, never in an error.
#pragma once
#include <string>
#include <string_view>

#include "devices/sandbox/service/rules/json_view.h"

namespace service {

enum class DocumentKind { resident, hmt_permit, foreign_permit, passport };
// "NI", "HMT", "FR", "PP"
std::string_view name_of(DocumentKind kind);

struct IdDocument {
  DocumentKind kind = DocumentKind::resident;
  std::string number;  // capital letters
  std::string name;    // as sent
  Day birth;
};

// GB 11643: 18 characters, the last by ISO 7064 MOD 11-2.
bool has_valid_check_digit(std::string_view number);

// Throws Malformed for a wrong form, Refusal E_BAD_ID for a number that does not hold. Practice
// knows only area 99, a real issuer never does.
IdDocument read_id_document(const JsonView& in, bool practice, bool named = true);

// Whether two spellings of a name are the same one: spaces do not count, middle dots and letter
// case are alike.
bool same_name(std::string_view a, std::string_view b);

// 王秀英 -> 王*英, 李明 -> 李*
std::string masked_name(std::string_view name);
// First 3 and last 4.
std::string masked_for_screen(std::string_view number);
// docs/wire.md §5.5, key 5: first 6 and last 4 of 18 characters, else the last 4.
std::string masked_for_paper(std::string_view number);

}  // namespace service
