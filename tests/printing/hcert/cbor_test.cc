// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/cbor.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

using cbor::Kind;
using cbor::Trouble;
using testing::as_bytes;
using testing::from_hex;

// Keeps the bytes a document views.
struct Held {
  explicit Held(std::string encoded) : bytes(std::move(encoded)) {}
  std::string bytes;
  tl::expected<cbor::Document, Trouble> document = cbor::read(as_bytes(bytes));
  const cbor::Item& root() const {
    REQUIRE(document);
    return document->root();
  }
};

std::optional<Trouble> trouble(const std::string& encoded, cbor::Limits limits = {}) {
  const auto document = cbor::read(as_bytes(encoded), limits);
  if (document) return std::nullopt;
  return document.error();
}

std::string nested(std::size_t depth) { return std::string(depth - 1, '\x81') + '\x00'; }

TEST_CASE("the integers of RFC 8949 appendix A read as it says") {
  CHECK(Held(from_hex("00")).root().integer() == 0);
  CHECK(Held(from_hex("17")).root().integer() == 23);
  CHECK(Held(from_hex("1818")).root().integer() == 24);
  CHECK(Held(from_hex("1903e8")).root().integer() == 1000);
  CHECK(Held(from_hex("1a000f4240")).root().integer() == 1'000'000);
  CHECK(Held(from_hex("1b000000e8d4a51000")).root().integer() == 1'000'000'000'000);
  CHECK(Held(from_hex("20")).root().integer() == -1);
  CHECK(Held(from_hex("390103")).root().integer() == -260);
  CHECK(Held(from_hex("3863")).root().integer() == -100);
}

