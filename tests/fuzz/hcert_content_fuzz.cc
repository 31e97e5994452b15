// SPDX-License-Identifier: GPL-3.0-or-later
// What a certificate says, behind a signature that was found good: any CBOR as a DCC and as a
// health code, any text as a moment. Nothing comes out that is not in range.
#include <string_view>

#include "printing/hcert/hcert_content.h"
#include "tests/fuzz/input.h"

namespace {

using namespace printing;
using fuzz::Input;
using fuzz::Octets;
using fuzz::promise;
using std::chrono::sys_days;
using std::chrono::sys_seconds;

constexpr sys_seconds kFirst{};
constexpr sys_seconds kLast{std::chrono::seconds(253'402'300'799)};

void judge_text(std::string_view text) {
  const auto moment = read_timestamp(text);
  // From year 0 to 9999, each moved by an offset of a day at most.
  if (moment)
    promise(*moment >= sys_days(std::chrono::year{-1} / 1 / 1) &&
            *moment <= kLast + std::chrono::hours(49));
}

void judge_dcc(const cbor::Item& item) {
  const unsigned kinds = dcc_kinds(item);
  promise(kinds < 8);
  const auto dcc = read_dcc(item);
  if (!dcc) return;
  promise(kinds == static_cast<unsigned>(dcc->kind));
  promise(!(dcc->detected && dcc->not_detected));
  promise(dcc->dose <= 255 && dcc->of_doses <= 255);
  if (dcc->day) promise(std::chrono::year_month_day(*dcc->day).ok());
  if (dcc->kind != cose::Usage::test)
    promise(!dcc->sampled && !dcc->detected && !dcc->not_detected);
  if (dcc->sampled) promise(dcc->day.has_value());
}

void judge_health_code(const cbor::Item& item) {
  const auto code = read_health_code(item);
  if (!code || code->newer_format()) return;
  promise(code->evaluated >= kFirst && code->evaluated <= kLast);
  promise(code->valid_until >= kFirst && code->valid_until <= kLast);
  promise(code->area <= 999'999);
  for (const Sample& sample : code->samples) {
    promise(sample.taken >= kFirst && sample.taken <= kLast && sample.area <= 999'999);
    promise(sample.result == SampleResult::negative || sample.result == SampleResult::positive ||
            sample.result == SampleResult::pending);
  }
  for (const Dose& dose : code->doses) promise(dose.number <= 255 && dose.total <= 255);
  for (const Stay& stay : code->stays) {
    promise(stay.area <= 999'999 && (stay.risk == AreaRisk::low || stay.risk == AreaRisk::medium ||
                                     stay.risk == AreaRisk::high));
  }
  if (code->colour) {
    promise(*code->colour == HealthCodeColour::green || *code->colour == HealthCodeColour::yellow ||
            *code->colour == HealthCodeColour::red || *code->colour == HealthCodeColour::unknown);
  }
  if (code->born) promise(code->born->ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const bool text = input.choice() % 8 == 7;
  const Octets bytes = input.rest();
  if (text) {
    judge_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    return 0;
  }
  const auto document = cbor::read(bytes);
  if (!document) return 0;
  judge_dcc(document->root());
  judge_health_code(document->root());
  // As the -260 map holds them.
  if (const cbor::Item* dcc = document->root().find(1)) judge_dcc(*dcc);
  if (const cbor::Item* code = document->root().find(-86)) judge_health_code(*code);
  return 0;
}
