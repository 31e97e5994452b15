// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/kept_list.h"

#include <charconv>
#include <system_error>

#include "devices/durable_file.h"

namespace devices {

namespace {

constexpr std::size_t kLongestNumber = 32;

std::filesystem::path number_of(const std::filesystem::path& file) {
  return file.string() + ".highest";
}

// "1611135000\n" and nothing else.
std::optional<std::uint64_t> read_number(std::string_view text) {
  if (!text.ends_with('\n')) return std::nullopt;
  text.remove_suffix(1);
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

tl::expected<KeptList, KeptListTrouble> KeptList::open(std::filesystem::path file) {
  const auto place = number_of(file);
  std::error_code error;
  const bool there = std::filesystem::exists(std::filesystem::symlink_status(place, error));
  if (!there) return KeptList(std::move(file), 0);
  const auto text = read_whole_file(place, kLongestNumber);
  const auto number = text ? read_number(*text) : std::nullopt;
  if (!number) return tl::unexpected(KeptListTrouble::broken);
  return KeptList(std::move(file), *number);
}

std::optional<std::string> KeptList::bytes() const { return read_whole_file(file_, kMostBytes); }

tl::expected<void, KeptListTrouble> KeptList::keep(std::string_view list, std::uint64_t sequence) {
  if (!replace_file(file_, list)) return tl::unexpected(KeptListTrouble::not_written);
  return remember(sequence);
}

tl::expected<void, KeptListTrouble> KeptList::remember(std::uint64_t sequence) {
  if (sequence <= highest_) return {};
  // In this run it counts whether or not the disk takes it.
  highest_ = sequence;
  if (!replace_file(number_of(file_), std::to_string(sequence) + "\n")) {
    return tl::unexpected(KeptListTrouble::not_written);
  }
  return {};
}

}  // namespace devices
