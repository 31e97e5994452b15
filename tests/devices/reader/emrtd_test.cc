// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/emrtd.h"

#include <catch2/catch.hpp>
#include <string>

#include "devices/sandbox/wires/ber.h"
#include "tests/devices/reader/asked_card.h"

using namespace devices::reader;
using bench::AskedCard;
using bench::Bytes;
using sandbox::PassportCard;
using visit::Secret;

namespace {

// The specimens of ICAO Doc 9303, of the state of Utopia.
const PassportCard kPassport{.lines =
                                 "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
                                 "L898902C36UTO7408122F1204159ZE184226B<<<<<10"};
const PassportCard kCard{.lines =
                             "I<UTOD23145890<7349<<<<<<<<<<<"
                             "3407127M9507122UTO<<<<<<<<<<<2"
                             "STEVENSON<<PETER<JOHN<<<<<<<<<"};

MrzKey key(const std::string& number, const std::string& birth, const std::string& expiry) {
  return {Secret(number), Secret(birth), Secret(expiry)};
}
MrzKey passport_key() { return key("L898902C3", "740812", "120415"); }

tl::expected<TravelDocument, EmrtdTrouble> read(const sandbox::Card& card, const MrzKey& typed) {
  AskedCard asked(card);
  return read_dg1(asked.transmit(), typed);
}

void check_trouble(const tl::expected<TravelDocument, EmrtdTrouble>& result, EmrtdTrouble trouble) {
  REQUIRE_FALSE(result);
  CHECK(result.error() == trouble);
}

}  // namespace

TEST_CASE("a passport gives its lines to who could read them") {
  const auto document = read(kPassport, passport_key());
  REQUIRE(document);
  CHECK(document->surname.reveal() == "ERIKSSON");
  CHECK(document->given_names.reveal() == "ANNA MARIA");
  CHECK(document->number.reveal() == "L898902C3");
  CHECK(document->nationality.reveal() == "UTO");
  CHECK(document->birth.reveal() == "740812");
  CHECK(document->sex == 'F');
  CHECK(document->expiry.reveal() == "120415");
}

TEST_CASE("a permit the size of a card, its number longer than the field, is read as well") {
  const auto document = read(kCard, key("d23145890734", "340712", "950712"));
  REQUIRE(document);
  CHECK(document->surname.reveal() == "STEVENSON");
  CHECK(document->number.reveal() == "D23145890734");
}

TEST_CASE("whoever typed one character wrong learns nothing") {
  check_trouble(read(kPassport, key("L898902C4", "740812", "120415")), EmrtdTrouble::wrong_key);
  check_trouble(read(kPassport, key("L898902C3", "740813", "120415")), EmrtdTrouble::wrong_key);
  check_trouble(read(kPassport, key("L898902C3", "740812", "120416")), EmrtdTrouble::wrong_key);
  check_trouble(read(kPassport, key("L898902C3", "120415", "740812")), EmrtdTrouble::wrong_key);
  check_trouble(read(PassportCard{}, passport_key()), EmrtdTrouble::wrong_key);
}

TEST_CASE("what no printed line could hold is not even tried") {
  AskedCard asked(kPassport);
  check_trouble(read_dg1(asked.transmit(), key("L898902C3", "741312", "120415")),
                EmrtdTrouble::not_a_key);
  CHECK(asked.commands().empty());
}

TEST_CASE("another kind of card is no travel document") {
  check_trouble(read(sandbox::SocialSecurityCard{}, passport_key()), EmrtdTrouble::no_application);
  check_trouble(read(sandbox::StaffBadgeCard{}, passport_key()), EmrtdTrouble::no_application);
}

TEST_CASE("lines that contradict themselves are not taken, though the chip is genuine") {
  PassportCard card = kPassport;
  card.lines.back() = '1';
  check_trouble(read(card, passport_key()), EmrtdTrouble::no_lines);
}

TEST_CASE("a document that goes is gone, at whatever command") {
  AskedCard whole(kPassport);
  REQUIRE(read_dg1(whole.transmit(), passport_key()));
  REQUIRE(whole.commands().size() == 6);
  for (std::size_t last = 0; last < whole.commands().size(); ++last) {
    AskedCard asked(kPassport, [last](std::size_t number, Bytes answer) -> std::optional<Bytes> {
      if (number == last) return std::nullopt;
      return answer;
    });
    check_trouble(read_dg1(asked.transmit(), passport_key()), EmrtdTrouble::gone);
  }
}

TEST_CASE("a bit altered anywhere on the way never makes another document") {
  AskedCard whole(kPassport);
  REQUIRE(read_dg1(whole.transmit(), passport_key()));
  std::size_t refused = 0;
  std::size_t sealed_bytes = 0;
  for (std::size_t turn = 1; turn < whole.answers().size(); ++turn) {
    const std::size_t size = whole.answers()[turn].size();
    for (std::size_t at = 0; at < size; ++at) {
      AskedCard asked(kPassport, [&](std::size_t number, Bytes answer) -> std::optional<Bytes> {
        if (number == turn) answer[at] ^= static_cast<std::uint8_t>(1U << at % 8);
        return answer;
      });
      const auto document = read_dg1(asked.transmit(), passport_key());
      if (at + 2 < size) {
        ++sealed_bytes;
        REQUIRE_FALSE(document);
      }
      // The last two bytes stand outside the seal, and are not what counts.
      if (document) REQUIRE(document->number.reveal() == "L898902C3");
      if (!document) ++refused;
    }
  }
  CHECK(sealed_bytes >= 200);
  CHECK(refused >= sealed_bytes);
}

TEST_CASE("an answer cut short at any byte is a trouble") {
  AskedCard whole(kPassport);
  REQUIRE(read_dg1(whole.transmit(), passport_key()));
  for (std::size_t turn = 0; turn < whole.answers().size(); ++turn) {
    for (std::size_t left = 0; left + 2 < whole.answers()[turn].size(); ++left) {
      AskedCard asked(kPassport, [&](std::size_t number, Bytes answer) -> std::optional<Bytes> {
        if (number == turn) answer.resize(left);
        return answer;
      });
      REQUIRE_FALSE(read_dg1(asked.transmit(), passport_key()));
    }
  }
}

TEST_CASE("a chip that knows nothing of its own key is not genuine") {
  AskedCard asked(PassportCard{}, [](std::size_t number, Bytes answer) -> std::optional<Bytes> {
    if (number != 2) return answer;
    Bytes invented(42, 0x5a);
    invented[40] = 0x90;
    invented[41] = 0x00;
    return invented;
  });
  check_trouble(read_dg1(asked.transmit(), passport_key()), EmrtdTrouble::not_genuine);
}

TEST_CASE("a session that is repeated to the reader is not believed") {
  AskedCard heard(kPassport);
  REQUIRE(read_dg1(heard.transmit(), passport_key()));
  std::size_t turn = 0;
  const auto replay = [&](std::span<const std::uint8_t>) -> std::optional<Bytes> {
    return heard.answers()[turn++];
  };
  check_trouble(read_dg1(replay, passport_key()), EmrtdTrouble::not_genuine);
}
