// SPDX-License-Identifier: GPL-3.0-or-later
// A finished survey becomes one row that a reader of RFC 4180 takes apart again, and no spreadsheet
// calculates with it.
#include "devices/survey_csv.h"

#include <catch2/catch.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "devices/outbox.h"
#include "tests/devices/finished_survey.h"

using devices_test::finished_survey;
using devices_test::survey_form;
using devices_test::survey_names;
using devices_test::told_by;
using nlohmann::json;
using Subject = devices::SurveyNames::Subject;
using Trouble = devices::ResponseTrouble;

namespace {

const std::string kId = "6b1a4f36-0000-4000-8000-000000000001";

// RFC 4180, strictly: nothing if the text is not of it.
std::optional<std::vector<std::vector<std::string>>> read_csv(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  while (!text.empty()) {
    std::vector<std::string> row;
    for (bool more = true; more;) {
      std::string cell;
      if (text.starts_with('"')) {
        text.remove_prefix(1);
        for (;;) {
          const auto quote = text.find('"');
          if (quote == text.npos) return std::nullopt;
          cell += text.substr(0, quote);
          text.remove_prefix(quote + 1);
          if (!text.starts_with('"')) break;
          cell += '"';
          text.remove_prefix(1);
        }
      } else {
        const auto end = std::min(text.find_first_of(",\r\n\""), text.size());
        cell = text.substr(0, end);
        text.remove_prefix(end);
      }
      row.push_back(std::move(cell));
      more = text.starts_with(',');
      if (more) text.remove_prefix(1);
    }
    if (!text.starts_with("\r\n")) return std::nullopt;
    text.remove_prefix(2);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<std::string> cells(const visit::SurveyForm& form, std::string_view response) {
  const auto row = devices::write_survey_csv(form, response);
  REQUIRE(row);
  const auto rows = read_csv(row->reveal());
  REQUIRE(rows);
  REQUIRE(rows->size() == 1);
  CHECK(rows->front().size() == 4 + form.questions.size());
  return rows->front();
}

std::vector<std::string> cells(const visit::SurveyAnswers& answers,
                               Subject subject = Subject::identifier) {
  return cells(survey_form(), finished_survey(kId, answers, survey_names(subject)).reveal());
}

// Our good one with one change.
std::string changed(const std::function<void(json&)>& change) {
  json response = json::parse(finished_survey(kId).reveal());
  change(response);
  return response.dump();
}

bool is_calculated(std::string_view cell) {
  for (const char* sign : {"=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"}) {
    if (cell.starts_with(sign)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the first row names the columns, behind the mark by which spreadsheets know UTF-8") {
  CHECK(devices::survey_csv_header(survey_form()) ==
        "\xEF\xBB\xBF"
        "identifier,authored,number,author,by,relation,q1,q2,q3,q4,q5,q6,q7,declared\r\n");
}

TEST_CASE("a survey is one row: whose, when, by whom, and each question's codes") {
  const auto row = devices::write_survey_csv(survey_form(), finished_survey(kId).reveal());
  REQUIRE(row);
  CHECK(row->reveal() == kId +
                             ",2021-01-26T10:42:00+08:00,'990101193804120011,GC07,self,,no,no,no,"
                             "no,no,none,36.6,true\r\n");
  const auto ill = cells(told_by(visit::Answerer::relative, /*ill=*/true));
  CHECK(ill[4] == "relative");
  CHECK(ill[5] == "SPOUSE");
  CHECK(ill[6] == "yes");
  CHECK(ill[11] == "FEVER DRY_COUGH");
  CHECK(ill[12] == "38.0");
  const auto by_staff = cells(told_by(visit::Answerer::staff, /*ill=*/false));
  CHECK(by_staff[3] == "'" + std::string(devices_test::kBadge));
  CHECK(by_staff[4] == "staff");
  // The name stays where it is.
  const auto contained = cells(told_by(visit::Answerer::self, false), Subject::contained);
  CHECK(contained[2] == "'" + std::string(devices_test::kSubject));
  CHECK(contained[3].empty());
  for (const std::string& cell : contained)
    CHECK(cell.find(devices_test::kSubjectName) == cell.npos);
}

TEST_CASE("what was passed over is an empty cell, and every row has as many as the first") {
  visit::SurveyAnswers answers = told_by(visit::Answerer::self, false);
  const std::size_t temperature = 8;
  REQUIRE(survey_form().questions[temperature].link_id == "q7");
  REQUIRE(skip(survey_form(), answers, temperature));
  const auto row = cells(answers);
  CHECK(row[4 + temperature].empty());
  CHECK(row[4 + temperature + 1] == "true");
  const auto header = read_csv(devices::survey_csv_header(survey_form()));
  REQUIRE(header);
  CHECK(header->front().size() == row.size());
}

TEST_CASE("a spreadsheet calculates with no cell, and rounds none") {
  for (const char* evil : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1",
                           "＠1", "=HYPERLINK(\"https://x.example\",\"1\")"}) {
    INFO(evil);
    const auto row = cells(survey_form(), changed([&](json& r) {
                             r["identifier"]["value"] = evil;
                             r["subject"]["identifier"]["value"] = evil;
                             r["author"]["identifier"]["value"] = evil;
                           }));
    for (const std::string& cell : row) CHECK_FALSE(is_calculated(cell));
    CHECK(row[0] == "'" + std::string(evil));
    CHECK(row[2] == row[0]);
    CHECK(row[3] == row[0]);
    // The control: without the apostrophe it would be.
    CHECK(is_calculated(evil));
  }
  // A form's own words are not trusted either.
  visit::SurveyForm form = survey_form();
  form.questions[2].link_id = "=q1";
  CHECK(devices::survey_csv_header(form).find(",'=q1,") != std::string::npos);
  // More digits than a spreadsheet's numbers have; an exponent is such a number too.
  const auto number = [](const char* text) {
    return cells(survey_form(),
                 changed([&](json& r) { r["subject"]["identifier"]["value"] = text; }))[2];
  };
  CHECK(number("9901011938041200") == "'9901011938041200");
  CHECK(number("12345678901234e5") == "'12345678901234e5");
  // Controls: what keeps all it has stays as it is.
  CHECK(number("990101193804120") == "990101193804120");
  CHECK(number("99010119380412001X") == "99010119380412001X");
}

TEST_CASE("quotes, commas and line ends come back as they went in") {
  for (const char* odd :
       {"a,b", "a\"b", "\"", "a\nb", "a\r\nb", " a ", "a;b", "''", "王\"，\"英", "\",\"\r\n\""}) {
    INFO(odd);
    const auto row = cells(survey_form(), changed([&](json& r) {
                             r["identifier"]["value"] = odd;
                             r["subject"]["identifier"]["value"] = odd;
                           }));
    CHECK(row[0] == odd);
    CHECK(row[2] == odd);
  }
  // Every character doubled still fits.
  const auto longest = cells(
      survey_form(), changed([](json& r) { r["identifier"]["value"] = std::string(1000, '"'); }));
  CHECK(longest[0] == std::string(1000, '"'));
  // The control: this reader refuses what is not of RFC 4180.
  for (const char* bad : {"a", "a\n", "a\"b\r\n", "\"a\r\n", "\"a\"b\r\n"})
    CHECK_FALSE(read_csv(bad));
}

TEST_CASE("what does not answer the form is a trouble by name, and no row") {
  const auto trouble = [](const std::string& text) {
    const auto row = devices::write_survey_csv(survey_form(), text);
    REQUIRE_FALSE(row);
    return row.error();
  };
  CHECK(trouble("") == Trouble::no_json);
  CHECK(trouble("{") == Trouble::no_json);
  CHECK(trouble("[]") == Trouble::structure);
  CHECK(trouble(changed([](json& r) { r["questionnaire"] = "https://a.example|2"; })) ==
        Trouble::form_version);
  CHECK(trouble(changed([](json& r) { r.erase("identifier"); })) == Trouble::identifier);
  CHECK(trouble(changed([](json& r) { r.erase("subject"); })) == Trouble::subject);
  CHECK(trouble(changed([](json& r) { r["item"].erase(4); })) == Trouble::required);
  // Its subject is no patient, so there is no number.
  const auto relative = finished_survey(kId, told_by(visit::Answerer::relative, false));
  json odd = json::parse(relative.reveal());
  odd["subject"] = {{"reference", "#relative"}};
  REQUIRE(devices::check_response(survey_form(), odd.dump()));
  CHECK(trouble(odd.dump()) == Trouble::subject);
  // Every place of a good one made into something else: a row or a trouble, never a stumble.
  const json good = json::parse(relative.reveal());
  int refused = 0;
  const json flat = good.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    for (const json& other : {json(), json(7), json("x"), json::array(), json::object()}) {
      json bad = good;
      bad[json::json_pointer(pointer)] = other;
      refused += devices::write_survey_csv(survey_form(), bad.dump()) ? 0 : 1;
    }
  }
  CHECK(refused > 100);
  // The control.
  CHECK(devices::write_survey_csv(survey_form(), good.dump()));
}
