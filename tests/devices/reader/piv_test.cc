// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/piv.h"

#include <openssl/sha.h>
#include <openssl/x509.h>
#include <zlib.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <string>

#include "devices/sandbox/wires/ber.h"
#include "devices/sandbox/wires/staff_ca.h"
#include "tests/devices/reader/asked_card.h"
#include "tests/files.h"

using namespace devices::reader;
using namespace std::chrono_literals;
using bench::AskedCard;
using bench::Bytes;
using sandbox::BadgeOrder;
using sandbox::StaffBadgeCard;
using sandbox::StaffCa;

namespace {

constexpr std::chrono::sys_seconds kNow =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 8h;
constexpr auto kBefore = kNow - 24h;
constexpr auto kAfter = kNow + 24h;

StaffCa new_authority() { return StaffCa::make(kBefore, kAfter); }

tl::expected<StaffAuthority, std::string> read_pem(const std::string& text) {
  const files::Folder scratch;
  std::ofstream(scratch / "staff.pem") << text;
  return StaffAuthority::read(scratch / "staff.pem");
}

StaffAuthority trusting(const StaffCa& authority) {
  auto staff = read_pem(authority.pem());
  REQUIRE(staff);
  return std::move(*staff);
}

tl::expected<BadgeId, BadgeTrouble> shown(const sandbox::Card& card, const StaffAuthority& staff,
                                          std::chrono::sys_seconds now = kNow) {
  AskedCard asked(card);
  return authenticate_badge(asked.transmit(), staff, now);
}

void check_trouble(const tl::expected<BadgeId, BadgeTrouble>& result, BadgeTrouble trouble) {
  REQUIRE_FALSE(result);
  CHECK(result.error() == trouble);
}

// The id, worked out from the certificate another way: OpenSSL finds the key's own bytes.
BadgeId id_of(const StaffBadgeCard& card) {
  const unsigned char* cursor = card.certificate.data();
  X509* certificate = d2i_X509(nullptr, &cursor, static_cast<long>(card.certificate.size()));
  unsigned char* key = nullptr;
  const int size = i2d_PUBKEY(X509_get0_pubkey(certificate), &key);
  Bytes digest(SHA256_DIGEST_LENGTH);
  SHA256(key, static_cast<std::size_t>(size), digest.data());
  OPENSSL_free(key);
  X509_free(certificate);
  BadgeId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

StaffBadgeCard good_badge(const StaffCa& authority) {
  return authority.badge("Practice nurse", kBefore, kAfter);
}

}  // namespace

TEST_CASE("a badge of ours says its key's id, and every badge has its own") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const StaffBadgeCard badge = good_badge(authority);
  const StaffBadgeCard other = good_badge(authority);
  REQUIRE(shown(badge, staff));
  CHECK(*shown(badge, staff) == id_of(badge));
  CHECK(*shown(badge, staff) == *shown(badge, staff));
  CHECK(*shown(other, staff) == id_of(other));
  CHECK(*shown(other, staff) != *shown(badge, staff));
}

TEST_CASE("the commands are those of SP 800-73-4, and no challenge comes twice") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const StaffBadgeCard badge = good_badge(authority);
  std::set<Bytes> challenges;
  for (int i = 0; i < 20; ++i) {
    AskedCard asked(badge);
    REQUIRE(authenticate_badge(asked.transmit(), staff, kNow));
    const auto& commands = asked.commands();
    REQUIRE(commands.size() >= 4);
    CHECK(commands.size() <= 5);
    CHECK(commands[0] ==
          Bytes{0x00, 0xa4, 0x04, 0x00, 0x09, 0xa0, 0, 0, 0x03, 0x08, 0, 0, 0x10, 0, 0});
    CHECK(commands[1] == Bytes{0x00, 0xcb, 0x3f, 0xff, 0x05, 0x5c, 0x03, 0x5f, 0xc1, 0x01, 0x00});
    CHECK(Bytes(commands[2].begin(), commands[2].begin() + 4) == Bytes{0x00, 0xc0, 0x00, 0x00});
    const Bytes& sign = commands.back();
    REQUIRE(sign.size() == 44);
    CHECK(Bytes(sign.begin(), sign.begin() + 11) ==
          Bytes{0x00, 0x87, 0x11, 0x9e, 0x26, 0x7c, 0x24, 0x82, 0x00, 0x81, 0x20});
    CHECK(sign.back() == 0x00);
    challenges.emplace(sign.begin() + 11, sign.end() - 1);
  }
  CHECK(challenges.size() == 20);
}

