// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/travellers.h"

#include <fmt/format.h>

#include "devices/sandbox/service/network/dossier.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr const char* kNational = "00";
// What the platform must leave of a budget for its own answer to come back.
constexpr milliseconds kWayBack{100};

Json person_of(const Inquiry& inquiry) { return Json{{"idDoc", write(inquiry.document)}}; }

}  // namespace

struct Travellers::Home {
  std::string code;
  std::string url;
  Recognition mode = Recognition::share;
  std::string level;  // pushed by the platform, "" if none

  static Home read(const JsonView& in) {
    Home home;
    home.code = in.at("home").text(2);
    if (!is_issuer_code(home.code)) in.at("home").fail("is no issuer's code");
    const auto mode = recognition_of(in.at("mode").text(16));
    if (!mode) in.at("mode").fail("is no way of recognition");
    home.mode = *mode;
    if (const auto url = in.find("url")) home.url = url->text();
    if (const auto level = in.find("level")) home.level = level->text(32);
    return home;
  }
};

Examination Travellers::look_up(const Inquiry& inquiry, Instant now) {
  const Deadline deadline = upstream_.deadline();
  const Reply entry = upstream_.post(office_.settings().network->national, "/v1/catalogue/query",
                                     person_of(inquiry), deadline);
  if (!entry) return without(inquiry, now, entry.error(), "LOCAL");
  try {
    const Home home = Home::read(JsonView(*entry, ""));
    const Province* own = office_.province();
    if (const auto* exception = own == nullptr ? nullptr : own->exception_for(home.code)) {
      return unrecognised(inquiry, now, home, *exception);
    }
    switch (home.mode) {
      case Recognition::share:
        return shared(inquiry, now, home, deadline);
      case Recognition::intermediary:
      case Recognition::national:
        return transcoded(inquiry, now, home, deadline);
    }
  } catch (const Malformed&) {
    // It was the other issuer's answer that was not well formed, not the request.
  }
  return without(inquiry, now, UpstreamTrouble::unreadable, "LOCAL");
}

Examination Travellers::shared(const Inquiry& inquiry, Instant now, const Home& home,
                               Deadline deadline) {
  const std::string source = "PROVINCE:" + home.code;
  const Reply reply = upstream_.post(home.url, "/v1/facts/query", person_of(inquiry), deadline);
  // The catalogue lists the person, so somebody knows them.
  if (!reply) {
    const bool lost = reply.error() == UpstreamTrouble::no_record;
    return without(inquiry, now, lost ? UpstreamTrouble::unreadable : reply.error(), source);
  }
  Examination out;
  out.source = source;
  const JsonView in(*reply, "");
  if (in.at("issuer").text(2) != home.code) in.at("issuer").fail("is not who was asked");
  out.facts = read_facts(in.at("facts"));
  // A push that has not reached the province yet.
  if (!home.level.empty()) out.facts.national_push = home.level;
  office_.judge(inquiry, now, out);
  return out;
}

Examination Travellers::transcoded(const Inquiry& inquiry, Instant now, const Home& home,
                                   Deadline deadline) {
  const bool by_platform = home.mode == Recognition::national;
  const std::string source = by_platform ? "NATIONAL" : "PROVINCE:" + home.code;
  Json question = person_of(inquiry);
  question["budgetMs"] = std::max<std::int64_t>(
      1, (floor<milliseconds>(deadline - steady_clock::now()) - kWayBack).count());
  const Reply reply = upstream_.post(office_.settings().network->national, "/v1/status/forwarded",
                                     question, deadline);
  if (!reply) {
    const bool lost = reply.error() == UpstreamTrouble::no_record;
    return without(inquiry, now, lost ? UpstreamTrouble::unreadable : reply.error(), source);
  }
  const ToldStatus told =
      transcoded_here(office_, kNational, read_told_status(JsonView(*reply, "")));
  Examination out;
  out.source = source;
  out.facts = told.proofs;
  office_.judge(inquiry, now, out);
  put_beside(*inquiry.policy, told, out);
  out.decision = decide(*out.scene, out.status, out.facts, now);
  return out;
}

Examination Travellers::without(const Inquiry& inquiry, Instant now, UpstreamTrouble trouble,
                                std::string source) {
  if (trouble == UpstreamTrouble::name_mismatch) {
    throw Refusal{Code::name_mismatch, {"idDoc.name"}, {}};
  }
  Examination out;
  out.source = std::move(source);
  if (trouble == UpstreamTrouble::no_record) {
    out.source = "NATIONAL";
    out.facts.registered = false;
  } else {
    out.facts.data_delayed = true;
  }
  office_.judge(inquiry, now, out);
  return out;
}

Examination Travellers::unrecognised(const Inquiry& inquiry, Instant now, const Home& home,
                                     const RecognitionException& exception) {
  Examination out = without(inquiry, now, UpstreamTrouble::unwilling, "PROVINCE:" + home.code);
  const Bilingual name = name_of_issuer(office_, home.code);
  constexpr const char* kCode = "U_NOT_RECOGNISED";
  out.status.reasons = {{kCode, UnknownFact{}}};
  out.told[kCode] = worded_exchange_reason(
      kCode, exception.reason,
      Json{{"issuer", home.code}, {"issuerName", name.zh}, {"issuerNameEn", name.en}});
  return out;
}

Bilingual name_of_issuer(const Office& office, const std::string& code) {
  const Province* province = office.settings().province_book.find(code);
  return province == nullptr ? Bilingual{code, code} : province->name;
}

ToldStatus transcoded_here(const Office& office, const std::string& from, ToldStatus told) {
  if (told.issuer != from) throw Malformed{"issuer", "is not who was asked"};
  const std::string& here = office.settings().issuer.code;
  if (!told.origin && told.told.word) {
    told.origin = Origin{from, told.issuer_name, *told.told.word, {from}};
  }
  if (told.origin) told.origin->path.push_back(here);
  told.issuer = here;
  const auto said = told.told;
  const Province* theirs = office.settings().province_book.find(from);
  const Province* own = office.vocabulary();
  const bool by_rule = theirs != nullptr && own != nullptr;
  told.told = by_rule ? transcode(*theirs, said, *own) : Told{};
  // An UNKNOWN from there keeps its own reasons.
  if (said.state == State::unknown || told.told.state != State::unknown) return told;
  constexpr const char* kCode = "U_NOT_TRANSCODED";
  const Bilingual name = name_of_issuer(office, from);
  const Bilingual word = said.word.value_or(Bilingual{"—", "—"});
  told.until.reset();
  told.reasons.clear();
  told.reasons[kCode] = worded_exchange_reason(
      kCode,
      {fmt::format("{}的“{}”在这里没有换算规则，现在不能判断，请工作人员帮您办。", name.zh,
                   word.zh),
       fmt::format("No rule here says what \"{}\" of the {} means; nothing can be said now; staff "
                   "will help.",
                   word.en, name.en)},
      Json{{"issuer", from}, {"word", word.zh}, {"wordEn", word.en}});
  return told;
}

}  // namespace service
