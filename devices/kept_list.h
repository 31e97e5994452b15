// SPDX-License-Identifier: GPL-3.0-or-later
// The newest signed list that was accepted, on disk, and beside it the highest number that ever
// was: a list that is deleted, or replaced by an older one, does not make an older one acceptable
// again. What a list says is not looked at here. One thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace devices {

enum class KeptListTrouble {
  broken,       // the number beside the list is none: nobody can say which lists are too old
  not_written,  // the disk is full or gone
};

class KeptList {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20U;

  // The folder exists. The number lies in `file`.highest.
  [[nodiscard]] static tl::expected<KeptList, KeptListTrouble> open(std::filesystem::path file);

  // As it lies there: to be judged like one from outside. Nothing if there is none.
  [[nodiscard]] std::optional<std::string> bytes() const;
  [[nodiscard]] std::uint64_t highest() const { return highest_; }

  // First the list, then its number: a power cut between them leaves a list that is newer than the
  // number, which is accepted, and not a number without its list.
  [[nodiscard]] tl::expected<void, KeptListTrouble> keep(std::string_view list,
                                                         std::uint64_t sequence);
  // The number alone, of a list that lies there or came with the installation. It never falls.
  [[nodiscard]] tl::expected<void, KeptListTrouble> remember(std::uint64_t sequence);

 private:
  KeptList(std::filesystem::path file, std::uint64_t highest)
      : file_(std::move(file)), highest_(highest) {}

  std::filesystem::path file_;
  std::uint64_t highest_;
};

}  // namespace devices
