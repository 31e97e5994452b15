// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reply_members.h"

#include "devices/rfc3339.h"

namespace devices::reply_members {

using nlohmann::json;
using visit::QueryTrouble;

namespace {

// Line ends, escapes and marks that turn the direction of writing would rearrange a page or a
// paper. `text` is UTF-8, as the JSON reader has made sure.
bool has_controls(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](std::size_t k) {
      return k < text.size() ? static_cast<unsigned char>(text[k]) : 0U;
    };
    if (at(i) < 0x20 || at(i) == 0x7f) return true;
    if (at(i) == 0xc2 && at(i + 1) < 0xa0) return true;  // U+0080-9F
    if (at(i) != 0xe2) continue;
    const unsigned tail = at(i + 1) << 8 | at(i + 2);
    if (tail >= 0x80a8 && tail <= 0x80ae) return true;  // U+2028-202E
    if (tail >= 0x81a6 && tail <= 0x81a9) return true;  // U+2066-2069
  }
  return false;
}

}  // namespace

void malformed() { throw Broken{QueryTrouble::malformed}; }
void unknown() { throw Broken{QueryTrouble::unknown_word}; }

const json& member(const json& object, const char* key) {
  if (!object.is_object()) malformed();
  const auto found = object.find(key);
  if (found == object.end()) malformed();
  return *found;
}

const json* find(const json& object, const char* key) {
  if (!object.is_object()) malformed();
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

const json& list(const json& value, std::size_t most) {
  if (!value.is_array() || value.size() > most) malformed();
  return value;
}

std::string text_of(const json& value, std::size_t longest) {
  if (!value.is_string()) malformed();
  const auto& text = value.get_ref<const std::string&>();
  if (text.size() > longest || has_controls(text)) malformed();
  return text;
}

std::string text(const json& object, const char* key, std::size_t longest) {
  return text_of(member(object, key), longest);
}

std::string text_if(const json& object, const char* key) {
  const json* value = find(object, key);
  return value == nullptr ? std::string{} : text_of(*value, kLongestName);
}

int whole(const json& object, const char* key, int least, int most) {
  const json& value = member(object, key);
  if (!value.is_number_integer()) malformed();
  const auto number = value.get<std::int64_t>();
  if (number < least || number > most) malformed();
  return static_cast<int>(number);
}

bool yes(const json& object, const char* key) {
  const json& value = member(object, key);
  if (!value.is_boolean()) malformed();
  return value.get<bool>();
}

visit::Moment moment_of(const json& value) {
  const auto moment = parse_moment(text_of(value, kLongestName));
  if (!moment) malformed();
  return *moment;
}

visit::Moment moment(const json& object, const char* key) { return moment_of(member(object, key)); }

visit::Date date(const json& object, const char* key) {
  const auto date = parse_date(text(object, key));
  if (!date) malformed();
  return *date;
}

visit::Bilingual both(const json& object, const char* key, std::size_t longest) {
  const json& value = member(object, key);
  return {text(value, "zh", longest), text(value, "en", longest)};
}

}  // namespace devices::reply_members