TEST_CASE("a certificate may be stored gzip'd") {
  const StaffCa authority = new_authority();
  StaffBadgeCard badge = good_badge(authority);
  badge.gzipped = true;
  const auto result = shown(badge, trusting(authority));
  REQUIRE(result);
  CHECK(*result == id_of(badge));
}

TEST_CASE("a card that is no badge, and a badge without a certificate, are told apart") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  check_trouble(shown(sandbox::SocialSecurityCard{}, staff), BadgeTrouble::no_application);
  check_trouble(shown(sandbox::PassportCard{}, staff), BadgeTrouble::no_application);
  check_trouble(shown(StaffBadgeCard{}, staff), BadgeTrouble::no_certificate);
  StaffBadgeCard garbled = good_badge(authority);
  garbled.certificate = Bytes(300, 0x30);
  check_trouble(shown(garbled, staff), BadgeTrouble::no_certificate);
  StaffBadgeCard longer = good_badge(authority);
  longer.certificate.push_back(0x00);
  check_trouble(shown(longer, staff), BadgeTrouble::no_certificate);
}

TEST_CASE("a badge of another authority is not ours, whatever that one calls itself") {
  const StaffCa authority = new_authority();
  const StaffCa stranger = new_authority();
  const StaffAuthority staff = trusting(authority);
  check_trouble(shown(good_badge(stranger), staff), BadgeTrouble::not_ours);
  CHECK(shown(good_badge(stranger), trusting(stranger)));  // control
  CHECK(shown(good_badge(authority), staff));              // control
}

TEST_CASE("a badge counts from its first second to its last, and no longer than its authority") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const StaffBadgeCard badge = authority.badge("Practice nurse", kNow - 1h, kNow + 1h);
  CHECK(shown(badge, staff, kNow));
  CHECK(shown(badge, staff, kNow - 1h));
  CHECK(shown(badge, staff, kNow + 1h - 1s));
  check_trouble(shown(badge, staff, kNow - 1h - 1s), BadgeTrouble::expired);
  check_trouble(shown(badge, staff, kNow + 1h + 1s), BadgeTrouble::expired);
  const StaffBadgeCard outliving = authority.badge("Practice nurse", kBefore, kAfter + 48h);
  CHECK(shown(outliving, staff, kNow));  // control
  check_trouble(shown(outliving, staff, kAfter + 1h), BadgeTrouble::expired);
}

TEST_CASE("a certificate for another purpose is not ours; one that names none may pass") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const auto with_usage = [&](const std::string& usage) {
    return shown(authority.badge(BadgeOrder{
                     .name = "Practice nurse", .from = kBefore, .to = kAfter, .usage = usage}),
                 staff);
  };
  CHECK(with_usage("2.16.840.1.101.3.6.8"));
  CHECK(with_usage("2.5.29.37.0"));
  CHECK(with_usage("clientAuth,2.16.840.1.101.3.6.8"));
  CHECK(with_usage(""));
  check_trouble(with_usage("clientAuth"), BadgeTrouble::not_ours);
  check_trouble(with_usage("2.16.840.1.101.3.6.80"), BadgeTrouble::not_ours);
  check_trouble(shown(authority.badge(BadgeOrder{.name = "Practice nurse",
                                                 .from = kBefore,
                                                 .to = kAfter,
                                                 .usage = "",
                                                 .authority = true}),
                      staff),
                BadgeTrouble::not_ours);
}

TEST_CASE("a certified key of another curve is refused") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  for (const char* curve : {"P-384", "secp256k1"}) {
    check_trouble(
        shown(authority.badge(BadgeOrder{
                  .name = "Practice nurse", .from = kBefore, .to = kAfter, .curve = curve}),
              staff),
        BadgeTrouble::wrong_key);
  }
}

TEST_CASE("a copied certificate is worth nothing without its key") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  StaffBadgeCard forged = good_badge(authority);
  forged.key = good_badge(authority).key;
  check_trouble(shown(forged, staff), BadgeTrouble::bad_signature);
  forged.key.clear();
  check_trouble(shown(forged, staff), BadgeTrouble::bad_signature);
}

TEST_CASE("a signature that was overheard opens nothing") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  StaffBadgeCard badge = good_badge(authority);
  AskedCard overheard(badge);
  REQUIRE(authenticate_badge(overheard.transmit(), staff, kNow));
  const Bytes& answer = overheard.answers().back();
  badge.replayed.assign(answer.begin() + 4, answer.end() - 2);
  check_trouble(shown(badge, staff), BadgeTrouble::bad_signature);
  badge.replayed.clear();
  CHECK(shown(badge, staff));  // control
}

