// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/applet.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "devices/sandbox/wires/staff_ca.h"
#include "tests/devices/sandbox/wires/badge_signature.h"
#include "tests/devices/sandbox/wires/passport_terminal.h"

using namespace sandbox;

namespace {

const std::chrono::sys_days kFrom = std::chrono::year{2026} / 1 / 1;
const std::chrono::sys_days kTo = std::chrono::year{2036} / 1 / 1;

const Bytes kSelectPiv{0x00, 0xa4, 0x04, 0x00, 0x09, 0xa0, 0x00, 0x00,
                       0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x00};
const Bytes kGetCertificate{0x00, 0xcb, 0x3f, 0xff, 0x05, 0x5c, 0x03, 0x5f, 0xc1, 0x01, 0x00};
const Bytes kGetResponse{0x00, 0xc0, 0x00, 0x00, 0x00};

const Bytes kSelectEmrtd{0x00, 0xa4, 0x04, 0x0c, 0x07, 0xa0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};
const Bytes kGetChallenge{0x00, 0x84, 0x00, 0x00, 0x08};
// The specimen of ICAO Doc 9303, of the state of Utopia.
const std::string kLines =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

StaffBadgeCard new_badge() { return StaffCa::make(kFrom, kTo).badge("Practice nurse", kFrom, kTo); }

Bytes sign_command(const Bytes& digest) {
  const Bytes request = ber(0x7c, joined({ber(0x82, {}), ber(0x81, digest)}));
  return joined(
      {{0x00, 0x87, 0x11, 0x9e, static_cast<std::uint8_t>(request.size())}, request, {0x00}});
}

Bytes without_status(const Bytes& answer) { return {answer.begin(), answer.end() - 2}; }
Bytes status_of(const Bytes& answer) { return {answer.end() - 2, answer.end()}; }

// An open session, or none.
bool begin(Applet& passport, PassportTerminal& terminal) {
  passport.answer(kSelectEmrtd);
  const Bytes challenge = without_status(passport.answer(kGetChallenge));
  return terminal.begin(without_status(passport.answer(terminal.authenticate(challenge))));
}

}  // namespace

TEST_CASE("a badge says its application and answers nothing before it is selected") {
  const auto badge = applet_of(new_badge());
  CHECK(badge->answer(kGetCertificate) == Bytes{0x6d, 0x00});
  CHECK(badge->answer(sign_command(Bytes(32, 0x11))) == Bytes{0x6d, 0x00});
  const Bytes told{0x61, 0x11, 0x4f, 0x06, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00, 0x79,
                   0x07, 0x4f, 0x05, 0xa0, 0x00, 0x00, 0x03, 0x08, 0x90, 0x00};
  CHECK(badge->answer(kSelectPiv) == told);
  const Bytes whole{0x00, 0xa4, 0x04, 0x00, 0x0b, 0xa0, 0x00, 0x00, 0x03,
                    0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00, 0x00};
  CHECK(badge->answer(whole) == told);
  Bytes other = kSelectPiv;
  other[12] = 0x11;
  CHECK(badge->answer(other) == Bytes{0x6a, 0x82});
  CHECK(status_of(badge->answer(kGetCertificate)) != Bytes{0x6d, 0x00});  // still selected
  badge->power_off();
  CHECK(badge->answer(kGetCertificate) == Bytes{0x6d, 0x00});
}

