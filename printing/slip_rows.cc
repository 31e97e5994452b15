// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/slip_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "kiosk/visit/catalogue.h"
#include "printing/paper_dates.h"

namespace printing {

namespace {

using visit::Bilingual;

constexpr std::string_view kAnd = "·";  // between brief sentences; a full ideograph wide

const Bilingual& by_colour(const PaperWords& words, std::string_view section,
                           visit::Colour colour) {
  return words.at(fmt::format("{}.{}", section, key_of(colour)));
}

// "…//…" as the lines it was written in.
std::vector<visit::Secret> split_lines(std::string_view words) {
  std::vector<visit::Secret> lines;
  for (;;) {
    const auto mark = words.find("//");
    lines.emplace_back(words.substr(0, mark));
    if (mark == words.npos) return lines;
    words.remove_prefix(mark + 2);
  }
}

Row next_row(const visit::Verdict& verdict, const PaperWords& words) {
  const Bilingual* next = &by_colour(words, "next", verdict.colour);
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
  return {words.at("row.next"), Row::Voice::instruction, split_lines(next->zh), next->en};
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

Row why_row(const visit::Verdict& verdict, const PaperWords& words, std::size_t most) {
  Row row{words.at("row.why"), Row::Voice::explanation, {}, {}};
  const std::vector<ReasonSentence> all = sentences(verdict, words);
  if (all.size() == 1) {
    row.zh.emplace_back(all.front().whole.zh);
    row.en = all.front().whole.en;
    return row;
  }
  std::vector<std::string> english;
  for (std::size_t i = 0; i < all.size() && i < most; ++i) {
    row.zh.emplace_back(all[i].whole.zh);
    if (!all[i].brief.empty()) english.push_back(all[i].brief);
  }
  if (all.size() > most) {
    const Bilingual& more = words.at("more.reasons");
    const visit::Slots count{{"count", std::to_string(all.size() - most)}};
    row.zh.emplace_back(visit::fill(more.zh, count));
    english.push_back(visit::fill(more.en, count));
  }
  row.en = fmt::format("{}", fmt::join(english, kAnd));
  // Brief forms begin small: together they make one sentence.
  if (!row.en.empty() && row.en[0] >= 'a' && row.en[0] <= 'z') {
    row.en[0] = static_cast<char>(row.en[0] - 'a' + 'A');
  }
  return row;
}

Row nat_row(const std::optional<visit::NatTest>& nat, const PaperWords& words) {
  Row row{words.at("row.nat"), Row::Voice::instruction, {}, {}};
  std::string_view key = "nat.none";
  if (nat) {
    switch (nat->result) {
      case visit::NatResult::negative:
        key = "nat.negative";
        break;
      case visit::NatResult::positive:
        key = "nat.positive";
        break;
      case visit::NatResult::pending:
        key = "nat.pending";
        break;
    }
  }
  const visit::WallTime time = visit::wall_time(nat ? nat->sampled_at : visit::Moment());
  const std::string laboratory = nat ? nat->laboratory : "";
  const Bilingual& said = words.at(key);
  row.zh.emplace_back(visit::fill(
      said.zh,
      {{"day", day_zh(time.date)}, {"time", time_of_day(time)}, {"laboratory", laboratory}}));
  row.en = visit::fill(said.en, {{"day", day_en_abbreviated(time.date)},
                                 {"time", time_of_day(time)},
                                 {"laboratory", laboratory}});
  // Nothing stands after the dot if the laboratory is not known.
  if (row.en.ends_with(kAnd)) row.en.resize(row.en.size() - kAnd.size());
  return row;
}

Row agent_row(const Agent& agent, const PaperWords& words) {
  const Bilingual& acts = words.at("agent.acts");
  const std::string name(agent.masked_name.reveal());
  Row row{words.at("row.agent"), Row::Voice::explanation, {}, {}};
  row.zh.emplace_back(visit::fill(acts.zh, {{"name", name}, {"relation", agent.relation.zh}}));
  row.en = visit::fill(acts.en, {{"name", name}, {"relation", agent.relation.en}});
  return row;
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

std::vector<Row> slip_rows(const visit::Certificate& certificate, const SlipDetails& details,
                           const PaperWords& words, std::size_t most_reasons) {
  const visit::Verdict& verdict = certificate.verdict;
  std::vector<Row> rows;
  rows.push_back(next_row(verdict, words));
  rows.push_back(why_row(verdict, words, most_reasons));
  rows.push_back(nat_row(verdict.code.nat, words));
  if (details.agent) rows.push_back(agent_row(*details.agent, words));
  return rows;
}

}  // namespace printing
