// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/issuing/cbor_writer.h"

namespace service {

CborWriter& CborWriter::integer(std::int64_t value) {
  if (value >= 0) {
    head(0, static_cast<std::uint64_t>(value));
  } else {
    head(1, static_cast<std::uint64_t>(-1 - value));
  }
  return *this;
}

CborWriter& CborWriter::text(std::string_view value) {
  head(3, value.size());
  out_ += value;
  return *this;
}

CborWriter& CborWriter::bytes(std::string_view value) {
  head(2, value.size());
  out_ += value;
  return *this;
}

CborWriter& CborWriter::array(std::size_t items) {
  head(4, items);
  return *this;
}

CborWriter& CborWriter::map(std::size_t pairs) {
  head(5, pairs);
  return *this;
}

CborWriter& CborWriter::tag(std::uint64_t number) {
  head(6, number);
  return *this;
}

void CborWriter::head(unsigned major, std::uint64_t argument) {
  const auto first = [&](unsigned info) { out_ += static_cast<char>(major << 5 | info); };
  int width = 0;
  if (argument < 24) {
    first(static_cast<unsigned>(argument));
  } else if (argument <= 0xFF) {
    first(24);
    width = 1;
  } else if (argument <= 0xFFFF) {
    first(25);
    width = 2;
  } else if (argument <= 0xFFFFFFFF) {
    first(26);
    width = 4;
  } else {
    first(27);
    width = 8;
  }
  for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
    out_ += static_cast<char>(argument >> shift & 0xFF);
  }
}

}  // namespace service
