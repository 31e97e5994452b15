// SPDX-License-Identifier: GPL-3.0-or-later
// What may lie on a reader: an identity card, and the other cards people take for one. Plain values
// that promise nothing about radio or time; safe to copy between threads. Only synthetic people
// belong in them. Layouts: docs/wire.md, sections 1 and 2.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

constexpr std::size_t kRecordBytes = 256;
constexpr std::size_t kPhotoBytes = 1024;
constexpr std::size_t kNewAddressBytes = 70;

// The text block's four layouts. Text is UTF-16 as the chip stores it, surrogate pairs included; a
// text longer than its field is cut at the field, never inside a pair. Dates are YYYYMMDD. Every
// member has a value, so that designated initialisers may leave any of them out.

// A resident's identity card, flag ' '.
struct ResidentText {
  std::u16string name{};
  std::u16string sex = u"1";      // "1" male, "2" female
  std::u16string nation = u"01";  // GB/T 3304
  std::u16string birth{};
  std::u16string address{};
  std::u16string number{};
  std::u16string organ{};
  std::u16string valid_from{};
  std::u16string valid_to{};  // a date, or 长期: the usual end for an elderly person's card
  bool operator==(const ResidentText&) const = default;
};

// A residence permit for people from Hong Kong, Macau and Taiwan, flag 'J'. It states no nation.
struct PermitText {
  std::u16string name{};
  std::u16string sex = u"1";
  std::u16string birth{};
  std::u16string address{};
  std::u16string number{};
  std::u16string organ{};
  std::u16string valid_from{};
  std::u16string valid_to{};
  std::u16string pass_number{};
  std::u16string issue_count = u"01";
  bool operator==(const PermitText&) const = default;
};

// A foreigner's permanent residence card of 2017, flag 'I'.
struct Foreigner2017Text {
  std::u16string english_name{};
  std::u16string sex = u"1";
  std::u16string number{};       // three letters and twelve digits
  std::u16string nationality{};  // three letters
  std::u16string chinese_name{};
  std::u16string valid_from{};
  std::u16string valid_to{};
  std::u16string birth{};
  std::u16string version = u"01";
  std::u16string organ_code{};
  bool operator==(const Foreigner2017Text&) const = default;
};

// A foreigner's permanent residence card of 2023, flag 'Y'.
struct Foreigner2023Text {
  std::u16string chinese_name{};
  std::u16string sex = u"1";
  std::u16string renewals = u"00";
  std::u16string birth{};
  std::u16string english_name{};  // stored as 35 units, the rest in a second field of 11
  std::u16string number{};        // 18 digits
  std::u16string valid_from{};
  std::u16string valid_to{};
  std::u16string nationality{};
  std::u16string former_number{};  // three units that link to a number of the 2017 form
  bool operator==(const Foreigner2023Text&) const = default;
};

using CardText = std::variant<ResidentText, PermitText, Foreigner2017Text, Foreigner2023Text>;

// The ATQBs seen on real identity cards, named by their application data.
enum class Atqb { d103860c, d1038607, d1038605, d1030081 };

// An identity card. The PN532 reaches its UID; the SAM_V reads its text, photo and fingerprints.
struct ResidentCard {
  std::array<std::uint8_t, 8> uid{0x99, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01};
  Atqb atqb = Atqb::d103860c;
  CardText text{};
  std::u16string new_address{};         // empty: nothing was stored after issue
  std::uint16_t fingerprint_bytes = 0;  // 0, 512 or 1024

  Bytes record() const;          // 256 bytes of UTF-16LE, padded with U+0020
  Bytes photo() const;           // 1024 filler bytes behind the compressed photo's mark
  Bytes fingerprints() const;    // `fingerprint_bytes` filler bytes
  Bytes address_record() const;  // 70 bytes of UTF-16LE; empty when nothing is stored
  bool operator==(const ResidentCard&) const = default;
};

// A type-B card that follows ISO 14443-4, such as a bus or bank card.
struct TypeBCard {
  std::array<std::uint8_t, 4> pupi{0x99, 0x01, 0x00, 0x0b};
  std::array<std::uint8_t, 4> application{0x00, 0x00, 0x00, 0x00};
  std::array<std::uint8_t, 3> protocol{0x77, 0x81, 0x91};
  bool operator==(const TypeBCard&) const = default;
};

// A MIFARE Classic card, as hospitals give out: a UID of 4 or 7 bytes and nothing without its keys.
struct MifareCard {
  Bytes uid{0x99, 0x01, 0x01, 0x0c};
  bool operator==(const MifareCard&) const = default;
};

// A social security card: type A, ISO 14443-4, its file system open to the script of section 1.
struct SocialSecurityCard {
  std::array<std::uint8_t, 4> uid{0x99, 0x01, 0x01, 0x0d};
  std::string card_number = "XA0000001";  // nine characters
  std::string number{};                   // 18 characters, the identity number
  std::u16string name{};                  // stored as GBK; what GBK lacks is stored as '?'
  char sex = '1';
  std::uint8_t nation = 0x01;                                 // BCD
  std::array<std::uint8_t, 3> birthplace{0x99, 0x01, 0x01};   // BCD
  std::array<std::uint8_t, 4> birth{0x19, 0x38, 0x04, 0x12};  // BCD
  bool operator==(const SocialSecurityCard&) const = default;
};

// A passport or travel document: it takes the eMRTD application's name and then asks for its keys.
struct PassportCard {
  enum class Type { a, b };
  Type type = Type::a;
  std::array<std::uint8_t, 4> uid{0x08, 0x99, 0x01, 0x0e};  // UID of type A, PUPI of type B
  // Its printed lines without line ends, 88 characters of a passport or 90 of a card, of the state
  // UTO or XXA; whoever can read them has its keys. Empty: nobody has.
  std::string lines{};
  bool operator==(const PassportCard&) const = default;
};

// A staff badge: type A, ISO 14443-4, a PIV application whose key in slot 9E signs without a PIN.
struct StaffBadgeCard {
  std::array<std::uint8_t, 4> uid{0x99, 0x01, 0x01, 0x10};
  Bytes certificate{};   // DER; empty: the slot holds none
  Bytes key{};           // PKCS #8, DER; another badge's key makes a forgery
  bool gzipped = false;  // how the certificate is stored
  Bytes replayed{};      // a signature overheard earlier, given to every challenge; empty: it signs
  bool operator==(const StaffBadgeCard&) const = default;
};

using Card = std::variant<ResidentCard, TypeBCard, MifareCard, SocialSecurityCard, PassportCard,
                          StaffBadgeCard>;

// The twelve bytes an identity card answers to REQB.
std::array<std::uint8_t, 12> atqb_bytes(Atqb atqb);

}  // namespace sandbox
