// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/slip_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "kiosk/visit/catalogue.h"
#include "printing/sheet/languages.h"
#include "printing/sheet/paper_dates.h"

namespace printing {

namespace {

using visit::Bilingual;

constexpr std::string_view kAnd = "·";  // between brief sentences; a full ideograph wide
// What is left of long records before they are left out altogether.
constexpr std::size_t kReasonsOnTight = 3;
constexpr std::size_t kVaccinationsOnTight[] = {2, 1};
constexpr std::size_t kPlacesOnTight[] = {6, 3};

const Bilingual& by_colour(const PaperWords& words, std::string_view section,
                           visit::Colour colour) {
  return words.at(fmt::format("{}.{}", section, key_of(colour)));
}

// "…//…" as one paragraph.
std::string joined_lines(std::string_view words) {
  return fmt::format("{}", fmt::join(lines_of(words), " "));
}

std::vector<visit::Secret> split_lines(std::string_view words) {
  std::vector<visit::Secret> lines;
  for (const std::string_view line : lines_of(words)) lines.emplace_back(line);
  return lines;
}

// Sentences of our own: Chinese keeps its lines at either size, English only where it is large.
Row said(const Bilingual& label, Row::Voice voice, const Bilingual& words, First first) {
  Row row{label, voice, split_lines(large(words, first)), {}};
  if (first == First::english) {
    row.small = split_lines(words.zh);
  } else if (!words.en.empty()) {
    row.small.emplace_back(joined_lines(words.en));
  }
  return row;
}

// Lines of both languages, one under the other where large and in a row where small.
Row listed(const Bilingual& label, std::span<const Bilingual> lines, First first) {
  Row row{label, Row::Voice::record, {}, {}};
  std::vector<std::string_view> small_lines;
  for (const Bilingual& line : lines) {
    row.large.emplace_back(large(line, first));
    small_lines.push_back(small(line, first));
  }
  row.small.emplace_back(fmt::format("{}", fmt::join(small_lines, kAnd)));
  return row;
}

Row next_row(const visit::Verdict& verdict, bool led, const PaperWords& words, First first) {
  const Bilingual* next = led ? &words.at("next.led") : &by_colour(words, "next", verdict.colour);
  switch (verdict.advice) {
    case visit::Advice::nat_needed:
      next = &words.at("next.nat_needed");
      break;
    case visit::Advice::staff_assist:
      next = &words.at("next.staff_assist");
      break;
    case visit::Advice::not_today:
      next = &words.at("next.not_today");
      break;
    case visit::Advice::pass:
    case visit::Advice::fever_clinic:
    case visit::Advice::isolate:
      break;
  }
  return said(words.at("row.next"), Row::Voice::instruction, *next, first);
}

// What a sentence may say of a reason, in one language.
visit::Slots slots(const visit::Reason& reason, std::string (*day)(visit::Date)) {
  visit::Slots known;
  if (reason.day) known.emplace_back("day", day(*reason.day));
  if (!reason.place.empty()) known.emplace_back("place", reason.place);
  if (reason.days > 0) known.emplace_back("days", std::to_string(reason.days));
  return known;
}

bool fills(const ReasonSentence& form, const visit::Slots& known) {
  const auto wanted = slots_of(form.whole.zh + form.whole.en + form.brief);
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& slot) {
    return std::any_of(known.begin(), known.end(),
                       [&](const auto& each) { return each.first == slot; });
  });
}

// A reason in our words, or in the service's own if it is newer than our words.
ReasonSentence sentence(const visit::Reason& reason, const PaperWords& words) {
  const visit::Slots zh = slots(reason, day_zh);
  const visit::Slots en = slots(reason, day_en_short);
  for (const ReasonSentence& form : words.reasons(reason.code)) {
    if (!fills(form, zh)) continue;
    return {{visit::fill(form.whole.zh, zh), visit::fill(form.whole.en, en)},
            visit::fill(form.brief, en)};
  }
  return {reason.text, reason.text.en};
}

std::vector<ReasonSentence> sentences(const visit::Verdict& verdict, const PaperWords& words) {
  std::vector<ReasonSentence> all;
  for (const visit::Reason& reason : verdict.code.reasons) {
    ReasonSentence said = sentence(reason, words);
    if (!said.whole.zh.empty()) all.push_back(std::move(said));
  }
  if (all.empty()) {
    const Bilingual& unsaid = by_colour(words, "unsaid", verdict.colour);
    all.push_back({unsaid, unsaid.en});
  }
  return all;
}

// Brief forms begin small.
std::string capitalised(std::string sentence) {
  if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') {
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  }
  return sentence;
}

