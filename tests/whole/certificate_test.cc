// SPDX-License-Identifier: GPL-3.0-or-later
// The sheet as the printer got it: rasterised, its code read by somebody else's program, judged
// offline.
#include <zlib.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/golden.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

// What was signed, out of its wrappings (RFC 9285, RFC 1950).
std::vector<unsigned char> opened(const std::string& code) {
  std::vector<unsigned char> deflated;
  for (std::size_t i = 4; i < code.size(); i += 3) {
    unsigned value = 0;
    unsigned weight = 1;
    for (std::size_t k = i; k < std::min(i + 3, code.size()); ++k, weight *= 45) {
      value += weight * static_cast<unsigned>(kAlphabet.find(code[k]));
    }
    if (code.size() - i > 2) deflated.push_back(static_cast<unsigned char>(value >> 8));
    deflated.push_back(static_cast<unsigned char>(value));
  }
  std::vector<unsigned char> plain(16384);
  uLongf size = plain.size();
  REQUIRE(uncompress(plain.data(), &size, deflated.data(), deflated.size()) == Z_OK);
  plain.resize(size);
  return plain;
}

std::string packed(const std::vector<unsigned char>& plain) {
  std::vector<unsigned char> deflated(compressBound(plain.size()));
  uLongf size = deflated.size();
  REQUIRE(compress(deflated.data(), &size, plain.data(), plain.size()) == Z_OK);
  std::string code = "HC1:";
  for (std::size_t i = 0; i < size; i += 2) {
    const bool pair = i + 1 < size;
    unsigned value = pair ? 256U * deflated[i] + deflated[i + 1] : deflated[i];
    for (int k = 0; k < (pair ? 3 : 2); ++k, value /= 45) code += kAlphabet[value % 45];
  }
  return code;
}

}  // namespace

TEST_CASE("anybody can verify the printed sheet offline, and one altered character shows") {
  Stage stage;
  stage.visit("sun");
  const std::string code = stage.newest_code();
  REQUIRE(code.starts_with("HC1:"));
  const std::string verify = program("kioskctl").string() + " verify --trust " +
                             (stage.bench().folder() / "issuers/signers").string();
  const Ran ok = run(verify, code + "\n");
  CHECK(ok.code == 0);
  CHECK(ok.out == "ok\n");

  const Ran json = run(verify + " --json", code + "\n");
  CHECK(json.out.find("\"verdict\":\"ok\"") != std::string::npos);
  CHECK(json.out.find("990101********0011") != std::string::npos);
  CHECK(json.out.find("990101193804120011") ==
        std::string::npos);  // the whole number is on no paper

  // Far into the future the same sheet has expired.
  CHECK(run(verify + " --at 2099-01-01T00:00:00+08:00", code + "\n").out == "expired\n");
  const Ran stranger =
      run(program("kioskctl").string() + " verify --trust " + stage.out().string(), code + "\n");
  CHECK(stranger.code == 2);  // a folder without certificates trusts nobody
}

TEST_CASE("one altered byte of what was signed is a bad signature") {
  Stage stage;
  stage.visit("wang");
  const std::string code = stage.newest_code();
  REQUIRE(code.starts_with("HC1:"));
  const std::string verify = program("kioskctl").string() + " verify --trust " +
                             (stage.bench().folder() / "issuers/signers").string();
  const std::vector<unsigned char> cose = opened(code);
  REQUIRE(run(verify, packed(cose) + "\n").out ==
          "ok\n");  // the control: packing alone changes nothing
  std::vector<unsigned char> signature = cose;
  signature.back() ^= 1;
  CHECK(run(verify, packed(signature) + "\n").out == "bad-signature\n");
  // A digit of the masked number, in the middle of what was signed.
  std::vector<unsigned char> content = cose;
  const std::string number = "990101";
  const auto at = std::search(content.begin(), content.end(), number.begin(), number.end());
  REQUIRE(at != content.end());
  *at = '1';
  const Ran ran = run(verify, packed(content) + "\n");
  CHECK(ran.code == 1);
  CHECK(ran.out == "bad-signature\n");
}

}  // namespace whole