TEST_CASE("an integer beyond 63 bits is no integer, but still a number") {
  const Held largest(from_hex("1bffffffffffffffff"));
  CHECK_FALSE(largest.root().integer());
  CHECK(largest.root().number() == Approx(18446744073709551615.0));
  const Held lowest(from_hex("3bffffffffffffffff"));
  CHECK_FALSE(lowest.root().integer());
  CHECK(lowest.root().number() == Approx(-18446744073709551616.0));
  CHECK(Held(from_hex("3b7fffffffffffffff")).root().integer() ==
        std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("the floats and simple values of RFC 8949 appendix A read as it says") {
  CHECK(Held(from_hex("f93c00")).root().number() == 1.0);
  CHECK(Held(from_hex("f97bff")).root().number() == 65504.0);
  CHECK(Held(from_hex("f90001")).root().number() == std::ldexp(1.0, -24));
  CHECK(Held(from_hex("f9c400")).root().number() == -4.0);
  CHECK(Held(from_hex("f97c00")).root().number() == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(Held(from_hex("f97e00")).root().number().value()));
  CHECK(Held(from_hex("fa47c35000")).root().number() == 100000.0);
  CHECK(Held(from_hex("fb3ff199999999999a")).root().number() == 1.1);
  CHECK(Held(from_hex("f4")).root().boolean() == false);
  CHECK(Held(from_hex("f5")).root().boolean() == true);
  CHECK(Held(from_hex("f6")).root().is_null());
  CHECK(Held(from_hex("f7")).root().is_null());
  CHECK(Held(from_hex("f820")).root().kind() == Kind::simple);
}

TEST_CASE("each item answers for its own kind only") {
  const Held text(from_hex("6161"));
  CHECK(text.root().text() == "a");
  CHECK_FALSE(text.root().bytes());
  CHECK_FALSE(text.root().integer());
  CHECK_FALSE(text.root().boolean());
  const Held number(from_hex("f93c00"));
  CHECK_FALSE(number.root().integer());
  CHECK_FALSE(number.root().text());
  CHECK(number.root().size() == 0);
  CHECK(number.root().find(1) == nullptr);
}

TEST_CASE("arrays and maps are walked in order, over nested items") {
  const Held array(from_hex("8301820203820405"));
  std::vector<std::size_t> sizes;
  for (const cbor::Item& item : array.root().elements()) sizes.push_back(item.size());
  CHECK(sizes == std::vector<std::size_t>{0, 2, 2});

  const Held map(from_hex("a3 01 820203  6161 a10102  20 f5"));
  CHECK(map.root().size() == 3);
  CHECK(map.root().find(1)->size() == 2);
  CHECK(map.root().find("a")->find(1)->integer() == 2);
  CHECK(map.root().find(-1)->boolean() == true);
  CHECK(map.root().find(2) == nullptr);
  CHECK(map.root().find("b") == nullptr);
}

TEST_CASE("indefinite lengths are read like definite ones") {
  CHECK(Held(from_hex("9f0102ff")).root().size() == 2);
  CHECK(Held(from_hex("bf0102ff")).root().find(1)->integer() == 2);
  CHECK(Held(from_hex("7f 6161 6162 ff")).root().text() == "ab");
  CHECK(Held(from_hex("5f 4101 420203 ff")).root().bytes()->size() == 3);
  CHECK(Held(from_hex("7fff")).root().text() == "");
}

TEST_CASE("joined chunks keep their place when the document moves") {
  Held held(from_hex("82 7f 6161 6162 ff 7f 6163 ff"));
  const cbor::Document moved = std::move(*held.document);
  auto step = moved.root().elements().begin();
  CHECK((*step).text() == "ab");
  CHECK((*++step).text() == "c");
}

TEST_CASE("longer heads than needed are read, for issuers are careless") {
  CHECK(Held(from_hex("1b0000000000000001")).root().integer() == 1);
  CHECK(Held(from_hex("b90001 1801 02")).root().find(1)->integer() == 2);
}

TEST_CASE("tags are kept and can be taken off") {
  const Held held(from_hex("d83d d2 01"));
  CHECK(held.root().tag() == 61);
  CHECK(held.root().tagged().tag() == 18);
  CHECK(held.root().untagged().integer() == 1);
  CHECK(held.root().untagged().tag() == std::nullopt);
}

TEST_CASE("a duplicate key is refused by its meaning, not its bytes") {
  CHECK(trouble(from_hex("a2 0101 0102")) == Trouble::duplicate_key);
  CHECK(trouble(from_hex("a2 0101 180102")) == Trouble::duplicate_key);
  CHECK(trouble(from_hex("a2 616101 616102")) == Trouble::duplicate_key);
  CHECK(trouble(from_hex("a2 616101 7f6161ff02")) == Trouble::duplicate_key);
  CHECK(trouble(from_hex("81 a1 01 a2 0203 0204")) == Trouble::duplicate_key);
  // Not duplicates: 1 and -2 (the same argument), "a" and h'61', a deeper map.
  CHECK(trouble(from_hex("a2 0101 2102")) == std::nullopt);
  CHECK(trouble(from_hex("a2 616101 416102")) == std::nullopt);
  CHECK(trouble(from_hex("a2 01a10101 0202")) == std::nullopt);
}

TEST_CASE("a key must be an integer or a string") {
  CHECK(trouble(from_hex("a1 80 01")) == Trouble::unusable_key);
  CHECK(trouble(from_hex("a1 f5 01")) == Trouble::unusable_key);
  CHECK(trouble(from_hex("a1 f93c00 01")) == Trouble::unusable_key);
  CHECK(trouble(from_hex("a1 c101 01")) == Trouble::unusable_key);
}

TEST_CASE("text that is not UTF-8 is refused") {
  for (const char* bad : {"6180", "61ff", "62c080", "62c1bf", "63e08080", "63eda080", "63edbfbf",
                          "64f0808080", "64f4908080", "64f5808080", "62e4b8", "61e4", "62c341"}) {
    INFO(bad);
    CHECK(trouble(from_hex(bad)) == Trouble::bad_text);
  }
  // A character cut in two by a chunk, although the whole would be good.
  CHECK(trouble(from_hex("7f 61c3 61a4 ff")) == Trouble::bad_text);
  for (const char* good :
       {"62c3a4", "63e78e8b", "64f0a085a4", "64f48fbfbf", "63ed9fbf", "63ee8080"}) {
    INFO(good);
    CHECK(trouble(from_hex(good)) == std::nullopt);
  }
}

TEST_CASE("bytes left over are refused") {
  CHECK(trouble(from_hex("0000")) == Trouble::trailing_bytes);
  CHECK(trouble(from_hex("a000")) == Trouble::trailing_bytes);
}

TEST_CASE("every cut of a document is refused") {
  const std::string whole = from_hex("a3 01 82 1903e8 f93c00 6161 5f 4101 ff 20 d2 7f 6162 ff");
  CHECK(trouble(whole) == std::nullopt);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    CHECK(trouble(whole.substr(0, size)) == Trouble::truncated);
  }
}

TEST_CASE("malformed heads, breaks and chunks are refused") {
  for (const char* bad : {"1c", "1f", "3f", "df00", "fc", "ff", "81ff", "bf01ff", "f800", "f81f",
                          "5f6161ff", "7f4161ff", "5f5f4101ffff", "5f00ff"}) {
    INFO(bad);
    CHECK(trouble(from_hex(bad)) == Trouble::malformed);
  }
}

TEST_CASE("nesting has a limit, tags included") {
  CHECK(trouble(nested(24)) == std::nullopt);
  CHECK(trouble(nested(25)) == Trouble::too_deep);
  CHECK(trouble(nested(200'000)) == Trouble::too_deep);
  CHECK(trouble(std::string(24, '\xC1') + '\x00') == Trouble::too_deep);
}

TEST_CASE("a size is not believed before its items are there") {
  CHECK(trouble(from_hex("9bffffffffffffffff")) == Trouble::truncated);
  CHECK(trouble(from_hex("bb7fffffffffffffff")) == Trouble::truncated);
  CHECK(trouble(from_hex("5bffffffffffffffff00")) == Trouble::truncated);
  CHECK(trouble(from_hex("9a00001000") + std::string(0x1000, '\0')) == Trouble::too_many_items);
  CHECK(trouble(from_hex("990fff") + std::string(0xFFF, '\0')) == std::nullopt);
  CHECK(trouble("\x9F" + std::string(60'000, '\0') + "\xFF") == Trouble::too_many_items);
}

}  // namespace
}  // namespace printing
