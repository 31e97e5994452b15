// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/mrz.h"

#include <catch2/catch.hpp>
#include <string>

using namespace devices::reader;
using visit::Secret;

namespace {

// The specimens of ICAO Doc 9303, of the state of Utopia.
const std::string kPassport =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
const std::string kCard =
    "I<UTOD231458907<<<<<<<<<<<<<<<"
    "7408122F1204159UTO<<<<<<<<<<<6"
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";

std::string text_of(const std::string& number, const std::string& birth,
                    const std::string& expiry) {
  const auto text = key_text({Secret(number), Secret(birth), Secret(expiry)});
  return text ? std::string(text->reveal()) : "none";
}

std::string changed(std::string lines, std::size_t at, char letter) {
  lines[at] = letter;
  return lines;
}

}  // namespace

TEST_CASE("check digits are those of Doc 9303") {
  CHECK(mrz_check_digit("520727") == '3');
  CHECK(mrz_check_digit("AB2134<<<") == '5');
  CHECK(mrz_check_digit("L898902C<") == '3');
  CHECK(mrz_check_digit("D23145890734") == '9');
  CHECK(mrz_check_digit("<<<<<<<<<<<<<<") == '0');
  CHECK_FALSE(mrz_check_digit("l898902c<"));
  CHECK_FALSE(mrz_check_digit("52 727"));
}

TEST_CASE("what is typed becomes the text of the keys, check digits and fillers added") {
  CHECK(text_of("L898902C", "690806", "940623") == "L898902C<369080619406236");
  CHECK(text_of("L898902C<", "690806", "940623") == "L898902C<369080619406236");
  CHECK(text_of("l898902c", "690806", "940623") == "L898902C<369080619406236");
  // A number longer than its field.
  CHECK(text_of("D23145890734", "340712", "950712") == "D23145890734934071279507122");
}

TEST_CASE("what no printed line could hold makes no key") {
  CHECK(text_of("", "690806", "940623") == "none");
  CHECK(text_of("<<<", "690806", "940623") == "none");
  CHECK(text_of("L898 02C", "690806", "940623") == "none");
  CHECK(text_of(std::string(23, 'A'), "690806", "940623") == "none");
  CHECK(text_of(std::string(22, 'A'), "690806", "940623") != "none");  // control
  for (const char* date :
       {"", "69080", "6908061", "691306", "690800", "690832", "69080A", "6<0806"}) {
    CHECK(text_of("L898902C", date, "940623") == "none");
    CHECK(text_of("L898902C", "690806", date) == "none");
  }
  CHECK(text_of("L898902C", "69<<<<", "940623") != "none");  // a birthday nobody knows
}

TEST_CASE("a passport's lines are read") {
  const auto document = read_mrz(kPassport);
  REQUIRE(document);
  CHECK(document->surname.reveal() == "ERIKSSON");
  CHECK(document->given_names.reveal() == "ANNA MARIA");
  CHECK(document->number.reveal() == "L898902C3");
  CHECK(document->nationality.reveal() == "UTO");
  CHECK(document->birth.reveal() == "740812");
  CHECK(document->sex == 'F');
  CHECK(document->expiry.reveal() == "120415");
}

TEST_CASE("a card's lines are read") {
  const auto document = read_mrz(kCard);
  REQUIRE(document);
  CHECK(document->surname.reveal() == "ERIKSSON");
  CHECK(document->given_names.reveal() == "ANNA MARIA");
  CHECK(document->number.reveal() == "D23145890");
  CHECK(document->nationality.reveal() == "UTO");
  CHECK(document->birth.reveal() == "740812");
  CHECK(document->sex == 'F');
  CHECK(document->expiry.reveal() == "120415");
}

TEST_CASE("a card's number may go on where other data stand") {
  const std::string lines =
      "I<UTOD23145890<7349<<<<<<<<<<<"
      "3407127M9507122UTO<<<<<<<<<<<2"
      "STEVENSON<<PETER<JOHN<<<<<<<<<";
  const auto document = read_mrz(lines);
  REQUIRE(document);
  CHECK(document->number.reveal() == "D23145890734");
  CHECK(document->sex == 'M');
  CHECK_FALSE(read_mrz(changed(lines, 18, '8')));
  CHECK_FALSE(read_mrz(changed(lines, 15, '<')));
}

TEST_CASE("one name only, no sex and a birthday nobody knows are no troubles") {
  std::string lines = kPassport;
  lines.replace(5, 39, "ARKFREITH<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<");
  lines[64] = '<';
  const auto document = read_mrz(lines);
  REQUIRE(document);
  CHECK(document->surname.reveal() == "ARKFREITH");
  CHECK(document->given_names.empty());
  CHECK(document->sex == 'X');

  const std::string vague =
      "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
      "L898902C36UTO74<<<<2F1204159ZE184226B<<<<<1";
  int taken = 0;
  for (char last = '0'; last <= '9'; ++last) {
    for (char check = '0'; check <= '9'; ++check) {
      std::string one = vague + last;
      one[63] = check;
      if (const auto read = read_mrz(one)) {
        ++taken;
        CHECK(read->birth.reveal() == "74<<<<");
      }
    }
  }
  CHECK(taken == 1);  // each check digit counts
}

TEST_CASE("optional data may be missing with their check digit") {
  std::string lines = kPassport;
  lines.replace(44 + 28, 16, "<<<<<<<<<<<<<<<8");
  REQUIRE(read_mrz(lines));
  CHECK(read_mrz(changed(lines, 44 + 42, '0')));
  CHECK_FALSE(read_mrz(changed(lines, 44 + 42, '1')));
}

TEST_CASE("a digit that is off by one is noticed wherever a check digit watches") {
  const auto watched = [](const std::string& lines, std::size_t from, std::size_t to) {
    for (std::size_t at = from; at < to; ++at) {
      if (lines[at] < '0' || lines[at] > '9') continue;
      const char next = lines[at] == '9' ? '0' : static_cast<char>(lines[at] + 1);
      REQUIRE_FALSE(read_mrz(changed(lines, at, next)));
    }
  };
  watched(kPassport, 44, 88);
  watched(kCard, 5, 60);
}

TEST_CASE("lines of another length, another kind or with strange characters are none") {
  REQUIRE(read_mrz(kPassport));  // control
  CHECK_FALSE(read_mrz(""));
  CHECK_FALSE(read_mrz(kPassport.substr(1)));
  CHECK_FALSE(read_mrz(kPassport + "<"));
  CHECK_FALSE(read_mrz(changed(kPassport, 0, 'V')));
  CHECK_FALSE(read_mrz(changed(kPassport, 6, '7')));
  CHECK_FALSE(read_mrz(changed(kPassport, 6, '\n')));
  CHECK_FALSE(read_mrz(changed(kPassport, 54, '1')));  // a digit in the nationality
  CHECK_FALSE(read_mrz(changed(kPassport, 64, 'A')));  // no sex
  CHECK_FALSE(read_mrz(changed(kCard, 0, 'P')));
  CHECK_FALSE(read_mrz(std::string(88, '<')));
  CHECK_FALSE(read_mrz(std::string(90, '\0')));
}
