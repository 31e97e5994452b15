// SPDX-License-Identifier: GPL-3.0-or-later
// The worked example of ICAO Doc 9303-11, appendix D, byte for byte.
#include "devices/reader/basic_access.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <string_view>
#include <vector>

using namespace devices::reader;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes hex(std::string_view text) {
  const auto digit = [](char letter) { return letter <= '9' ? letter - '0' : letter - 'A' + 10; };
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(digit(text[i]) * 16 + digit(text[i + 1])));
  }
  return bytes;
}

template <std::size_t N>
std::array<std::uint8_t, N> block(std::string_view text) {
  std::array<std::uint8_t, N> bytes{};
  const Bytes all = hex(text);
  REQUIRE(all.size() == N);
  std::copy(all.begin(), all.end(), bytes.begin());
  return bytes;
}

AccessKeys keys(std::string_view encryption, std::string_view authentication) {
  AccessKeys both;
  both.encryption.bytes = block<16>(encryption);
  both.authentication.bytes = block<16>(authentication);
  return both;
}

// A chip that gives the answers of the example, one after another.
struct Script {
  std::deque<Bytes> answers;
  std::vector<Bytes> commands;
  Transmit transmit() {
    return [this](std::span<const std::uint8_t> command) -> std::optional<Bytes> {
      commands.emplace_back(command.begin(), command.end());
      if (answers.empty()) return std::nullopt;
      Bytes answer = answers.front();
      answers.pop_front();
      return answer;
    };
  }
};

constexpr std::string_view kReply =
    "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D74499000";
constexpr std::string_view kSelected = "990290008E08FA855A5D4C50A8ED9000";
constexpr std::string_view kFirstFour = "8709019FF0EC34F9922651990290008E08AD55CC17140B2DED9000";
constexpr std::string_view kRest =
    "871901FB9235F4E4037F2327DCC8964F1F9B8C30F42C8E2FFF224A990290008E08C8B2787EAEA07D749000";

SecureMessaging example_session() {
  return {keys("979EC13B1CBFE9DCD01AB0FED307EAE5", "F1CB1F1FB5ADF208806B89DC579DC1F8"),
          block<8>("887022120C06C226")};
}

AccessLot example_lot() {
  AccessLot lot;
  lot.nonce = block<8>("781723860C06C226");
  lot.key = block<16>("0B795240CB7049B01C19B33E32804F0B");
  return lot;
}

}  // namespace

TEST_CASE("keys come from the printed lines as in the example") {
  const AccessKeys made = derive_keys("L898902C<369080619406236");
  CHECK(made.encryption.bytes == block<16>("AB94FDECF2674FDFB9B391F85D7F76F2"));
  CHECK(made.authentication.bytes == block<16>("7962D9ECE03D1ACD4C76089DCE131543"));
  const AccessKeys seeded = derive_keys(block<16>("239AB9CB282DAF66231DC5A4DF6BFBAE"));
  CHECK(seeded.encryption.bytes == made.encryption.bytes);
  CHECK(seeded.authentication.bytes == made.authentication.bytes);
  const AccessKeys session = derive_keys(block<16>("0036D272F5C350ACAC50C3F572D23600"));
  CHECK(session.encryption.bytes == block<16>("979EC13B1CBFE9DCD01AB0FED307EAE5"));
  CHECK(session.authentication.bytes == block<16>("F1CB1F1FB5ADF208806B89DC579DC1F8"));
  CHECK(derive_keys("L898902C<369080619406237").encryption.bytes != made.encryption.bytes);
}

TEST_CASE("the MAC is that of the example") {
  const DesKey key{block<16>("7962D9ECE03D1ACD4C76089DCE131543")};
  CHECK(retail_mac(key, hex("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2")) ==
        block<8>("5F1448EEA8AD90A7"));
  const DesKey session{block<16>("F1CB1F1FB5ADF208806B89DC579DC1F8")};
  CHECK(retail_mac(session, hex("887022120C06C2270CA4020C800000008709016375432908C044F6")) ==
        block<8>("BF8B92D635FF24F8"));
}

