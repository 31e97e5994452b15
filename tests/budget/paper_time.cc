// SPDX-License-Identifier: GPL-3.0-or-later
// Measures a certificate on its way to a PDF as the printer's thread makes it: drawn, checked, its
// signature and code proved, written. Prints; decides nothing.
// usage: paper_time CORPUS            by turns, for tests/budget/turns.cc
//        paper_time CORPUS --forget   the same, and the name forgotten after each, as a kiosk does
//        paper_time CORPUS --once     one certificate and an end: the PDF to standard output
//        paper_time CORPUS --parts N  the median of each part over N certificates
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "printing/sheet/draw.h"
#include "printing/sheet/pdf.h"
#include "printing/sheet/print_gate.h"
#include "tests/budget/paper_sample.h"
#include "tests/budget/turn.h"

namespace {

using budget::Office;
using budget::time_of;

visit::Secret made(const Office& office) {
  auto pdf = printing::prepare(office.document, office.details,
                               {office.stationery, office.trust, *office.faces});
  if (!pdf) {
    std::fputs("paper_time: the certificate was refused\n", stderr);
    std::exit(1);
  }
  return std::move(*pdf);
}

int once(const Office& office) {
  const visit::Secret pdf = made(office);
  return std::fwrite(pdf.reveal().data(), 1, pdf.reveal().size(), stdout) == pdf.reveal().size()
             ? 0
             : 1;
}

double median(std::vector<double> times) {
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                   times.end());
  return times[times.size() / 2];
}

int parts(const Office& office, std::size_t rounds) {
  std::vector<double> draw, check, gate, pdf, forget;
  for (std::size_t i = 0; i < rounds; ++i) {
    tl::expected<printing::Sheet, printing::SheetTrouble> sheet;
    draw.push_back(time_of([&] {
      sheet = printing::draw(office.document, office.details, office.stationery, *office.faces);
    }));
    bool good = sheet.has_value();
    check.push_back(time_of([&] { good = good && printing::check(*sheet).empty(); }));
    gate.push_back(time_of([&] {
      good =
          good && printing::pass_print_gate(*sheet, office.document, office.details, office.trust);
    }));
    pdf.push_back(time_of([&] { good = good && printing::write_pdf(*sheet); }));
    if (!good) return 1;
    forget.push_back(time_of([&] { office.faces->forget(); }));
  }
  std::printf("draw %.2f  check %.2f  gate %.2f  pdf %.2f  forget %.2f ms\n", median(draw),
              median(check), median(gate), median(pdf), median(forget));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const Office office(argv[1]);
  const std::string_view mode = argc > 2 ? argv[2] : "";
  if (mode == "--once") return once(office);
  if (mode == "--parts") {
    return parts(office, argc > 3 ? static_cast<std::size_t>(std::max(1, std::atoi(argv[3]))) : 50);
  }
  const bool forgets = mode == "--forget";
  return budget::answer_turns([&office, forgets] {
    std::size_t size = 0;
    const double time = time_of([&] {
      size = made(office).reveal().size();
      if (forgets) office.faces->forget();
    });
    return budget::Answer{time, size};
  });
}
