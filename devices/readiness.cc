// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/readiness.h"

#include <utility>

namespace devices {

using visit::Bilingual;
using visit::Check;
using visit::CheckNote;
using visit::CheckOutcome;
using visit::ReadinessReport;

namespace {

Bilingual words_of(Check check) {
  switch (check) {
    case Check::card_reader:
      return {"读卡器", "Card reader"};
    case Check::identity_module:
      return {"身份证模块", "Identity module"};
    case Check::printer:
      return {"打印机", "Printer"};
    case Check::health_codes:
      return {"健康码服务", "Health-code service"};
    case Check::scanner:
      return {"扫码器", "Scanner"};
    case Check::speaker:
      return {"声音", "Sound"};
    case Check::keys:
      return {"按键", "Keys"};
    case Check::touch:
      return {"触摸屏", "Touch screen"};
    case Check::storage:
      break;
  }
  return {"存储", "Storage"};
}

ReadinessReport::Outcome outcome_of(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::passed:
    case CheckOutcome::watch:
      return ReadinessReport::Outcome::passed;
    case CheckOutcome::failed:
      return ReadinessReport::Outcome::failed;
    case CheckOutcome::not_tried:
      break;
  }
  return ReadinessReport::Outcome::not_tried;
}

std::string detail_of(const CheckNote& note) {
  if (note.outcome == CheckOutcome::not_tried) return {};
  const bool watch = note.outcome == CheckOutcome::watch;
  const std::string figure = std::to_string(note.figure);
  if (note.check == Check::health_codes && note.outcome != CheckOutcome::failed)
    return "GET /v1/health " + figure + " ms" + (watch ? " 偏慢 slow" : "");
  if (note.check == Check::storage)
    return "可用 " + figure + " % free" + (watch ? " 快满 nearly full" : "");
  return watch ? "请留意 watch" : "";
}

}  // namespace

ReadinessReport readiness(const std::vector<CheckNote>& notes, std::string configuration,
                          std::string software, visit::Policy policy) {
  ReadinessReport report;
  for (const CheckNote& note : notes) {
    ReadinessReport::Check check{words_of(note.check), detail_of(note), outcome_of(note.outcome),
                                 std::nullopt};
    if (note.outcome != CheckOutcome::not_tried) check.at = note.at;
    report.checks.push_back(std::move(check));
  }
  report.configuration = std::move(configuration);
  report.software = std::move(software);
  report.policy = std::move(policy);
  return report;
}

}  // namespace devices