TEST_CASE("a card that goes is gone, at whatever command") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const StaffBadgeCard badge = good_badge(authority);
  AskedCard whole(badge);
  REQUIRE(authenticate_badge(whole.transmit(), staff, kNow));
  for (std::size_t last = 0; last < whole.commands().size(); ++last) {
    AskedCard asked(badge, [last](std::size_t number, Bytes answer) -> std::optional<Bytes> {
      if (number == last) return std::nullopt;
      return answer;
    });
    check_trouble(authenticate_badge(asked.transmit(), staff, kNow), BadgeTrouble::gone);
    CHECK(asked.commands().size() == last + 1);
  }
}

TEST_CASE("an answer cut short at any byte is a trouble, never a badge") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const StaffBadgeCard badge = good_badge(authority);
  AskedCard whole(badge);
  REQUIRE(authenticate_badge(whole.transmit(), staff, kNow));
  for (std::size_t cut = 0; cut < whole.commands().size(); ++cut) {
    const std::size_t size = whole.answers()[cut].size();
    for (std::size_t left = 0; left + 2 < size; ++left) {
      for (const bool keeps_status : {false, true}) {
        // What a SELECT tells beside its status word is not needed.
        if (cut == 0 && keeps_status) continue;
        AskedCard asked(badge, [&](std::size_t number, Bytes answer) -> std::optional<Bytes> {
          if (number != cut) return answer;
          // A signature differs in length from time to time.
          const std::size_t kept = std::min(left, answer.size() - 3);
          const Bytes status(answer.end() - 2, answer.end());
          answer.resize(kept);
          if (keeps_status) answer.insert(answer.end(), status.begin(), status.end());
          return answer;
        });
        REQUIRE_FALSE(authenticate_badge(asked.transmit(), staff, kNow));
      }
    }
  }
}

TEST_CASE("one wrong bit anywhere in certificate or signature is enough") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const StaffBadgeCard badge = good_badge(authority);
  for (std::size_t at = 0; at < badge.certificate.size(); ++at) {
    StaffBadgeCard altered = badge;
    altered.certificate[at] ^= static_cast<std::uint8_t>(1U << at % 8);
    REQUIRE_FALSE(shown(altered, staff));
  }
  for (std::size_t at = 0; at < 66; ++at) {
    AskedCard asked(badge, [at](std::size_t, Bytes answer) -> std::optional<Bytes> {
      const bool signature = answer.size() > 70 && answer[0] == 0x7c;
      if (signature) answer[at + 4] ^= static_cast<std::uint8_t>(1U << at % 8);
      return answer;
    });
    check_trouble(authenticate_badge(asked.transmit(), staff, kNow), BadgeTrouble::bad_signature);
  }
}

TEST_CASE("a refusal at any step has its trouble") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const StaffBadgeCard badge = good_badge(authority);
  const auto refused = [&](std::uint8_t instruction) {
    AskedCard* self = nullptr;
    AskedCard asked(badge, [&](std::size_t, Bytes answer) -> std::optional<Bytes> {
      return self->commands().back()[1] == instruction ? Bytes{0x69, 0x82} : answer;
    });
    self = &asked;
    return authenticate_badge(asked.transmit(), staff, kNow);
  };
  check_trouble(refused(0xa4), BadgeTrouble::no_application);
  check_trouble(refused(0xcb), BadgeTrouble::no_certificate);
  check_trouble(refused(0xc0), BadgeTrouble::no_certificate);
  check_trouble(refused(0x87), BadgeTrouble::bad_signature);
  CHECK(refused(0x20));  // control: nothing of that name is asked
}

TEST_CASE("a card that always has more to say is not listened to for ever") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  int commands = 0;
  const auto talk = [&](std::size_t size) {
    commands = 0;
    return authenticate_badge(
        [&](std::span<const std::uint8_t> command) -> std::optional<Bytes> {
          ++commands;
          if (command[1] == 0xa4) return Bytes{0x90, 0x00};
          Bytes answer(size, 0x53);
          answer.insert(answer.end(), {0x61, 0x00});
          return answer;
        },
        staff, kNow);
  };
  check_trouble(talk(0), BadgeTrouble::no_certificate);
  CHECK(commands <= 72);
  check_trouble(talk(256), BadgeTrouble::no_certificate);
  CHECK(commands <= 20);
}