Row why_row(const visit::Verdict& verdict, const PaperWords& words, const Ration& ration,
            First first) {
  const std::size_t most = ration.reasons;
  std::vector<ReasonSentence> all = sentences(verdict, words);
  const Bilingual& label = words.at("row.why");
  if (all.size() == 1) {
    const Bilingual& whole = all.front().whole;
    Row row{label, Row::Voice::explanation, {}, {}};
    row.large.emplace_back(large(whole, first).empty() ? whole.zh : large(whole, first));
    if (!small(whole, first).empty()) row.small.emplace_back(small(whole, first));
    return row;
  }
  if (all.size() > most) {
    const visit::Slots count{{"count", std::to_string(all.size() - most)}};
    const Bilingual& more = words.at("more.reasons");
    all.resize(most);
    all.push_back(
        {{visit::fill(more.zh, count), visit::fill(more.en, count)}, visit::fill(more.en, count)});
  }
  Row row{label, Row::Voice::explanation, {}, {}};
  std::vector<std::string> brief;
  std::string chinese;
  for (const ReasonSentence& each : all) {
    const bool few_words = ration.brief && first == First::english && !each.brief.empty();
    const std::string& whole = large(each.whole, first);
    row.large.emplace_back(few_words       ? capitalised(each.brief)
                           : whole.empty() ? each.whole.zh
                                           : whole);
    if (!each.brief.empty()) brief.push_back(each.brief);
    chinese += each.whole.zh;
  }
  row.small.emplace_back(
      first == First::chinese ? capitalised(fmt::format("{}", fmt::join(brief, kAnd))) : chinese);
  return row;
}

std::string_view key_of(const std::optional<visit::NatTest>& nat) {
  if (!nat) return "nat.none";
  switch (nat->result) {
    case visit::NatResult::negative:
      return "nat.negative";
    case visit::NatResult::positive:
      return "nat.positive";
    case visit::NatResult::pending:
      return "nat.pending";
  }
  return {};
}

// Nothing stands after the dot if it is not known.
std::string without_last_dot(std::string words) {
  if (words.ends_with(kAnd)) words.resize(words.size() - kAnd.size());
  return words;
}

Row nat_row(const std::optional<visit::NatTest>& nat, const PaperWords& words, First first) {
  const visit::WallTime time = visit::wall_time(nat ? nat->sampled_at : visit::Moment());
  const std::string laboratory = nat ? nat->laboratory : "";
  const bool english = first == First::english;
  const Bilingual& form = words.at(key_of(nat));
  // The laboratory stands among the small words.
  Bilingual test{
      visit::fill(form.zh, {{"day", day_zh(time.date)}, {"time", time_of_day(time)}}),
      without_last_dot(visit::fill(form.en, {{"day", day_en_abbreviated(time.date)},
                                             {"time", time_of_day(time)},
                                             {"laboratory", english ? "" : laboratory}}))};
  if (english && !laboratory.empty()) test.zh += std::string(kAnd) + laboratory;
  return said(words.at("row.nat"), Row::Voice::instruction, test, first);
}

Row antibody_row(const visit::AntibodyTest& test, const PaperWords& words, First first) {
  const auto result = [&](bool found) -> const Bilingual& {
    return words.at(found ? "antibody.positive" : "antibody.negative");
  };
  const Bilingual& igm = result(test.igm);
  const Bilingual& igg = result(test.igg);
  visit::Slots zh{{"igm", igm.zh}, {"igg", igg.zh}};
  visit::Slots en{{"igm", igm.en}, {"igg", igg.en}};
  if (test.sampled_at) {
    const visit::Date day = visit::wall_time(*test.sampled_at).date;
    zh.emplace_back("day", day_zh(day));
    en.emplace_back("day", day_en_abbreviated(day));
  }
  const Bilingual& form = words.at(test.sampled_at ? "antibody.sampled" : "antibody.undated");
  return said(words.at("row.antibody"), Row::Voice::record,
              {visit::fill(form.zh, zh), visit::fill(form.en, en)}, first);
}

// `form` in both languages with one number in it.
Bilingual counted(const Bilingual& form, std::size_t count) {
  const visit::Slots slots{{"count", std::to_string(count)}};
  return {visit::fill(form.zh, slots), visit::fill(form.en, slots)};
}

Row vaccinations_row(std::span<const visit::Vaccination> all, const PaperWords& words,
                     std::size_t most, First first) {
  const std::size_t left_out = all.size() > most ? all.size() - most : 0;
  const Bilingual& form = words.at("vaccinations.one");
  std::vector<Bilingual> lines;
  for (const visit::Vaccination& each : all.subspan(left_out)) {
    const std::string dose = std::to_string(each.dose);
    lines.push_back({visit::fill(form.zh, {{"dose", dose},
                                           {"day", year_zh(each.date) + day_zh(each.date)},
                                           {"vaccine", each.vaccine}}),
                     visit::fill(form.en, {{"dose", dose},
                                           {"day", day_en_abbreviated(each.date)},
                                           {"vaccine", each.vaccine}})});
  }
  if (left_out > 0) lines.push_back(counted(words.at("vaccinations.more"), left_out));
  return listed(words.at("row.vaccinations"), lines, first);
}

