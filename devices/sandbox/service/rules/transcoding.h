// SPDX-License-Identifier: GPL-3.0-or-later
// A code on its way from issuer to issuer: one's word becomes the next one's by published rules.
// What has no rule becomes UNKNOWN, never green. Pure.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "devices/sandbox/service/rules/province.h"

namespace service {

// Whose code it is, in its own word, and whose hands it went through: "44", "00", "42".
struct Origin {
  std::string issuer;
  Bilingual name;
  Bilingual word;
  std::vector<std::string> path;
};
Json write(const Origin& origin);
// Throws Malformed.
Origin read_origin(const JsonView& in);
// Throws Malformed.
Bilingual read_bilingual(const JsonView& in);

// An issuer's state in its own word.
struct Told {
  State state = State::unknown;
  std::optional<Bilingual> word;
};

// What `told` of the issuer `from` comes to in the words of `to`. Its state must be the colour that
// its word means: an issuer that contradicts itself is not believed. UNKNOWN has the word of `to`
// for it, if there is one.
Told transcode(const Province& from, const Told& told, const Province& to);

}  // namespace service
