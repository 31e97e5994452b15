// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody else's reader accepts what our issuer signs: @pathcheck/dcc-sdk, under node, where
// packaging/test could install it.
#include <zlib.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "devices/sandbox/service/issuing/slip_signer.h"
#include "devices/sandbox/service/practice/practice_ca.h"

using namespace std::chrono;

namespace {

const std::filesystem::path kModules = KIOSK_BINARY_DIR "/peers/node_modules";

service::Slip slip_of(std::optional<service::Colour> colour) {
  service::Slip slip;
  slip.reference = "\x01\x02\x03\x04\x05\x06\x07\x08";
  slip.colour = colour;
  slip.area = 990101;
  slip.evaluated = sys_days{year{2021} / 1 / 20} + hours{2};
  slip.valid_until = slip.evaluated + hours{48};
  slip.expires = slip.evaluated + hours{72};
  slip.masked_number = "990101********0011";
  slip.name = "王秀英";
  slip.birth = local_days{year{1938} / 4 / 12};
  slip.samples = {{slip.evaluated - hours{20}, service::NatResult::negative, 990101}};
  slip.doses = {{local_days{year{2021} / 1 / 15}, 2, 2, "CoronaVac"}};
  return slip;
}

// The certificate around what was signed.
std::string text_of(std::string_view cose) {
  std::vector<Bytef> packed(compressBound(cose.size()));
  uLongf size = packed.size();
  REQUIRE(compress2(packed.data(), &size, reinterpret_cast<const Bytef*>(cose.data()), cose.size(),
                    Z_BEST_COMPRESSION) == Z_OK);
  return "HC1:" + service::base45({reinterpret_cast<const char*>(packed.data()), size});
}

// One status a text. Empty if the reader is not installed: then it has said so.
std::vector<std::string> judged(const service::Credential& signer,
                                const std::vector<std::string>& texts) {
  const std::filesystem::path folder = KIOSK_BINARY_DIR "/peers-test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "signer.pem") << signer.certificate;
  {
    std::ofstream out(folder / "texts");
    for (const std::string& text : texts) out << text << '\n';
  }
  const std::string command =
      "NODE_PATH='" + kModules.string() + "' node '" KIOSK_SOURCE_DIR "/tests/peers/accept.cjs' '" +
      (folder / "signer.pem").string() + "' < '" + (folder / "texts").string() + "' 2>&1";
  std::FILE* const answers = popen(command.c_str(), "r");
  REQUIRE(answers != nullptr);
  std::string said;
  std::array<char, 4096> part{};
  for (std::size_t size = 0; (size = std::fread(part.data(), 1, part.size(), answers)) > 0;) {
    said.append(part.data(), size);
  }
  INFO(said);
  const int status = pclose(answers);
  if (status != 0 || said.starts_with("skipped:")) {
    const bool no_node = said.find("not found") != std::string::npos;
    REQUIRE((no_node || said.starts_with("skipped:")));
    std::printf("skipped: @pathcheck/dcc-sdk is not installed, or node is not (%s)\n",
                kModules.c_str());
    return {};
  }
  std::vector<std::string> statuses;
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) statuses.push_back(line);
  return statuses;
}

}  // namespace

TEST_CASE("another's reader says verified of our slips and cards, and not of altered ones") {
  const service::Lifetime life{sys_days{year{2020} / 1 / 1}, sys_days{year{2030} / 1 / 1}};
  const service::PracticeCa ca("authority", life);
  const service::Credential credential = ca.signer("XA", life);
  const auto signer = service::SlipSigner::open(credential.certificate, credential.key);
  REQUIRE(signer);
  std::vector<std::string> texts;
  using Colour = service::Colour;
  for (const std::optional<Colour> colour :
       {std::optional(Colour::green), std::optional(Colour::yellow), std::optional(Colour::red),
        std::optional<Colour>()}) {
    const auto text = signer->sign(slip_of(colour), "XA");
    REQUIRE(text);
    texts.push_back(*text);
  }
  const auto statuses = judged(credential, texts);
  if (statuses.empty()) return;
  CHECK(statuses == std::vector<std::string>(texts.size(), "verified"));

  // One bit of what is signed, and one of the signature.
  const std::string claims = "\xA2\x01\x62XA\x04\x1A\x7F\xFF\xFF\xFF";
  const std::string cose = signer->cose_sign1(claims);
  std::string other_claims = cose;
  other_claims[cose.find("XA")] ^= 1;
  std::string other_signature = cose;
  other_signature.back() ^= 1;
  CHECK(judged(credential, {text_of(cose), text_of(other_claims), text_of(other_signature)}) ==
        std::vector<std::string>{"verified", "invalid_signature", "invalid_signature"});

  // Signed by somebody else of the same name.
  const service::Credential stranger = ca.signer("XA", life);
  const auto other = service::SlipSigner::open(stranger.certificate, stranger.key);
  REQUIRE(other);
  std::string forged = *other->sign(slip_of(Colour::green), "XA");
  REQUIRE(judged(stranger, {forged}) == std::vector<std::string>{"verified"});
  CHECK(judged(credential, {forged}) != std::vector<std::string>{"verified"});
}
