// SPDX-License-Identifier: GPL-3.0-or-later
// Where `kioskctl surveys csv` writes: a file made for it that its owner alone may read, or
// standard output. It lies on the disk once keep() has said so; a file that was not kept goes with
// this object. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace kiosk {

class SurveysFile {
 public:
  // "-" is standard output, which must be a file if it has to last. Never takes the place of a file
  // that is there: what lies in it may lie nowhere else. The error is one sentence.
  [[nodiscard]] static tl::expected<SurveysFile, std::string> open(const std::string& name,
                                                                   bool lasts);
  SurveysFile(SurveysFile&& other) noexcept;
  SurveysFile& operator=(SurveysFile&&) = delete;
  SurveysFile(const SurveysFile&) = delete;
  SurveysFile& operator=(const SurveysFile&) = delete;
  ~SurveysFile();

  [[nodiscard]] bool write(std::string_view text);
  // All of it, and the file's name in its folder.
  [[nodiscard]] bool keep();

 private:
  SurveysFile(int descriptor, std::filesystem::path made, bool lasts)
      : descriptor_(descriptor), made_(std::move(made)), lasts_(lasts) {}

  int descriptor_;
  std::filesystem::path made_;  // "": standard output, or kept
  bool lasts_;
};

}  // namespace kiosk
