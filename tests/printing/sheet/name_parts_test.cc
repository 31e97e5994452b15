// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/name_parts.h"

#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "printing/sheet/draw.h"

#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/status_slip_samples.h"
#include "tests/printing/sheet/words_on_sheet.h"

using namespace printing;
using namespace printing::testing;

namespace {

visit::Certificate named(std::string_view name) {
  visit::Certificate certificate = green_certificate();
  certificate.name = visit::Secret(name);
  return certificate;
}

constexpr const char* kUyghur = "阿卜杜热伊木·托合提 ئابدۇرېھىم توختى";
constexpr const char* kTibetan = "索朗旺堆 བསོད་ནམས་དབང་འདུས།";
constexpr const char* kMongolian = "呼和巴特尔 ᠬᠥᠬᠡᠪᠠᠭᠠᠲᠤᠷ";

}  // namespace

TEST_CASE("a name in two scripts is parted at the space between them, Chinese first") {
  struct Case {
    const char *whole, *name, *other;
  };
  for (const Case& c :
       {Case{kUyghur, "阿卜杜热伊木·托合提", "ئابدۇرېھىم توختى"},
        Case{kTibetan, "索朗旺堆", "བསོད་ནམས་དབང་འདུས།"}, Case{"བསོད་ནམས 索朗", "索朗", "བསོད་ནམས"},
        Case{"阿力克谢 ALEKSEI P.", "阿力克谢", "ALEKSEI P."},
        Case{"欧阳 小明 ᠬᠥᠬᠡ", "欧阳 小明", "ᠬᠥᠬᠡ"}}) {
    INFO(c.whole);
    const NameParts parts = parted(c.whole);
    CHECK(parts.name == c.name);
    CHECK(parts.other_script == c.other);
  }
}

TEST_CASE("any other name stays whole") {
  for (const char* name :
       {"李秀英", "孙𠅤", "欧阳 小明", "阿卜杜热伊木·托合提", "ALEKSANDRA MARIE OYELARAN-REID",
        "ئابدۇرېھىم توختى", "王A明", "王 A 明", "王明ABC", "", " ", "王 "}) {
    INFO(name);
    CHECK(parted(name).name == name);
    CHECK(parted(name).other_script.empty());
  }
}

TEST_CASE("names in two scripts are those somebody looked at", "[golden]") {
  for (const auto& [file, name] :
       {std::pair{"two_scripts", kUyghur}, {"tibetan", kTibetan}, {"mongolian", kMongolian}}) {
    const visit::Certificate certificate = named(name);
    check_paper("status_slip_" + std::string(file), drawn(certificate, slip_details()),
                certificate.slip.qr.reveal());
  }
}

TEST_CASE("the second script stands below the Chinese name, large enough to be read") {
  for (const char* name : {kUyghur, kTibetan, kMongolian}) {
    INFO(name);
    const Sheet sheet = drawn(named(name), slip_details());
    CHECK(faults(sheet) == "");
    const NameParts parts = parted(name);
    const TextRun* chinese = saying(sheet, parts.name);
    const TextRun* other = saying(sheet, parts.other_script);
    REQUIRE(chinese);
    REQUIRE(other);
    CHECK(chinese->size.value == 24);
    CHECK(other->size.value >= 18);
    CHECK(other->box.y >= chinese->box.bottom() - .01);
    CHECK(other->at.x == chinese->at.x);
  }
}

TEST_CASE("a name whose second script does not fit its line is refused, not cut") {
  std::string name = "阿卜杜热伊木·托合提 ";
  for (int i = 0; i < 8; ++i) name += "ئابدۇرېھىم";
  const auto sheet =
      printing::draw(document_of(named(name)), slip_details(), stationery(), slip_faces());
  REQUIRE_FALSE(sheet.has_value());
  CHECK(sheet.error() == SheetTrouble::name_does_not_fit);
}
