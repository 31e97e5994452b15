// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/card_event.h"

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "kiosk/visit/identity.h"

namespace kiosk {

namespace {

using devices::reader::CardLayout;
using devices::reader::CardRecord;
using devices::reader::Sex;
using devices::reader::TravelDocument;
using visit::Secret;

// One event under construction. Its room is made once, so that no copy of a name stays behind.
class Line {
 public:
  Line(std::string_view event, LineStyle style) : json_(style.json) {
    text_.reserve(4096);
    if (json_) {
      text_ += R"({"event":")";
      text_ += event;
      text_ += '"';
    } else {
      text_ += event;
    }
  }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  ~Line() { visit::wipe(text_.data(), text_.size()); }

  // Fields that a card does not have are left out.
  Line& add(std::string_view key, std::string_view value) {
    if (value.empty()) return *this;
    if (json_) {
      text_ += ",\"";
      text_ += key;
      text_ += "\":\"";
      for (const char c : value) put(c);
      text_ += '"';
    } else {
      text_ += first_ ? ": " : ", ";
      text_ += key;
      text_ += ' ';
      text_ += value;
    }
    first_ = false;
    return *this;
  }
  Line& add(std::string_view key, const Secret& value) { return add(key, value.reveal()); }

  [[nodiscard]] Secret done() {
    text_ += json_ ? "}\n" : "\n";
    return Secret(text_);
  }

 private:
  void put(char c) {
    if (c == '"' || c == '\\') text_ += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) {
      text_ += c;
    } else {
      text_ += fmt::format("\\u{:04x}", static_cast<int>(c));
    }
  }

  std::string text_;
  const bool json_;
  bool first_ = true;
};

std::string_view kind_of(CardLayout layout) {
  switch (layout) {
    case CardLayout::resident:
      return "resident";
    case CardLayout::hmt_permit:
      return "hmt";
    case CardLayout::foreigner_2017:
      return "foreign-2017";
    case CardLayout::foreigner_2023:
      return "foreign-2023";
  }
  return "";
}

std::string_view name_of(Sex sex) {
  switch (sex) {
    case Sex::unknown:
      return "unknown";
    case Sex::male:
      return "male";
    case Sex::female:
      return "female";
    case Sex::unspecified:
      return "unspecified";
  }
  return "";
}

std::string text_of(visit::Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void add_name(Line& line, std::string_view key, const Secret& name, LineStyle style) {
  line.add(key, style.unmasked ? name.clone() : visit::masked_name(name));
}

void add_number(Line& line, const Secret& number, LineStyle style) {
  line.add("number", style.unmasked ? number.clone() : visit::number_for_screen(number));
}

// Masked: the first byte alone.
Secret hex(std::span<const std::uint8_t> bytes, LineStyle style) {
  std::string text;
  text.reserve(2 * bytes.size() + 2);
  for (const std::uint8_t byte : style.unmasked ? bytes : bytes.first(bytes.empty() ? 0 : 1)) {
    fmt::format_to(std::back_inserter(text), "{:02x}", byte);
  }
  if (!style.unmasked && !bytes.empty()) text += "**";
  Secret secret(text);
  visit::wipe(text.data(), text.size());
  return secret;
}

}  // namespace

Secret card_line(std::string_view kind, std::span<const std::uint8_t> uid, LineStyle style) {
  return Line("card", style).add("kind", kind).add("uid", hex(uid, style)).done();
}

Secret identity_line(const CardRecord& record, const Secret* new_address, LineStyle style) {
  Line line("identity", style);
  line.add("kind", kind_of(record.layout));
  add_name(line, "name", record.name, style);
  add_name(line, "name_latin", record.latin_name, style);
  add_number(line, record.number, style);
  const std::string birth = text_of(record.birth);
  line.add("birth", std::string_view(birth).substr(0, style.unmasked ? birth.size() : 4));
  line.add("sex", name_of(record.sex));
  // Whom these describe they nearly name.
  if (style.unmasked) {
    line.add("ethnic_group",
             record.ethnic_group.empty() ? record.ethnic_code : record.ethnic_group);
    line.add("address", new_address != nullptr ? *new_address : record.address);
    line.add("issuer", record.issuer);
  }
  line.add("valid_from", text_of(record.valid_from));
  line.add("valid_to", record.valid_until ? text_of(*record.valid_until) : "长期");
  line.add("nationality", record.nationality);
  return line.done();
}

Secret identity_line(const TravelDocument& document, LineStyle style) {
  std::string name;
  name.reserve(document.surname.reveal().size() + document.given_names.reveal().size() + 2);
  name += document.surname.reveal();
  if (!document.given_names.empty()) {
    name += ", ";
    name += document.given_names.reveal();
  }
  const Secret latin{name};
  visit::wipe(name.data(), name.size());

  Line line("identity", style);
  line.add("kind", "passport");
  add_name(line, "name_latin", latin, style);
  add_number(line, document.number, style);
  // The zone knows no century: six figures, as they stand in it.
  line.add("birth", document.birth.reveal().substr(0, style.unmasked ? 6 : 2));
  line.add("sex", document.sex == 'M' ? "male" : document.sex == 'F' ? "female" : "unspecified");
  line.add("valid_to", document.expiry);
  line.add("nationality", document.nationality);
  return line.done();
}

Secret hint_line(const Secret& name, const Secret& number, LineStyle style) {
  Line line("identity", style);
  line.add("kind", "social-security");
  add_name(line, "name", name, style);
  add_number(line, number, style);
  return line.done();
}

Secret badge_line(const devices::reader::BadgeId& id, LineStyle style) {
  return Line("identity", style).add("kind", "badge").add("number", hex(id, style)).done();
}

Secret removed_line(LineStyle style) { return Line("removed", style).done(); }

Secret fault_line(std::string_view code, LineStyle style) {
  return Line("fault", style).add("code", code).done();
}

}  // namespace kiosk
