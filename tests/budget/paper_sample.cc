// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/budget/paper_sample.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "tests/budget/corpus.h"

namespace budget {
namespace {

visit::Certificate certificate_with(const std::string& text) {
  visit::Certificate made;
  made.name = visit::Secret(kName);
  made.number = visit::Secret(kNumber);
  visit::HealthCode code;
  code.state = visit::CodeState::yellow;
  code.as_of = kEvaluated;
  code.expires_at = kValidUntil;
  code.issuer = "示例省健康码服务";
  code.policy = {"XA-HC", "3.2", "示例省健康码规则"};
  visit::Reason reason;
  reason.code = "Y_MEDIUM_RISK_AREA";
  reason.day = visit::Date{std::chrono::year{2021} / 1 / 18};
  reason.place = "东西湖区";
  reason.days = 14;
  code.reasons.push_back(std::move(reason));
  code.nat = {visit::NatResult::negative, kEvaluated - std::chrono::hours{20}, "示范市中心医院"};
  made.verdict = {visit::Colour::yellow, visit::Advice::fever_clinic, std::move(code)};
  made.slip = {visit::Secret(text), kValidUntil, "9901012101260042", visit::Colour::yellow};
  return made;
}

template <class T, class Trouble>
T opened(tl::expected<T, Trouble> made, const char* what) {
  if (!made) {
    std::fprintf(stderr, "paper: %s cannot be opened\n", what);
    std::exit(1);
  }
  return std::move(*made);
}

std::unique_ptr<text::Faces> open_faces() {
  text::FacePaths paths;
  paths.rules = KIOSK_SOURCE_DIR "/config/fonts/fonts.conf";
  paths.cache = KIOSK_BINARY_DIR "/faces";
  return opened(text::Faces::open(paths), "the faces");
}

}  // namespace

Office::Office(const std::filesystem::path& corpus)
    : stationery(opened(printing::Stationery::read(KIOSK_SOURCE_DIR "/config/paper"), "the words")),
      faces(open_faces()) {
  Corpus read = read_corpus(corpus);
  trust = std::move(read.trust);
  document = certificate_with(read.texts.front());
  details.serial = "GC07-210126-0042-7";
  details.printed_at = kNow;
  details.place = "示范市第一医院 门诊一楼";
  details.machine = "07";
}

}  // namespace budget
