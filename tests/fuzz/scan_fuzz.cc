// SPDX-License-Identifier: GPL-3.0-or-later
// What a scanner sends, cut and timed in any way: nothing is told that is not printable text of a
// QR code's length, and a good text after any other is told as it is.
#include <array>
#include <string_view>
#include <utility>

#include "devices/reader/scan_framer.h"
#include "kiosk/visit/scan.h"
#include "tests/fuzz/input.h"

namespace {

using namespace devices::reader;
using fuzz::Input;
using fuzz::Octets;
using fuzz::promise;

constexpr std::size_t kMostInQrCode = 4296;

bool is_one_of_the_kinds(std::string_view text) {
  switch (visit::kind_of(text)) {
    case visit::ScanKind::certificate:
      return text.starts_with("HC1:");
    case visit::ScanKind::newer:
      return text.starts_with("HC") && !text.starts_with("HC1:") && text[3] == ':';
    case visit::ScanKind::foreign:
      return text.find(":/") != std::string_view::npos;
    case visit::ScanKind::code:
      return !text.starts_with("HC1:");
  }
  return false;
}

void judge(const Scan& scan) {
  if (!scan) return;
  const std::string_view text = scan->reveal();
  promise(!text.empty() && text.size() <= kMostInQrCode);
  for (const char c : text) promise(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  promise(is_one_of_the_kinds(text));
}

void judge(const Scans& scans, std::size_t bytes) {
  // Each needs an end of its own, or the time before these bytes.
  promise(scans.size() <= bytes + 1);
  for (const Scan& scan : scans) judge(scan);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  ScanFramer framer;
  Instant now{1000};
  std::array<std::uint8_t, 8> steps{};
  for (std::uint8_t& step : steps) step = input.choice();
  int many = 20;
  for (std::size_t next = 0; !input.empty(); ++next) {
    const unsigned step = steps[next % steps.size()];
    // One in four steps is a rest, up to more than any that the framer knows.
    if (step % 4 == 3) now += Milliseconds{step * 3};
    if (step % 32 == 1) {
      if (const auto told = framer.lose(now)) judge(*told);
    }
    if (step % 32 == 2) framer.disown();
    if (step % 2 == 1) {
      if (const auto told = framer.silent(now)) judge(*told);
    }
    const Octets some = input.take(1 + step);
    // The longest texts are longer than it pays to make the input.
    const int times = step % 64 == 60 ? std::exchange(many, 1) : 1;
    for (int time = 0; time < times; ++time) judge(framer.take(some, now), some.size());
    promise(!framer.due() || (*framer.due() > now && *framer.due() <= now + ScanFramer::kTail));
  }

  now += ScanFramer::kTail;
  if (const auto told = framer.silent(now)) judge(*told);
  now += ScanFramer::kTail;
  (void)framer.silent(now);
  promise(!framer.due());
  constexpr std::string_view kGood = "HC1:GOOD TEXT";
  const Octets good(reinterpret_cast<const std::uint8_t*>(kGood.data()), kGood.size());
  promise(framer.take(good, now).empty());
  const std::array<std::uint8_t, 2> end{'\r', '\n'};
  const auto told = framer.take(end, now);
  promise(told.size() == 1 && told[0] && told[0]->reveal() == kGood);
  return 0;
}
