// SPDX-License-Identifier: GPL-3.0-or-later
// The printer of a bench as a script moves it: what befalls it and what came out of it. Use from
// one thread.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace sandbox {

class PrinterEnd {
 public:
  PrinterEnd() = default;
  virtual ~PrinterEnd() = default;
  PrinterEnd(const PrinterEnd&) = delete;
  PrinterEnd& operator=(const PrinterEnd&) = delete;

  // `empty`, `jam`, `ok`, …, some with a number; the error is one sentence.
  [[nodiscard]] virtual tl::expected<void, std::string> obey(const std::string& how,
                                                             const std::string& number) = 0;
  // [printer] of kiosk.toml. Another after `other`.
  [[nodiscard]] virtual std::string uri() const = 0;
  [[nodiscard]] virtual int dots_per_inch() const = 0;
  [[nodiscard]] virtual bool colour() const = 0;
  // What came out, oldest first.
  [[nodiscard]] virtual std::vector<std::string> sheets() const = 0;
  // The same of the printer that stood there before `other`.
  [[nodiscard]] virtual std::vector<std::string> sheets_elsewhere() const { return {}; }
};

}  // namespace sandbox