Row itinerary_row(const visit::HealthCode& code, const PaperWords& words, std::size_t most,
                  First first) {
  std::vector<const visit::Stay*> stays;
  for (const visit::Stay& stay : code.itinerary) stays.push_back(&stay);
  if (stays.size() > most) {
    std::stable_partition(stays.begin(), stays.end(), [](const auto* stay) { return stay->star; });
    stays.resize(most);
  }
  Bilingual places;
  bool star = false;
  for (const visit::Stay* stay : stays) {
    const std::string_view mark = stay->star ? "*" : "";
    places.zh += fmt::format("{}{}{}", places.zh.empty() ? "" : "、", stay->place.zh, mark);
    places.en += fmt::format("{}{}{}", places.en.empty() ? "" : ", ", stay->place.en, mark);
    star = star || stay->star;
  }
  const Bilingual& form =
      words.at(code.itinerary_days > 0 ? "itinerary.places" : "itinerary.undated");
  const std::string days = std::to_string(code.itinerary_days);
  // One paragraph: it takes the fewest lines.
  Bilingual said_all{visit::fill(form.zh, {{"days", days}, {"places", places.zh}}),
                     visit::fill(form.en, {{"days", days}, {"places", places.en}})};
  const auto add = [&said_all](const Bilingual& sentence) {
    said_all.zh += sentence.zh;
    said_all.en += " " + sentence.en;
  };
  const std::size_t left_out = code.itinerary.size() - stays.size();
  if (left_out > 0) add(counted(words.at("itinerary.more"), left_out));
  if (star) add(words.at("itinerary.star"));
  return said(words.at("row.itinerary"), Row::Voice::record, said_all, first);
}

// What is on record and does not fit; nothing if all of it is written out.
std::optional<Row> more_row(const visit::HealthCode& code, const PaperWords& words,
                            const Ration& ration, First first) {
  Bilingual list;
  const auto add = [&](bool left_out, std::string_view key) {
    if (!left_out) return;
    const Bilingual& name = words.at(key);
    list.zh += (list.zh.empty() ? "" : "、") + name.zh;
    list.en += (list.en.empty() ? "" : ", ") + name.en;
  };
  add(code.antibody && !ration.antibody, "record.antibody");
  add(!code.vaccinations.empty() && ration.vaccinations == 0, "record.vaccinations");
  add(!code.itinerary.empty() && ration.places == 0, "record.itinerary");
  if (list.zh.empty()) return {};
  const Bilingual& form = words.at("more.records");
  return said(
      words.at("row.more"), Row::Voice::record,
      {visit::fill(form.zh, {{"list", list.zh}}), visit::fill(form.en, {{"list", list.en}})},
      first);
}

Row agent_row(const visit::Agent& agent, const PaperWords& words, First first) {
  const Bilingual& acts = words.at("agent.acts");
  const std::string name(agent.masked_name.reveal());
  return said(words.at("row.agent"), Row::Voice::explanation,
              {visit::fill(acts.zh, {{"name", name}, {"relation", agent.relation.zh}}),
               visit::fill(acts.en, {{"name", name}, {"relation", agent.relation.en}})},
              first);
}

}  // namespace

std::string_view key_of(visit::Colour colour) {
  switch (colour) {
    case visit::Colour::green:
      return "green";
    case visit::Colour::yellow:
      return "yellow";
    case visit::Colour::red:
      return "red";
  }
  return {};
}

std::vector<Ration> rations(const visit::HealthCode& code) {
  const std::size_t reasons = code.reasons.size();
  const std::size_t doses = code.vaccinations.size();
  const std::size_t places = code.itinerary.size();
  std::vector<Ration> rations{{reasons, doses, places, true}};
  const auto add = [&rations](Ration next) {
    if (next != rations.back()) rations.push_back(next);
  };
  for (std::size_t i = 0; i < std::size(kPlacesOnTight); ++i) {
    add({reasons, std::min(doses, kVaccinationsOnTight[i]), std::min(places, kPlacesOnTight[i]),
         true});
  }
  // A list of cities says least, an antibody test takes least.
  for (const std::size_t most : kVaccinationsOnTight) {
    add({reasons, std::min(doses, most), 0, true});
  }
  add({reasons, 0, 0, true});
  add({reasons, 0, 0, false});
  add({reasons, 0, 0, false, true});
  for (std::size_t most = kReasonsOnTight; most > 0; --most) {
    if (reasons > most) add({most, 0, 0, false, true});
  }
  return rations;
}

std::vector<Row> slip_rows(const visit::Certificate& certificate, const PaperWords& words,
                           const Ration& ration, First first) {
  const visit::Verdict& verdict = certificate.verdict;
  const visit::HealthCode& code = verdict.code;
  std::vector<Row> rows;
  rows.push_back(next_row(verdict, certificate.led, words, first));
  rows.push_back(why_row(verdict, words, ration, first));
  rows.push_back(nat_row(code.nat, words, first));
  if (code.antibody && ration.antibody) {
    rows.push_back(antibody_row(*code.antibody, words, first));
  }
  if (!code.vaccinations.empty() && ration.vaccinations > 0) {
    rows.push_back(vaccinations_row(code.vaccinations, words, ration.vaccinations, first));
  }
  if (!code.itinerary.empty() && ration.places > 0) {
    rows.push_back(itinerary_row(code, words, ration.places, first));
  }
  if (auto more = more_row(code, words, ration, first)) rows.push_back(std::move(*more));
  if (certificate.agent) rows.push_back(agent_row(*certificate.agent, words, first));
  return rows;
}

}  // namespace printing