TEST_CASE("handshake and three wrapped commands are those of the example, byte for byte") {
  Script chip{
      {hex("4608F919887022129000"), hex(kReply), hex(kSelected), hex(kFirstFour), hex(kRest)}, {}};
  const Transmit transmit = chip.transmit();
  auto session = open_access(transmit, derive_keys("L898902C<369080619406236"), example_lot());
  REQUIRE(session);
  WipedBytes data(64);
  CHECK(session->ask(transmit, {0x00, 0xa4, 0x02, 0x0c}, hex("011E"), 0, data) == 0x9000);
  CHECK(data.size() == 0);
  CHECK(session->ask(transmit, {0x00, 0xb0, 0x00, 0x00}, {}, 4, data) == 0x9000);
  CHECK(Bytes(data.view().begin(), data.view().end()) == hex("60145F01"));
  CHECK(session->ask(transmit, {0x00, 0xb0, 0x00, 0x04}, {}, 0x12, data) == 0x9000);
  CHECK(Bytes(data.view().begin(), data.view().end()) ==
        hex("04303130365F36063034303030305C026175"));

  CHECK(chip.commands ==
        std::vector<Bytes>{
            hex("0084000008"),
            hex("008200002872C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2"
                "5F1448EEA8AD90A728"),
            hex("0CA4020C158709016375432908C044F68E08BF8B92D635FF24F800"),
            hex("0CB000000D9701048E08ED6705417E96BA5500"),
            hex("0CB000040D9701128E082EA28A70F3C7B53500"),
        });
}

TEST_CASE("one wrong bit in a handshake's reply, and nobody is believed") {
  for (std::size_t at = 0; at < 40; ++at) {
    Script chip{{hex("4608F919887022129000"), hex(kReply)}, {}};
    chip.answers[1][at] ^= static_cast<std::uint8_t>(1U << at % 8);
    const auto session =
        open_access(chip.transmit(), derive_keys("L898902C<369080619406236"), example_lot());
    REQUIRE_FALSE(session);
    CHECK(session.error() == AccessTrouble::not_genuine);
  }
}

TEST_CASE("a reply to another handshake is not taken, though its seal holds") {
  Script chip{{hex("4608F919887022129000"), hex(kReply)}, {}};
  AccessLot other = example_lot();
  other.nonce[0] ^= 1;
  const auto session = open_access(chip.transmit(), derive_keys("L898902C<369080619406236"), other);
  REQUIRE_FALSE(session);
  CHECK(session.error() == AccessTrouble::not_genuine);
}

TEST_CASE("an altered, repeated or bare answer ends in a trouble") {
  WipedBytes data(64);
  const auto asked = [&data](Bytes answer) {
    Script chip{{std::move(answer)}, {}};
    SecureMessaging session = example_session();
    return session.ask(chip.transmit(), {0x00, 0xa4, 0x02, 0x0c}, hex("011E"), 0, data);
  };
  CHECK(asked(hex(kSelected)) == 0x9000);  // control
  const Bytes good = hex(kSelected);
  for (std::size_t at = 0; at + 2 < good.size(); ++at) {
    Bytes altered = good;
    altered[at] ^= static_cast<std::uint8_t>(1U << at % 8);
    REQUIRE_FALSE(asked(altered));
  }
  for (std::size_t size = 2; size + 2 < good.size(); ++size) {
    Bytes cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size));
    cut.insert(cut.end(), {0x90, 0x00});
    REQUIRE_FALSE(asked(cut));
  }
  CHECK_FALSE(asked(hex("9000")));
  CHECK_FALSE(asked(hex("6988")));
  CHECK_FALSE(asked(hex(kFirstFour)));  // of another counter

  // The same answer once more: the counter has moved on.
  Script chip{{hex(kSelected), hex(kSelected)}, {}};
  SecureMessaging session = example_session();
  const Transmit transmit = chip.transmit();
  CHECK(session.ask(transmit, {0x00, 0xa4, 0x02, 0x0c}, hex("011E"), 0, data) == 0x9000);
  CHECK_FALSE(session.ask(transmit, {0x00, 0xa4, 0x02, 0x0c}, hex("011E"), 0, data));
}

TEST_CASE("more data than there is room for is a trouble") {
  Script chip{{hex(kFirstFour)}, {}};
  SecureMessaging session{
      keys("979EC13B1CBFE9DCD01AB0FED307EAE5", "F1CB1F1FB5ADF208806B89DC579DC1F8"),
      block<8>("887022120C06C228")};
  WipedBytes narrow(3);
  CHECK_FALSE(session.ask(chip.transmit(), {0x00, 0xb0, 0x00, 0x00}, {}, 4, narrow));
}

TEST_CASE("what the reader draws by lot is never drawn twice") {
  CHECK(AccessLot::draw().nonce != AccessLot::draw().nonce);
  CHECK(AccessLot::draw().key != AccessLot::draw().key);
}
