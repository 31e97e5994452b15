// SPDX-License-Identifier: GPL-3.0-or-later
// What a health certificate says, read out of its CBOR: one EU DCC entry, our health code, or both
// (docs/wire.md §5.4, §5.5). All text is a view into the certificate's own wiped bytes. Pure.
#pragma once

#include <tl/expected.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "printing/hcert/cbor.h"
#include "printing/hcert/cose_certificate.h"

namespace printing {

enum class ContentTrouble {
  malformed,        // a required field is absent or of another kind
  several_entries,  // a DCC holds exactly one entry; more, or none, must be refused
};

enum class HealthCodeColour { green, yellow, red, unknown };
enum class SampleResult { negative, positive, pending };
enum class AreaRisk { low, medium, high };

struct Sample {
  std::chrono::sys_seconds taken;
  SampleResult result = SampleResult::pending;
  std::uint32_t area = 0;
};

struct Dose {
  std::chrono::sys_days day;
  unsigned number = 0;
  unsigned total = 0;
  std::string_view product;
};

struct Stay {
  std::uint32_t area = 0;
  std::chrono::sys_days day;
  AreaRisk risk = AreaRisk::low;
};

struct AgentOnPaper {
  unsigned relation = 0;
  std::string_view masked_name;
};

// Subclaim -86. Of a version we do not know only `version` is filled.
struct HealthCodeContent {
  static constexpr std::uint64_t kVersion = 1;

  std::uint64_t version = kVersion;
  std::array<std::uint8_t, 8> reference{};
  std::optional<HealthCodeColour> colour;  // nothing: the paper states none (offline card)
  std::uint32_t area = 0;                  // GB/T 2260
  std::chrono::sys_seconds evaluated;
  std::string_view masked_number;
  std::vector<Sample> samples;  // newest first, as the following two
  std::vector<Dose> doses;
  std::vector<Stay> stays;
  std::optional<AgentOnPaper> agent;
  std::string_view name;  // here and born only if there is no DCC
  std::optional<std::chrono::year_month_day> born;
  std::chrono::sys_seconds valid_until;
  std::optional<std::chrono::sys_seconds> commuting_until;

  [[nodiscard]] bool newer_format() const { return version != kVersion; }
};

// Subclaim 1, as far as the kiosk judges it; `dcc` is the whole.
struct DccContent {
  cose::Usage kind = cose::Usage::test;
  std::string_view uci;                             // empty if it has none
  bool detected = false;                            // a test that found the virus
  bool not_detected = false;                        // one that says it did not
  std::optional<std::chrono::sys_seconds> sampled;  // of a test, if it can be read
  // Of the sample (in UTC), the dose, the first positive test; if it can be read.
  std::optional<std::chrono::sys_days> day;
  std::string_view country;    // co: where it was done
  std::string_view procedure;  // tt of a test, "LP6464-4"; mp of a vaccination, "EU/1/20/1528"
  unsigned dose = 0;           // dn of sd, 0 where they cannot be read
  unsigned of_doses = 0;
  std::string_view surname;   // nam.fn, else nam.fnt
  std::string_view forename;  // nam.gn, else nam.gnt
};

// The kinds of entry that are present, as a set of cose::Usage. A null or empty group is absent.
[[nodiscard]] std::uint8_t dcc_kinds(const cbor::Item& dcc);
[[nodiscard]] tl::expected<DccContent, ContentTrouble> read_dcc(const cbor::Item& dcc);
[[nodiscard]] tl::expected<HealthCodeContent, ContentTrouble> read_health_code(
    const cbor::Item& health_code);

// RFC 3339, as the field writes it: a space for the T, no seconds, fractions, an offset without a
// colon. Nothing without an offset.
[[nodiscard]] std::optional<std::chrono::sys_seconds> read_timestamp(std::string_view text);

}  // namespace printing
