// SPDX-License-Identifier: GPL-3.0-or-later
// The two outer layers of the signed QR. Base45 is a bijection: what is read must be what writing
// gives back. What inflates must be what zlib itself makes of it, to its last byte and no further.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "printing/hcert/base45.h"
#include "printing/hcert/hcert_inflate.h"
#include "tests/fuzz/input.h"

namespace {

using fuzz::Input;
using fuzz::Octets;
using fuzz::promise;

constexpr std::size_t kCeiling = std::size_t{64} * 1024;

std::string base45(Octets bytes) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const bool pair = i + 1 < bytes.size();
    unsigned value = bytes[i];
    if (pair) value = value * 256 + bytes[i + 1];
    for (int k = 0; k < (pair ? 3 : 2); ++k) {
      text += alphabet[value % 45];
      value /= 45;
    }
  }
  return text;
}

void judge_text(std::string_view text) {
  const auto bytes = printing::read_base45(text);
  if (!bytes) return;
  promise(bytes->size() == text.size() / 3 * 2 + (text.size() % 3 == 2 ? 1 : 0));
  promise(base45(*bytes) == text);
}

void judge_bytes(Octets bytes) {
  const std::string text = base45(bytes);
  const auto read = printing::read_base45(text);
  promise(read && std::ranges::equal(*read, bytes));
}

void judge_stream(Octets stream, std::size_t ceiling) {
  static std::array<Bytef, kCeiling> room;
  uLongf size = ceiling;
  uLong taken = stream.size();
  const int done = uncompress2(room.data(), &size, stream.data(), &taken);
  const bool whole = done == Z_OK && taken == stream.size();
  const auto opened = printing::inflate_exactly(stream, ceiling);
  promise(opened.has_value() == whole);
  if (!opened) return;
  promise(opened->size() == size && std::equal(opened->begin(), opened->end(), room.begin()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  switch (input.choice() % 4) {
    case 0: {
      const Octets text = input.rest();
      judge_text({reinterpret_cast<const char*>(text.data()), text.size()});
      break;
    }
    case 1:
      judge_bytes(input.rest());
      break;
    case 2:
      judge_stream(input.rest(), kCeiling);
      break;
    default: {
      const std::size_t ceiling = std::size_t{1} + input.choice() * std::size_t{40};
      judge_stream(input.rest(), ceiling);
    }
  }
  return 0;
}
