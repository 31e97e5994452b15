// SPDX-License-Identifier: GPL-3.0-or-later
// A printer to be tortured, and the paper that it lets out: the truth, whatever was reported. One
// thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace torture {

inline constexpr const char* kMachine = "GC07";

// A page for either printer; the serial's number of the day stands in bars at its top and bottom.
[[nodiscard]] std::string page_of(std::string_view serial);

class Bench {
 public:
  virtual ~Bench() = default;
  [[nodiscard]] virtual std::filesystem::path store() const = 0;
  [[nodiscard]] virtual std::string uri() const = 0;
  virtual void slow(int degree) = 0;  // 0 to 3
  // How long after a kiosk's start its sheet is out for certain, in milliseconds.
  [[nodiscard]] virtual int longest_sheet() const = 0;
  virtual void cut_power(std::mt19937& random) = 0;
  virtual void restore() = 0;
  // Until it has started again, if its power was cut.
  virtual void wait_for_start() = 0;
  // By serial, how many whole sheets came out; asked once, at the end.
  [[nodiscard]] virtual std::map<std::string, int> sheets() = 0;
  // Sheets that were claimed not to exist, and lie there in part.
  [[nodiscard]] virtual int torn_claimed_none() const = 0;
};

// None if it does not start.
[[nodiscard]] std::unique_ptr<Bench> ipp_bench();
[[nodiscard]] std::unique_ptr<Bench> escpos_bench();

}  // namespace torture
