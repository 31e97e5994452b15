// SPDX-License-Identifier: GPL-3.0-or-later
// The real `kioskctl card` on the emulated readers' lines: what it says of cards.
#include <catch2/catch.hpp>
#include <fstream>

#include "devices/sandbox/wires/staff_ca.h"
#include "tests/whole/card_tool.h"

namespace whole {

namespace {

// Four bytes of it in a row, in the encodings that cards and lines use.
bool holds(const std::string& text, const std::string& secret) {
  for (std::size_t i = 0; i + 4 <= secret.size(); ++i) {
    if (text.find(secret.substr(i, 4)) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the antenna's view tells each kind of card, its number masked, and its leaving") {
  Readers readers;
  Tool tool(antenna(readers));
  const auto see = [&](const sandbox::Card& card) {
    readers.pn532->lay(card);
    auto event = tool.event("card");
    return event;
  };
  const auto lift = [&] {
    readers.pn532->lift();
    CHECK(tool.event("removed") == json{{"event", "removed"}});
  };
  CHECK(see(card_named("wang")) ==
        json{{"event", "card"}, {"kind", "resident-id"}, {"uid", "99**"}});
  lift();
  CHECK(see(sandbox::MifareCard{}) == json{{"event", "card"}, {"kind", "mifare"}, {"uid", "99**"}});
  lift();
  CHECK(see(sandbox::TypeBCard{})["kind"] == "type-b");
  lift();
  CHECK(see(sandbox::PassportCard{})["kind"] == "passport");
  lift();
  sandbox::SocialSecurityCard social;
  social.name = u"测试甲";
  social.number = ascii(checked(u"99010119380412002?"));
  CHECK(see(social)["kind"] == "social-security");
  CHECK(tool.event("identity") == json{{"event", "identity"},
                                       {"kind", "social-security"},
                                       {"name", "测*甲"},
                                       {"number", "990***********" + social.number.substr(14)}});
  lift();
  CHECK(tool.end() == 0);
}

TEST_CASE("all of a card's number stands there when it is asked for") {
  Readers readers;
  readers.pn532->lay(sandbox::MifareCard{{0x99, 0x01, 0x01, 0x0c}});
  Tool tool(with(antenna(readers), "--unmasked"));
  CHECK(tool.event("card") == json{{"event", "card"}, {"kind", "mifare"}, {"uid", "9901010c"}});
}

TEST_CASE("the module's view tells who a card says it is, masked") {
  Readers readers;
  auto text = resident();
  text.number = checked(text.number);
  readers.sam_v->lay(with_text(text));
  Tool tool(module(readers));
  CHECK(tool.event("card") == json{{"event", "card"}, {"kind", "resident-id"}});
  const std::string number = ascii(text.number);
  CHECK(tool.event("identity") == json{{"event", "identity"},
                                       {"kind", "resident"},
                                       {"name", "测*甲"},
                                       {"number", "990***********" + number.substr(14)},
                                       {"birth", "1938"},
                                       {"sex", "female"},
                                       {"valid_from", "2021-01-26"},
                                       {"valid_to", "长期"}});
  // It stays where it is, and is told once.
  readers.sam_v->lift();
  CHECK(tool.event("removed") == json{{"event", "removed"}});
  readers.sam_v->lay(with_text(text));
  CHECK(tool.event("card")["kind"] == "resident-id");
  CHECK(tool.event("identity")["kind"] == "resident");
  CHECK(tool.end(SIGTERM) == 0);
  CHECK_FALSE(holds(tool.said(), "测试甲"));
  CHECK_FALSE(holds(tool.said(), number.substr(10, 5)));
}

TEST_CASE("unmasked, every field that a layout has is there, and no other") {
  Readers readers;
  Tool tool(with(module(readers), "--unmasked"));
  const auto read = [&](sandbox::ResidentCard card) {
    readers.sam_v->lay(std::move(card));
    tool.event("card");
    auto identity = tool.event("identity");
    readers.sam_v->lift();
    tool.event("removed");
    return identity;
  };
  auto text = resident();
  text.number = checked(text.number);
  CHECK(read(with_text(text)) == json{{"event", "identity"},
                                      {"kind", "resident"},
                                      {"name", "测试甲"},
                                      {"number", ascii(text.number)},
                                      {"birth", "1938-04-12"},
                                      {"sex", "female"},
                                      {"ethnic_group", "壮"},
                                      {"address", "样例省样例市样例区\"样例\"路1号"},
                                      {"issuer", "样例市公安局"},
                                      {"valid_from", "2021-01-26"},
                                      {"valid_to", "长期"}});
  // What was written onto the card later is where they live.
  auto moved = with_text(text);
  moved.new_address = u"样例省样例市新居路2号";
  CHECK(read(moved)["address"] == "样例省样例市新居路2号");

  sandbox::PermitText permit;
  permit.name = u"测试乙";
  permit.birth = u"19550506";
  permit.number = checked(u"99010119550506001?");
  permit.valid_from = u"20190101";
  permit.valid_to = u"20290101";
  auto identity = read(with_text(permit));
  CHECK(identity["kind"] == "hmt");
  CHECK(identity["valid_to"] == "2029-01-01");
  CHECK_FALSE(identity.contains("ethnic_group"));
  CHECK_FALSE(identity.contains("nationality"));

  sandbox::Foreigner2017Text old;
  old.english_name = u"SAMPLE, MARIA";
  old.sex = u"2";
  old.number = u"XAA990101600101";
  old.nationality = u"XAA";
  old.birth = u"19600101";
  old.valid_from = u"20180101";
  old.valid_to = u"20280101";
  identity = read(with_text(old));
  CHECK(identity["kind"] == "foreign-2017");
  CHECK(identity["name_latin"] == "SAMPLE, MARIA");
  CHECK(identity["nationality"] == "XAA");
  CHECK_FALSE(identity.contains("name"));

  sandbox::Foreigner2023Text foreigner;
  foreigner.chinese_name = u"样约翰";
  foreigner.english_name = u"SAMPLE, JOHN";
  foreigner.birth = u"19620304";
  foreigner.number = checked(u"99010119620304001?");
  foreigner.valid_from = u"20240101";
  foreigner.valid_to = u"20340101";
  foreigner.nationality = u"XAA";
  identity = read(with_text(foreigner));
  CHECK(identity["kind"] == "foreign-2023");
  CHECK(identity["name"] == "样约翰");
  CHECK(identity["name_latin"] == "SAMPLE, JOHN");
}

TEST_CASE("without --json the same stands in a sentence, and the end of the time ends it") {
  Readers readers;
  auto text = resident();
  text.number = checked(text.number);
  readers.sam_v->lay(with_text(text));
  Tool tool({"--sam", readers.module(), "--seconds", "1"});
  CHECK(tool.line() == "card: kind resident-id");
  CHECK(tool.line() == "identity: kind resident, name 测*甲, number 990***********" +
                           ascii(text.number).substr(14) +
                           ", birth 1938, sex female, valid_from 2021-01-26, valid_to 长期");
  CHECK(tool.wait() == 0);
}

TEST_CASE("a staff badge proves itself, and a passport opens with its printed lines") {
  Readers readers;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto staff = sandbox::StaffCa::make(now - 24h, now + 24h);
  const auto others = sandbox::StaffCa::make(now - 24h, now + 24h);
  std::ofstream(readers.folder() / "staff.pem") << staff.pem();
  Tool tool(with(antenna(readers), "--staff-ca", (readers.folder() / "staff.pem").string(), "--mrz",
                 "L898902C3,740812,120415"));
  readers.pn532->lay(staff.badge("Practice nurse", now - 1h, now + 1h));
  CHECK(tool.event("card")["kind"] == "piv");
  CHECK(tool.event("identity")["kind"] == "badge");
  readers.pn532->lift();
  tool.event("removed");
  readers.pn532->lay(others.badge("Practice stranger", now - 1h, now + 1h));
  CHECK(tool.event("card")["kind"] == "piv");
  CHECK(tool.event() == json{{"event", "fault"}, {"code", "badge-not-ours"}});
  readers.pn532->lift();
  tool.event("removed");

  // The specimen of ICAO Doc 9303, of the state that does not exist.
  sandbox::PassportCard passport;
  passport.lines =
      "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
      "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
  readers.pn532->lay(passport);
  CHECK(tool.event("card")["kind"] == "passport");
  const auto identity = tool.event("identity");
  CHECK(identity["kind"] == "passport");
  CHECK(identity["name_latin"] == "E***");
  CHECK(identity["nationality"] == "UTO");
  readers.pn532->lift();
  tool.event("removed");
  passport.lines =
      "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
      "L898902C44UTO7408122F1204159ZE184226B<<<<<18";
  readers.pn532->lay(passport);
  CHECK(tool.event("card")["kind"] == "passport");
  CHECK(tool.event()["code"] == "wrong-mrz");
}

TEST_CASE("a wrong call is refused in one line") {
  const std::string card = program("kioskctl").string() + " card ";
  const auto refused = [&](const std::string& options, const std::string& names) {
    const Ran ran = run(card + options);
    INFO(ran.out);
    CHECK(ran.code == 2);
    CHECK(lines(ran.out) == 1);
    CHECK(ran.out.find(names) != std::string::npos);
  };
  refused("", "--pn532");
  refused("--pn532 pn532_uart:/dev/null:115200 --sam /dev/null", "either");
  refused("--sam /dev/null --seconds 0", "0 is no number of seconds");
  refused("--sam /dev/null --seconds", "--seconds needs a value");
  refused("--sam /dev/null --fast", "--fast");
  refused("--sam /dev/null now", "now");
  refused("--sam /dev/null --record /nowhere/line.wire", "/nowhere/line.wire");
  refused("--pn532 acr122_usb:001:004 --record /tmp/line.wire", "serial line");
  refused("--pn532 acr122_usb:001:004 --staff-ca /nowhere.pem", "/nowhere.pem");
  refused("--pn532 acr122_usb:001:004 --mrz 12,3", "NUMBER,BIRTH,EXPIRY");
  refused("--sam /dev/null --mrz L898902C3,740812,120415", "--pn532");
  const Ran help = run(card + "--help");
  CHECK(help.code == 0);
  CHECK(help.out.starts_with("Usage: kioskctl card"));
}

}  // namespace whole
