// SPDX-License-Identifier: GPL-3.0-or-later
// What the letter half says beside colour and test: antibodies, vaccinations, journeys; and what it
// does where not all of it fits.
#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "tests/printing/sheet/paper_golden.h"
#include "tests/printing/sheet/status_slip_samples.h"
#include "tests/printing/sheet/words_on_sheet.h"

using namespace printing;
using namespace printing::testing;

namespace {

visit::Date day(int year, unsigned month, unsigned number) {
  return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)};
}

void add_records(visit::HealthCode& code) {
  code.antibody = visit::AntibodyTest{shanghai(2021, 1, 20, 8, 0), false, true};
  code.vaccinations = {{"新冠疫苗（Vero细胞）", 1, day(2021, 1, 2)},
                       {"新冠疫苗（Vero细胞）", 2, day(2021, 1, 23)}};
  code.itinerary = {{{"武汉市", "Wuhan"}, false}, {{"石家庄市", "Shijiazhuang"}, true}};
  code.itinerary_days = 14;
}

visit::Certificate recorded() {
  visit::Certificate certificate = green_certificate();
  add_records(certificate.verdict.code);
  return certificate;
}

void add_cities(visit::HealthCode& code, int cities) {
  for (int i = 0; i < cities; ++i) code.itinerary.push_back({{"乌鲁木齐市", "Urumqi"}, false});
}