TEST_CASE("a certificate that unpacks without end is let go") {
  const StaffCa authority = new_authority();
  const StaffAuthority staff = trusting(authority);
  const StaffBadgeCard badge = good_badge(authority);
  const auto packed = [](Bytes plain) {
    Bytes out(compressBound(static_cast<uLong>(plain.size())));
    uLongf size = static_cast<uLongf>(out.size());
    REQUIRE(compress(out.data(), &size, plain.data(), static_cast<uLong>(plain.size())) == Z_OK);
    out.resize(size);
    return out;
  };
  const auto given = [&](const Bytes& certificate) {
    AskedCard signer(badge);
    const auto sign = signer.transmit();
    const Bytes object =
        sandbox::ber(0x53, sandbox::joined({sandbox::ber(0x70, certificate),
                                            sandbox::ber(0x71, Bytes{0x01}), Bytes{0xfe, 0x00}}));
    return authenticate_badge(
        [&](std::span<const std::uint8_t> command) -> std::optional<Bytes> {
          auto answer = sign(command);
          if (command[1] != 0xcb) return answer;
          answer = object;
          answer->insert(answer->end(), {0x90, 0x00});
          return answer;
        },
        staff, kNow);
  };
  CHECK(given(packed(badge.certificate)));  // control: zlib's own wrapping is taken as well
  Bytes bomb = badge.certificate;
  bomb.resize(1'000'000);
  REQUIRE(packed(bomb).size() < 2'000);
  check_trouble(given(packed(bomb)), BadgeTrouble::no_certificate);
  Bytes cut = packed(badge.certificate);
  cut.pop_back();
  check_trouble(given(cut), BadgeTrouble::no_certificate);
  check_trouble(given(badge.certificate), BadgeTrouble::no_certificate);  // not packed at all
}

TEST_CASE("several authorities may stand in one file") {
  const StaffCa first = StaffCa::make(kBefore, kAfter, "Practice staff CA 1");
  const StaffCa second = StaffCa::make(kBefore, kAfter, "Practice staff CA 2");
  const auto staff = read_pem(first.pem() + "Of the other house:\n" + second.pem());
  REQUIRE(staff);
  CHECK(shown(good_badge(first), *staff));
  CHECK(shown(good_badge(second), *staff));
  check_trouble(shown(good_badge(second), trusting(first)), BadgeTrouble::not_ours);  // control
}

TEST_CASE("an authority below another one counts only beside it") {
  const StaffCa root = new_authority();
  const StaffCa ward = root.subordinate("Practice ward CA", kBefore, kAfter);
  const StaffBadgeCard badge = good_badge(ward);
  const auto both = read_pem(root.pem() + ward.pem());
  REQUIRE(both);
  CHECK(shown(badge, *both));
  check_trouble(shown(badge, trusting(ward)), BadgeTrouble::not_ours);
  check_trouble(shown(badge, trusting(root)), BadgeTrouble::not_ours);
}

TEST_CASE("a file without a good authority is refused in one sentence that names it") {
  const StaffCa authority = new_authority();
  const auto error_of = [](const std::string& text) {
    const auto staff = read_pem(text);
    REQUIRE_FALSE(staff);
    CHECK(staff.error().find("staff.pem") != std::string::npos);
    CHECK(staff.error().back() == '.');
    return staff.error();
  };
  CHECK(error_of("").find("holds no certificate") != std::string::npos);
  CHECK(error_of("nothing of the kind\n").find("holds no certificate") != std::string::npos);
  std::string cut = authority.pem();
  cut.erase(cut.size() / 2, 40);
  CHECK(error_of(cut).find("cannot be read") != std::string::npos);
  CHECK(error_of(authority.pem() + cut).find("cannot be read") != std::string::npos);

  const auto missing = StaffAuthority::read("/nowhere/staff.pem");
  REQUIRE_FALSE(missing);
  CHECK(missing.error() == "/nowhere/staff.pem cannot be opened.");

  // A badge's own certificate is no authority's: it would let the badge vouch for itself.
  const StaffBadgeCard badge = good_badge(authority);
  Bytes text(badge.certificate.size() * 2);
  const int size = EVP_EncodeBlock(text.data(), badge.certificate.data(),
                                   static_cast<int>(badge.certificate.size()));
  const std::string base64(text.begin(), text.begin() + size);
  const std::string pem =
      "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  CHECK(error_of(pem).find("no authority's") != std::string::npos);
}