TEST_CASE("a long certificate comes in parts, each of which says how much is left") {
  const StaffBadgeCard card = new_badge();
  const auto badge = applet_of(card);
  badge->answer(kSelectPiv);
  CHECK(badge->answer(kGetResponse) == Bytes{0x69, 0x85});
  const Bytes object =
      ber(0x53, joined({ber(0x70, card.certificate), ber(0x71, Bytes{0x00}), ber(0xfe, {})}));
  REQUIRE(object.size() > 300);
  Bytes first = badge->answer(kGetCertificate);
  CHECK(first.size() == 258);
  const std::size_t left = object.size() - 256;
  CHECK(status_of(first) == Bytes{0x61, static_cast<std::uint8_t>(left >= 256 ? 0 : left)});
  Bytes all = without_status(first);
  for (int part = 0; part < 20 && all.size() < object.size(); ++part) {
    const Bytes more = badge->answer({{0x00, 0xc0, 0x00, 0x00, 0x20}});
    CHECK(more.size() <= 34);
    all = joined({all, without_status(more)});
    CHECK(status_of(more)[0] == (all.size() < object.size() ? 0x61 : 0x90));
  }
  CHECK(all == object);
  CHECK(badge->answer(kGetResponse) == Bytes{0x69, 0x85});

  // Another command, and the rest is lost.
  badge->answer(kGetCertificate);
  badge->answer(kSelectPiv);
  CHECK(badge->answer(kGetResponse) == Bytes{0x69, 0x85});
}

TEST_CASE("a badge tells a wrong name, a wrong reference and wrong data apart") {
  const auto badge = applet_of(new_badge());
  badge->answer(kSelectPiv);
  Bytes other_object = kGetCertificate;
  other_object[9] = 0x05;  // the certificate for PIV authentication
  CHECK(badge->answer(other_object) == Bytes{0x6a, 0x82});
  Bytes no_list = kGetCertificate;
  no_list[5] = 0x5d;
  CHECK(badge->answer(no_list) == Bytes{0x6a, 0x80});
  Bytes other_place = kGetCertificate;
  other_place[3] = 0xfe;
  CHECK(badge->answer(other_place) == Bytes{0x6a, 0x86});
  Bytes other_key = sign_command(Bytes(32, 0x11));
  other_key[3] = 0x9a;
  CHECK(badge->answer(other_key) == Bytes{0x6a, 0x86});
  CHECK(badge->answer(sign_command(Bytes(31, 0x11))) == Bytes{0x6a, 0x80});
  Bytes bare = sign_command(Bytes(32, 0x11));
  bare[5] = 0x7d;
  CHECK(badge->answer(bare) == Bytes{0x6a, 0x80});
  CHECK(badge->answer({{0x00, 0x20, 0x00, 0x80}}) == Bytes{0x6d, 0x00});
  CHECK(badge->answer({{0x80, 0xcb, 0x3f, 0xff}}) == Bytes{0x6e, 0x00});
  CHECK(badge->answer({{0x00, 0xcb}}) == Bytes{0x67, 0x00});
  const auto blank = applet_of(StaffBadgeCard{});
  blank->answer(kSelectPiv);
  CHECK(blank->answer(kGetCertificate) == Bytes{0x6a, 0x82});
}

TEST_CASE("a badge signs what it is given, a forged or repeating one does not") {
  const StaffBadgeCard card = new_badge();
  const auto signed_by = [&card](const StaffBadgeCard& shown, const Bytes& digest) {
    const auto badge = applet_of(shown);
    badge->answer(kSelectPiv);
    const Bytes answer = badge->answer(sign_command(digest));
    REQUIRE(status_of(answer) == Bytes{0x90, 0x00});
    const Bytes signature(answer.begin() + 4, answer.end() - 2);
    return std::pair{has_signed(card, digest, signature), signature};
  };
  const auto [good, signature] = signed_by(card, Bytes(32, 0x11));
  CHECK(good);
  CHECK_FALSE(has_signed(card, Bytes(32, 0x12), signature));

  StaffBadgeCard forged = card;
  forged.key = new_badge().key;
  CHECK_FALSE(signed_by(forged, Bytes(32, 0x11)).first);
  StaffBadgeCard repeating = card;
  repeating.replayed = signature;
  CHECK(signed_by(repeating, Bytes(32, 0x11)).first);  // control: it is a real signature
  CHECK_FALSE(signed_by(repeating, Bytes(32, 0x12)).first);
}

TEST_CASE("cards of practice are values: a copy is the same card") {
  const StaffBadgeCard badge = new_badge();
  CHECK(Card(badge) == Card(StaffBadgeCard(badge)));
  CHECK(Card(badge) != Card(new_badge()));
}

