// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/card_kind.h"

#include <array>
#include <span>

#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

// SAK bits: 08 says MIFARE Classic, also inside chips that speak ISO 14443-4 besides.
constexpr std::uint8_t kSakMifare = 0x08;

// Without the version at its end, which a card completes (NIST SP 800-73-4 part 2, §3.1.1).
constexpr std::array<std::uint8_t, 15> kSelectPiv{0x00, 0xA4, 0x04, 0x00, 0x09, 0xA0, 0x00, 0x00,
                                                  0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x00};
// "sx1.sh.社会保障", in GBK.
constexpr std::array<std::uint8_t, 20> kSelectSocialSecurity{
    0x00, 0xA4, 0x04, 0x00, 0x0F, 0x73, 0x78, 0x31, 0x2E, 0x73,
    0x68, 0x2E, 0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};
constexpr std::array<std::uint8_t, 12> kSelectEmrtd{0x00, 0xA4, 0x04, 0x0C, 0x07, 0xA0,
                                                    0x00, 0x00, 0x02, 0x47, 0x10, 0x01};

struct Application {
  std::span<const std::uint8_t> select;
  CardKind kind;
};
constexpr std::array<Application, 3> kApplications{{
    {kSelectPiv, CardKind::piv},
    {kSelectSocialSecurity, CardKind::social_security},
    {kSelectEmrtd, CardKind::passport},
}};

// 9000, or 61xx: done, and more to fetch.
bool says_yes(std::span<const std::uint8_t> answer) {
  const auto sw1 = answer[answer.size() - 2];
  const auto sw2 = answer[answer.size() - 1];
  return (sw1 == 0x90 && sw2 == 0x00) || sw1 == 0x61;
}

std::optional<bool> has(const Transmit& transmit, std::span<const std::uint8_t> select) {
  auto answer = transmit(select);
  if (!answer || answer->size() < 2) return std::nullopt;
  const bool there = says_yes(*answer);
  visit::wipe(answer->data(), answer->size());
  return there;
}

}  // namespace

std::string_view name_of(CardKind kind) {
  switch (kind) {
    case CardKind::resident_id:
      return "resident-id";
    case CardKind::type_b:
      return "type-b";
    case CardKind::mifare:
      return "mifare";
    case CardKind::social_security:
      return "social-security";
    case CardKind::passport:
      return "passport";
    case CardKind::piv:
      return "piv";
    case CardKind::type_a:
      return "type-a";
  }
  return "";
}

CardKind kind_by_sak(std::uint8_t sak) {
  return (sak & kSakMifare) != 0 ? CardKind::mifare : CardKind::type_a;
}

std::optional<CardKind> kind_by_applications(const Transmit& transmit, CardKind otherwise) {
  for (const Application& application : kApplications) {
    const auto there = has(transmit, application.select);
    if (!there) return std::nullopt;
    if (*there) return application.kind;
  }
  return otherwise;
}

std::optional<bool> has_piv(const Transmit& transmit) { return has(transmit, kSelectPiv); }

}  // namespace devices::reader
