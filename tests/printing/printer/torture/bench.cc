// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/printing/printer/torture/bench.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <thread>
#include <vector>

#include "devices/sandbox/printer/escpos_printer.h"
#include "devices/sandbox/printer/ippeveprinter.h"
#include "devices/sqlite_store.h"
#include "kiosk/visit/print_record.h"
#include "printing/printer/escpos_raster.h"
#include "tests/files.h"

namespace torture {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

constexpr double kPoints = 72 / 25.4;
constexpr double kWidth = 72;   // mm, the whole head
constexpr double kHeight = 40;  // 320 rows, 14 bands
constexpr int kBars = 14;       // bits of a number up to 9999

std::string rectangle(double x, double y, double width, double height) {
  char text[128];
  std::snprintf(text, sizeof text, "%.3f %.3f %.3f %.3f re f\n", x * kPoints, y * kPoints,
                width * kPoints, height * kPoints);
  return text;
}

class IppBench final : public Bench {
 public:
  explicit IppBench(std::unique_ptr<sandbox::IppEvePrinter> machine)
      : machine_(std::move(machine)) {}
  [[nodiscard]] fs::path store() const override { return folder_.path() / "store.db"; }
  [[nodiscard]] std::string uri() const override { return machine_->uri(); }
  void slow(int degree) override { machine_->slow(milliseconds{degree * 60}); }
  [[nodiscard]] int longest_sheet() const override { return 320; }
  void cut_power(std::mt19937& /*random*/) override { machine_->off(); }
  void restore() override {
    if (!machine_->on()) abort();
  }
  void wait_for_start() override {}
  [[nodiscard]] std::map<std::string, int> sheets() override {
    // What an engine may still have in hand comes out before the sheets are counted.
    std::this_thread::sleep_for(milliseconds{1000});
    std::map<std::string, int> found;
    for (const std::string& serial : machine_->sheets()) ++found[serial];
    return found;
  }
  [[nodiscard]] int torn_claimed_none() const override { return 0; }

 private:
  files::Folder folder_;
  std::unique_ptr<sandbox::IppEvePrinter> machine_;
};

class EscposBench final : public Bench {
 public:
  [[nodiscard]] fs::path store() const override { return folder_.path() / "store.db"; }
  [[nodiscard]] std::string uri() const override { return machine_.uri(); }
  void slow(int degree) override { machine_.slow(std::chrono::microseconds{degree * 400}); }
  [[nodiscard]] int longest_sheet() const override { return 900; }
  void cut_power(std::mt19937& random) override {
    switch (std::uniform_int_distribution<int>{0, 2}(random)) {
      case 0:
        starts_ = true;
        return machine_.off();
      case 1:
        // As short as can be, but what it had not printed is gone.
        starts_ = true;
        machine_.off();
        return machine_.on();
      default:
        return machine_.unplug();
    }
  }
  void restore() override {
    machine_.on();
    machine_.replug();
  }
  void wait_for_start() override {
    if (starts_) std::this_thread::sleep_for(milliseconds{2100});
    starts_ = false;
  }
  [[nodiscard]] std::map<std::string, int> sheets() override;
  [[nodiscard]] int torn_claimed_none() const override { return torn_; }

 private:
  files::Folder folder_;
  sandbox::EscposPrinter machine_{folder_.path() / "printer"};
  bool starts_ = false;
  int torn_ = 0;
};

// Where the picture stands in that piece of paper, -1 if nowhere: the start may be another's torn
// half, the end is the way to the cutter.
bool holds(const std::vector<std::uint8_t>& rows, std::string_view picture) {
  const std::string_view all(reinterpret_cast<const char*>(rows.data()), rows.size());
  for (std::size_t at = 0; at + picture.size() <= all.size(); at += printing::kRollRowBytes) {
    if (all.substr(at, picture.size()) == picture) return true;
  }
  return false;
}

std::map<std::string, int> EscposBench::sheets() {
  std::this_thread::sleep_for(milliseconds{1000});
  std::vector<sandbox::PieceOfPaper> pieces = machine_.pieces();
  pieces.push_back(machine_.hanging_out());
  std::map<std::string, int> found;
  auto opened = devices::SqliteStore::open(store());
  if (!opened) abort();
  for (int number = 0; number <= static_cast<int>(visit::SheetState::replaced); ++number) {
    const auto state = static_cast<visit::SheetState>(number);
    const auto records = (*opened)->all_in({state});
    if (!records) abort();
    for (const visit::PrintRecord& record : *records) {
      const auto dots = printing::roll_dots(page_of(record.serial));
      if (!dots) abort();
      // The bars at the top alone are a piece that bears the number.
      const std::string_view top = dots->reveal().substr(0, 8 * printing::kRollRowBytes);
      bool in_part = false;
      for (const sandbox::PieceOfPaper& piece : pieces) {
        if (holds(piece.rows, dots->reveal())) ++found[record.serial];
        in_part = in_part || holds(piece.rows, top);
      }
      if (in_part && state == visit::SheetState::not_printed) ++torn_;
    }
  }
  return found;
}

}  // namespace

std::string page_of(std::string_view serial) {
  const int number = std::stoi(std::string(serial.substr(serial.size() - 6, 4)));
  std::string marks;
  for (int bit = 0; bit < kBars; ++bit) {
    // A thin bar for 0, a thick one for 1, so that no number is white.
    const double width = (number >> bit & 1) != 0 ? 3.0 : 1.0;
    marks += rectangle(2 + bit * 5, kHeight - 2, width, 2) + rectangle(2 + bit * 5, 0, width, 2);
    marks += rectangle(2 + bit * 5, 10 + bit, 1, 4);
  }
  std::string pdf = "%PDF-1.4\n";
  std::string table = "xref\n0 5\n0000000000 65535 f \n";
  const auto add = [&](const std::string& object) {
    const std::string offset = std::to_string(pdf.size());
    table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
    pdf += object;
  };
  char box[64];
  std::snprintf(box, sizeof box, "%.3f %.3f", kWidth * kPoints, kHeight * kPoints);
  add("1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
  add("2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
  add(std::string("3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 ") + box +
      "]/Contents 4 0 R>>\nendobj\n");
  add("4 0 obj\n<</Length " + std::to_string(marks.size()) + ">>\nstream\n" + marks +
      "endstream\nendobj\n");
  const std::string start = std::to_string(pdf.size());
  return pdf + table + "trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n";
}

std::unique_ptr<Bench> ipp_bench() {
  auto machine = sandbox::IppEvePrinter::start();
  if (!machine) return nullptr;
  return std::make_unique<IppBench>(std::move(*machine));
}

std::unique_ptr<Bench> escpos_bench() { return std::make_unique<EscposBench>(); }

}  // namespace torture
