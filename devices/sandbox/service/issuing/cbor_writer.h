// SPDX-License-Identifier: GPL-3.0-or-later
// Writes deterministic CBOR (RFC 8949 §4.2.1): shortest heads, definite lengths. The caller gives
// map keys in the bytewise order of their encoding. Not shared by threads.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace service {

class CborWriter {
 public:
  CborWriter& integer(std::int64_t value);
  CborWriter& text(std::string_view value);
  CborWriter& bytes(std::string_view value);
  CborWriter& array(std::size_t items);
  CborWriter& map(std::size_t pairs);
  CborWriter& tag(std::uint64_t number);

  [[nodiscard]] const std::string& written() const { return out_; }

 private:
  void head(unsigned major, std::uint64_t argument);
  std::string out_;
};

}  // namespace service