TEST_CASE("a passport's challenge is new each time and good once") {
  const auto passport = applet_of(PassportCard{.lines = kLines});
  PassportTerminal terminal(kLines);
  passport->answer(kSelectEmrtd);
  const Bytes first = passport->answer(kGetChallenge);
  const Bytes second = passport->answer(kGetChallenge);
  CHECK(first.size() == 10);
  CHECK(first != second);
  CHECK(passport->answer(terminal.authenticate(without_status(first))) == Bytes{0x63, 0x00});
  const Bytes token = terminal.authenticate(without_status(passport->answer(kGetChallenge)));
  CHECK(status_of(passport->answer(token)) == Bytes{0x90, 0x00});
  CHECK(passport->answer(token) == Bytes{0x63, 0x00});
}

TEST_CASE("a passport opens to its own lines only") {
  const auto passport = applet_of(PassportCard{.lines = kLines});
  std::string other = kLines;
  other[44] = 'M';
  PassportTerminal stranger(other);
  CHECK_FALSE(begin(*passport, stranger));
  PassportTerminal terminal(kLines);
  CHECK(begin(*passport, terminal));
  const auto locked = applet_of(PassportCard{});
  PassportTerminal anyone(kLines);
  CHECK_FALSE(begin(*locked, anyone));
}

TEST_CASE("sealed commands read the files that are there") {
  const auto passport = applet_of(PassportCard{.lines = kLines});
  PassportTerminal terminal(kLines);
  REQUIRE(begin(*passport, terminal));
  const auto ask = [&](const Bytes& command) { return terminal.opened(passport->answer(command)); };
  CHECK(ask(terminal.read(0, 4)) == Bytes{0x69, 0x86});  // no file yet
  CHECK(ask(terminal.select(0x01, 0x02)) == Bytes{0x6a, 0x82});
  CHECK(ask(terminal.select(0x01, 0x1e)) == Bytes{0x90, 0x00});
  CHECK(ask(terminal.read(0, 4)) == Bytes{0x60, 0x13, 0x5f, 0x01, 0x90, 0x00});
  CHECK(ask(terminal.select(0x01, 0x01)) == Bytes{0x90, 0x00});
  CHECK(ask(terminal.read(0, 5)) == Bytes{0x61, 0x5b, 0x5f, 0x1f, 0x58, 0x90, 0x00});
  const auto lines = ask(terminal.read(5, 88));
  REQUIRE(lines);
  CHECK(std::string(lines->begin(), lines->end() - 2) == kLines);
  const auto tail = ask(terminal.read(90, 10));
  REQUIRE(tail);
  CHECK(*tail == Bytes{'<', '1', '0', 0x62, 0x82});
  CHECK(ask(terminal.read(93, 1)) == Bytes{0x6b, 0x00});
  CHECK(ask(terminal.sealed({0x0c, 0xb0, 0x9e, 0x00}, {}, 1)) == Bytes{0x60, 0x90, 0x00});
}

TEST_CASE("a broken seal, a repeated command or a plain one ends the session") {
  const auto passport = applet_of(PassportCard{.lines = kLines});
  const Bytes bare{0x00, 0xb0, 0x00, 0x00, 0x04};
  for (const int way : {0, 1, 2, 3}) {
    PassportTerminal terminal(kLines);
    REQUIRE(begin(*passport, terminal));
    const Bytes good = terminal.select(0x01, 0x01);
    REQUIRE(terminal.opened(passport->answer(good)) == Bytes{0x90, 0x00});
    Bytes command = terminal.read(0, 4);
    if (way == 0) command[7] ^= 0x01;
    if (way == 1) command = good;
    if (way == 2) command = bare;
    if (way == 3) command = {0x0c, 0xb0, 0x00, 0x00, 0x03, 0x97, 0x01, 0x04, 0x00};
    const Bytes expected[] = {{0x69, 0x88}, {0x69, 0x88}, {0x69, 0x82}, {0x69, 0x87}};
    CHECK(passport->answer(command) == expected[way]);
    CHECK(passport->answer(terminal.read(0, 4)) == Bytes{0x69, 0x85});
  }
}
