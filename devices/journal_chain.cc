// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/journal_chain.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <charconv>

namespace devices {

namespace {

constexpr std::string_view kSeq = R"(,"seq":)";
constexpr std::string_view kChain = R"(,"chain":")";
constexpr std::size_t kDigits = 64;
constexpr std::size_t kTail = kChain.size() + kDigits + 2;  // and "}
constexpr unsigned kHexBase = 16;

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

// `body`: the line without its chain member.
std::array<std::uint8_t, 32> link_after(const ChainEnd& before, std::string_view body) {
  std::string hashed(reinterpret_cast<const char*>(before.link.data()), before.link.size());
  hashed += body;
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> link{};
  SHA256(bytes_of(hashed), hashed.size(), link.data());
  return link;
}

// Of a line that ends as a chained one does.
std::string body_of(std::string_view line) {
  return std::string(line.substr(0, line.size() - kTail)) + "}";
}

bool ends_chained(std::string_view line) {
  if (line.size() <= kTail || !line.ends_with("\"}")) return false;
  return line.substr(line.size() - kTail).starts_with(kChain);
}

std::optional<unsigned> nibble(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  return std::nullopt;
}

std::optional<std::array<std::uint8_t, 32>> link_in(std::string_view digits) {
  std::array<std::uint8_t, 32> link{};
  for (std::size_t i = 0; i < link.size(); ++i) {
    const auto high = nibble(digits[2 * i]);
    const auto low = nibble(digits[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    link[i] = static_cast<std::uint8_t>(*high * kHexBase + *low);
  }
  return link;
}

std::optional<std::uint64_t> number_in(std::string_view digits) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool plain = !digits.empty() && digits.front() != '0';
  if (error != std::errc{} || end != digits.data() + digits.size() || !plain) return std::nullopt;
  return number;
}

}  // namespace

std::string hex(const ChainEnd& end) {
  std::string text;
  for (const std::uint8_t byte : end.link) text += fmt::format("{:02x}", byte);
  return text;
}

ChainEnd begin_behind(std::string_view earlier) {
  ChainEnd end;
  if (!earlier.empty()) SHA256(bytes_of(earlier), earlier.size(), end.link.data());
  return end;
}

std::string chain_on(std::string_view json, ChainEnd& end) {
  json.remove_suffix(1);
  const std::string open = fmt::format("{}{}{}", json, kSeq, end.entries + 1);
  end = {end.entries + 1, link_after(end, open + "}")};
  return fmt::format("{}{}{}\"}}\n", open, kChain, hex(end));
}

std::optional<ChainEnd> end_said_by(std::string_view line) {
  if (!ends_chained(line)) return std::nullopt;
  const auto link = link_in(line.substr(line.size() - kDigits - 2, kDigits));
  const std::string_view open = line.substr(0, line.size() - kTail);
  const std::size_t seq = open.rfind(kSeq);
  if (!link || seq == std::string_view::npos) return std::nullopt;
  const auto number = number_in(open.substr(seq + kSeq.size()));
  if (!number) return std::nullopt;
  return ChainEnd{*number, *link};
}

ChainCheck check_chain(std::string_view journal, std::string_view head) {
  ChainCheck check;
  bool begun = false;
  std::size_t at = 0;
  const auto wrong = [&check](ChainFault fault) {
    check.fault = fault;
    return check;
  };
  while (at < journal.size()) {
    ++check.line;
    const std::size_t newline = journal.find('\n', at);
    if (newline == std::string_view::npos) return wrong(ChainFault::torn);
    const std::string_view line = journal.substr(at, newline - at);
    const auto said = end_said_by(line);
    // A journal of an earlier version stands before its chain, and is hashed as a whole.
    const bool is_earlier = !begun && line.find(kSeq) == std::string_view::npos;
    if (!said && !is_earlier) return wrong(ChainFault::unchained);
    if (said && !begun) {
      check.end = begin_behind(journal.substr(0, at));
      begun = true;
    }
    at = newline + 1;
    if (!said) continue;
    if (said->entries != check.end.entries + 1) return wrong(ChainFault::number);
    if (said->link != link_after(check.end, body_of(line))) return wrong(ChainFault::link);
    check.end = *said;
    if (head.size() >= kHeadDigits && hex(*said).starts_with(head)) check.bears_head = true;
  }
  if (!begun && check.line > 0) {
    check.line = 1;
    return wrong(ChainFault::unchained);
  }
  check.line = 0;
  return check;
}

}  // namespace devices