std::string letter(const Sheet& sheet) { return said_between(sheet, 150, 259); }
bool has(const std::string& all, std::string_view part) {
  return all.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("slips with records are those somebody looked at", "[golden]") {
  const auto look = [](std::string_view name, const visit::Certificate& certificate, First first) {
    SheetDetails details = slip_details();
    details.first = first;
    check_paper("status_slip_" + std::string(name), drawn(certificate, details),
                certificate.slip.qr.reveal());
  };
  look("records", recorded(), First::chinese);
  look("records_english", recorded(), First::english);

  look("red_english", red_certificate(), First::english);
  visit::Certificate acted = yellow_certificate();
  acted.agent = son();
  acted.verdict.code.source = visit::Source::kept;
  look("yellow_english", acted, First::english);
  visit::Certificate hardest = hardest_certificate();
  hardest.agent = son();
  look("hardest_english", hardest, First::english);

  visit::Certificate full = hardest_certificate();
  add_records(full.verdict.code);
  add_cities(full.verdict.code, 12);
  full.agent = son();
  look("records_left_out", full, First::chinese);

  visit::Certificate many = hardest_certificate();
  auto& reasons = many.verdict.code.reasons;
  for (int i = 0; i < 6; ++i) reasons.push_back(visit::Reason(reasons[1]));
  look("many_reasons", many, First::chinese);
}

TEST_CASE("a record has its row only if the service sent one") {
  const std::string without = letter(drawn(green_certificate(), slip_details()));
  for (const char* label : {"抗体检测", "疫苗接种", "行程", "其他记录"})
    CHECK_FALSE(has(without, label));

  const std::string with = letter(drawn(recorded(), slip_details()));
  CHECK(has(with, "IgM 阴性，IgG 阳性　1月20日 采样"));
  CHECK(has(with, "第2剂 2021年1月23日 新冠疫苗（Vero细胞）"));
  CHECK(has(with, "14天内去过：武汉市、石家庄市*"));
  CHECK(has(with, "不是说您去过"));
  CHECK_FALSE(has(with, "另有"));

  visit::Certificate undated = green_certificate();
  undated.verdict.code.antibody = visit::AntibodyTest{{}, true, false};
  const Sheet sheet = drawn(undated, slip_details());
  CHECK(saying(sheet, "IgM 阳性，IgG 阴性"));
  CHECK(faults(sheet) == "");
}

TEST_CASE("a star is explained, and without one nothing is said of risk") {
  visit::Certificate certificate = recorded();
  for (visit::Stay& stay : certificate.verdict.code.itinerary) stay.star = false;
  CHECK_FALSE(has(letter(drawn(certificate, slip_details())), "*"));
}

TEST_CASE("long records give up their oldest doses and plain cities first, and count them") {
  visit::Certificate certificate = recorded();
  visit::HealthCode& code = certificate.verdict.code;
  for (int i = 3; i < 9; ++i) code.vaccinations.push_back({"新冠疫苗", i, day(2021, 1, 24)});
  add_cities(code, 30);
  const Sheet sheet = drawn(certificate, slip_details());
  CHECK(faults(sheet) == "");
  const std::string said = letter(sheet);
  CHECK(has(said, "第8剂"));
  CHECK_FALSE(has(said, "第1剂"));
  CHECK(has(said, "另有更早的 "));
  CHECK(has(said, "石家庄市*"));
  CHECK(has(said, " 个地方，请问工作人员。"));
}

TEST_CASE("records leave before a reason does, and are named") {
  visit::Certificate certificate = hardest_certificate();
  add_records(certificate.verdict.code);
  certificate.agent = son();
  const Sheet sheet = drawn(certificate, slip_details());
  CHECK(faults(sheet) == "");
  const std::string said = letter(sheet);
  CHECK(has(said, "行程的记录，请问工作人员。"));
  CHECK(has(said, "12月19日出院，还要隔离14天。"));
  CHECK_FALSE(has(said, "另有 "));
}

TEST_CASE("in English the sentences are large and the guard still reads the Chinese ones") {
  SheetDetails details = slip_details();
  details.first = First::english;
  for (const bool red : {true, false}) {
    const Sheet sheet = drawn(red ? red_certificate() : yellow_certificate(), details);
    CHECK(faults(sheet) == "");
    // The word keeps its size.
    const TextRun* word = saying(sheet, red ? "红码" : "黄码");
    REQUIRE(word);
    CHECK(word->size.value == 48);
    const TextRun* english = saying(sheet, red ? "RED" : "YELLOW");
    REQUIRE(english);
    CHECK(english->size.value >= 36);
    const TextRun* treated = saying(sheet, "You will be treated as usual.");
    REQUIRE(treated);
    CHECK(treated->size.value >= 20);
    const TextRun* small = saying(sheet, "看病照常。");
    REQUIRE(small);
    CHECK(small->size.value == 12);
  }
  details.first = First::chinese;
  CHECK(saying(drawn(red_certificate(), details), "看病照常。")->size.value == 24);
}

TEST_CASE("in English every colour, reason, advice and end of a code gives a sheet without fault") {
  SheetDetails details = slip_details();
  details.first = First::english;
  for (const visit::Advice advice :
       {visit::Advice::pass, visit::Advice::nat_needed, visit::Advice::fever_clinic,
        visit::Advice::isolate, visit::Advice::staff_assist, visit::Advice::not_today}) {
    for (unsigned month = 1; month <= 12; ++month) {
      visit::Certificate certificate = month % 3 == 0   ? red_certificate()
                                       : month % 3 == 1 ? yellow_certificate()
                                                        : green_certificate();
      certificate.verdict.advice = advice;
      certificate.slip.expires_at = shanghai(2021, month, 28, 19, 30);
      certificate.verdict.code.as_of = shanghai(2021, month, 27, 22, 22);
      details.practice = month % 2 == 0;
      CHECK(faults(drawn(certificate, details)) == "");
    }
  }
  visit::Certificate hardest = hardest_certificate();
  hardest.agent = son();
  const Sheet sheet = drawn(hardest, details);
  CHECK(faults(sheet) == "");
  // In few words rather than fewer reasons.
  CHECK(saying(sheet, "Isolation after discharge (19 Dec)"));
  CHECK_FALSE(has(letter(sheet), "more: ask staff"));
}

TEST_CASE("in English the end is still the largest thing after the word, in full words") {
  SheetDetails details = slip_details();
  details.first = First::english;
  visit::Certificate certificate = green_certificate();
  certificate.slip.expires_at = shanghai(2021, 9, 30, 16, 0);
  const Sheet sheet = drawn(certificate, details);
  const TextRun* end = saying(sheet, "30 September, 16:00");
  REQUIRE(end);
  for (const TextRun* run : runs(sheet)) {
    const std::string_view words = run->text.reveal();
    if (run == end || words == "绿码" || words == "GREEN") continue;
    CHECK(run->size.value < end->size.value);
  }
  CHECK(saying(sheet, "2021年9月30日 星期四 16:00"));
}
