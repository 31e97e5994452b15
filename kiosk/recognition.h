// SPDX-License-Identifier: GPL-3.0-or-later
// Which certificates from elsewhere count beside a health code, for which door: policy data, read
// once at start. Judging is pure and never makes a colour. A value; reading from any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kiosk/visit/paper.h"
#include "printing/hcert/hcert.h"

namespace kiosk {

struct RecognitionRule {
  std::vector<std::string> issuers;  // "XA"
  visit::Evidence::Kind kind = visit::Evidence::Kind::test;
  std::vector<std::string> procedures;  // empty: any
  std::vector<std::string> scenes;      // empty: any
  int from_day = 0;                     // days that must have passed
  int days = 0;                         // that may have passed
};

// In the order in which a certificate gets past them.
enum class RecognitionWhy : std::uint8_t {
  not_valid,
  other_issuer,
  other_kind,
  other_procedure,
  not_negative,
  not_complete,
  no_day,
  too_early,
  too_old,
  counts,
};
inline constexpr std::size_t kRecognitionWhys =
    static_cast<std::size_t>(RecognitionWhy::counts) + 1;

class Recognition {
 public:
  Recognition() = default;  // nothing counts, and nothing is said about it
  // config/recognition/recognition.toml. The error is one sentence that names file and key.
  [[nodiscard]] static tl::expected<Recognition, std::string> read(
      const std::filesystem::path& file);

  // What a certificate shows that holds nothing but a DCC entry under a good signature; nothing for
  // any other. The country is the token's, and the signer's certificate must not name another.
  [[nodiscard]] std::optional<visit::Evidence> judge(const printing::HcertResult& certificate,
                                                     std::string_view scene,
                                                     visit::Moment now) const;

 private:
  std::vector<RecognitionRule> rules_;
  std::array<visit::Bilingual, kRecognitionWhys> words_;
};

}  // namespace kiosk
