// SPDX-License-Identifier: GPL-3.0-or-later
// All far ends of one kiosk at once: card reader lines, health-code service, printer. Writes the
// kiosk.toml that points at them; its end is the end of all it started, and of its folder. Use from
// one thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "devices/sandbox/printer/ippeveprinter.h"
#include "devices/sandbox/script.h"

namespace sandbox {

struct BenchPlan {
  std::filesystem::path programs;  // where kiosk, kiosk-reader and health-code-service lie
  std::filesystem::path data;      // the config folder of the sources or of the installation
  std::filesystem::path out;       // printed sheets arrive here
  std::string panel = "1080x1920";
  std::string language = "zh-Hans";
  std::string scene = "HOSPITAL_OUTPATIENT";
  bool fullscreen = false;
  bool long_cards = false;      // the kiosk offers them
  bool receipts = false;        // a receipt printer with its roll instead of the sheet printer
  std::string federation = {};  // did.json of another trust network; "": the kiosk knows none
  Takes takes = Takes::pdf;     // the sheet printer
  // The kiosk goes by the province's signed list of signers, not by a folder of their certificates.
  bool trust_list = false;
  std::string region = "XA";  // whose rules bind people
  bool intake = true;         // the kiosk brings surveys to the hospital's FHIR server
};

class Bench {
 public:
  // The error is one sentence: what could not be started.
  [[nodiscard]] static tl::expected<std::unique_ptr<Bench>, std::string> open(
      const BenchPlan& plan);
  virtual ~Bench() = default;
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  // `card lay wang`, `printer empty`, `service slow 3`, …
  [[nodiscard]] virtual tl::expected<void, std::string> obey(const Command& command) = 0;
  [[nodiscard]] virtual const std::filesystem::path& config() const = 0;  // kiosk.toml
  [[nodiscard]] virtual const std::filesystem::path& folder()
      const = 0;  // private, removed at the end
  // Serials of the sheets that came out, oldest first: what the printer itself wrote down. Of a
  // receipt printer "slip-1", …, whose dots lie in the output folder as slip-1.pbm.
  [[nodiscard]] virtual std::vector<std::string> sheets() const = 0;
  // What the hospital's FHIR server keeps, oldest first; nothing while it is down.
  [[nodiscard]] virtual std::vector<std::string> surveys() const = 0;
  // The same of the printer that stood there before `printer other`.
  [[nodiscard]] virtual std::vector<std::string> sheets_elsewhere() const = 0;

 protected:
  Bench() = default;
};

}  // namespace sandbox
