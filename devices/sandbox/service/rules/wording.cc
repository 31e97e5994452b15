// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace service {
namespace {

using namespace std::chrono;

// One sentence a code that the reference rules know. {day} the event's or first day, {last} the
// last day it holds.
struct Sentence {
  std::string_view code;
  std::string_view zh;
  std::string_view en;
};

constexpr std::array kSentences{
    Sentence{"R_CONFIRMED", "{day}确诊，正在治疗。",
             "Confirmed on {day}; treatment has not ended."},
    Sentence{"R_DISCHARGED_ISOLATION", "{day}出院，出院后集中观察到{last}。",
             "Discharged on {day}; isolation after discharge lasts until {last}."},
    Sentence{"Y_HOME_MONITOR", "{day}结束了治疗或隔离，居家观察到{last}。",
             "Treatment or isolation ended on {day}; home monitoring lasts until {last}."},
    Sentence{"R_ASYMPTOMATIC", "{day}查出感染但没有症状，隔离还没结束。",
             "Found infected without symptoms on {day}; isolation has not ended."},
    Sentence{"R_SUSPECTED", "{day}列为疑似病例，还没有排除。",
             "A suspected case since {day}, not yet excluded."},
    Sentence{"R_CLOSE_CONTACT", "{day}和确诊的人离得近，是密切接触者，集中观察到{last}。",
             "A close contact of a case on {day}; central observation lasts until {last}."},
    Sentence{"Y_CONTACT_MONITOR", "{day}是密切接触者，集中观察已满，居家观察到{last}。",
             "A close contact on {day}; home monitoring lasts until {last}."},
    Sentence{"R_SECONDARY_CONTACT", "{day}和密切接触者离得近，观察到{last}。",
             "Near a close contact on {day}; observation lasts until {last}."},
    Sentence{"R_INBOUND", "{day}从境外回来，集中观察到{last}。",
             "Entered the country on {day}; central observation lasts until {last}."},
    Sentence{"Y_INBOUND_MONITOR", "{day}从境外回来，集中观察已满，居家观察到{last}。",
             "Entered the country on {day}; home monitoring lasts until {last}."},
    Sentence{"Y_WAITING_NEGATIVE_NAT", "观察期已满，还差一次核酸阴性（{day}以后采样）。",
             "The observation is over; one negative test sampled since {day} is still needed."},
    Sentence{"Y_SYMPTOM", "现在发热或不舒服，请先去发热门诊看看。",
             "Fever or symptoms now: the fever clinic should look first."},
    Sentence{"R_NAT_POSITIVE", "{day}采样的核酸是阳性。", "The test sampled on {day} is positive."},
    Sentence{"R_NATIONAL_PUSH", "国家平台通知：高风险。",
             "The national platform reports a high risk."},
    Sentence{"Y_NATIONAL_PUSH", "国家平台通知：中风险。",
             "The national platform reports a medium risk."},
    Sentence{"N_NO_RECORD", "这里没有您的记录，请工作人员帮您办。",
             "There is no record of you here; staff will help."},
    Sentence{"U_UPSTREAM_DELAYED", "您的数据还没有送到，现在不能判断，请工作人员帮您办。",
             "Your data has not arrived; nothing can be said now; staff will help."},
    Sentence{"U_UNKNOWN_FACT", "有一条记录现在不能判断，请工作人员帮您办。",
             "One record cannot be judged now; staff will help."},
};

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};

class Speaker {
 public:
  Speaker(const Reason& reason, Instant now, const AreaNames& names)
      : reason_(reason), year_(year_month_day(day_of(now)).year()), names_(names) {}

  Json say() {
    std::visit([this](const auto& cause) { tell(cause); }, reason_.cause);
    return Json{{"code", reason_.code}, {"text", write(text_)}, {"params", std::move(params_)}};
  }

 private:
  void tell(const NothingFound& cause) {
    params_ = {{"days", cause.days}};
    text_ = {fmt::format("{}天内没去过中高风险地区，也没接触过病例。", cause.days),
             fmt::format("No stay in a risk area and no contact with a case in the last {} days.",
                         cause.days)};
  }
  void tell(const OpenCourse& cause) {
    params_ = {{"day", iso_day(cause.day)}, {"event", cause.event}};
    text_ = sentence(cause.day, cause.day);
  }
  void tell(const CoursePhase& cause) {
    params_ = {{"event", cause.event}};
    put(cause.window);
    text_ = sentence(cause.window.day, cause.window.ends_on - days{1});
  }
  void tell(const AwaitingNegative& cause) {
    params_ = {{"day", iso_day(cause.day)}, {"event", cause.event}};
    text_ = sentence(cause.day, cause.day);
  }
  void tell(const AreaStay& cause) {
    params_ = {{"level", cause.level}, {"present", !cause.window}};
    if (cause.window) put(*cause.window);
    Bilingual place;
    if (!cause.area.empty()) {
      params_["area"] = cause.area;
      if (const auto name = names_(cause.area)) {
        params_["areaName"] = name->zh;
        params_["areaNameEn"] = name->en;
        place = {fmt::format("（{}）", name->zh), fmt::format(" ({})", name->en)};
      }
    }
    const bool high = cause.level == "HIGH";
    const bool medium = cause.level == "MEDIUM";
    const std::string_view zh = high ? "高风险地区" : medium ? "中风险地区" : "有风险的地区";
    const std::string_view en = high     ? "a high-risk area"
                                : medium ? "a medium-risk area"
                                         : "an area with a risk";
    if (cause.window) {
      const Day last = cause.window->ends_on - days{1};
      text_ = {fmt::format("{}离开{}{}，这一条算到{}。", zh_day(cause.window->day), zh, place.zh,
                           zh_day(last)),
               fmt::format("You left {}{} on {}; this counts until {}.", en, place.en,
                           en_day(cause.window->day), en_day(last))};
    } else {
      text_ = {fmt::format("您现在在{}{}。", zh, place.zh),
               fmt::format("You are staying in {}{}.", en, place.en)};
    }
  }
  void tell(const Overlap& cause) {
    const Copresence& rule = cause.rule;
    params_ = {{"day", iso_day(cause.day)},
               {"negatives", rule.negatives},
               {"have", cause.have},
               {"minGapHours", rule.min_gap_hours},
               {"withinDays", rule.within_days}};
    text_ = {fmt::format("{}和病例到过同一个地方。{}天里做{}次核酸（隔{}小时），都阴性就转绿。",
                         zh_day(cause.day), rule.within_days, rule.negatives, rule.min_gap_hours),
             fmt::format("In the same place as a case on {}. {} negative tests, {} hours apart, "
                         "within {} days end it.",
                         en_day(cause.day), rule.negatives, rule.min_gap_hours, rule.within_days)};
  }
  void tell(const Unwell& cause) {
    params_ = {{"feverC", cause.fever_c}, {"fever", cause.fever}, {"symptoms", cause.symptoms}};
    text_ = sentence({}, {});
  }
  void tell(const PositiveSample& cause) {
    const Day day = day_of(cause.sampled);
    params_ = {{"day", iso_day(day)}, {"sampledAt", rfc3339(cause.sampled)}};
    text_ = sentence(day, day);
  }
  void tell(const Pushed& cause) {
    params_ = {{"level", cause.level}};
    text_ = sentence({}, {});
  }
  void tell(const NoRecord&) { text_ = sentence({}, {}); }
  void tell(const UpstreamDelayed&) { text_ = sentence({}, {}); }
  void tell(const UnknownFact&) { text_ = sentence({}, {}); }

  void put(const Window& window) {
    params_["day"] = iso_day(window.day);
    params_["days"] = window.days;
    params_["daysLeft"] = window.days_left;
    params_["endsOn"] = iso_day(window.ends_on);
  }

  [[nodiscard]] std::string zh_day(Day day) const {
    const year_month_day date{day};
    const std::string rest = fmt::format("{}月{}日", static_cast<unsigned>(date.month()),
                                         static_cast<unsigned>(date.day()));
    return date.year() == year_ ? rest : fmt::format("{}年{}", static_cast<int>(date.year()), rest);
  }
  [[nodiscard]] std::string en_day(Day day) const {
    const year_month_day date{day};
    const std::string rest = fmt::format("{} {}", static_cast<unsigned>(date.day()),
                                         kMonths[static_cast<unsigned>(date.month()) - 1]);
    return date.year() == year_ ? rest : fmt::format("{} {}", rest, static_cast<int>(date.year()));
  }

  // A code of another policy, which has no sentence here, is told by its date alone.
  [[nodiscard]] Bilingual sentence(Day day, Day last) const {
    const auto found = std::find_if(kSentences.begin(), kSentences.end(),
                                    [&](const Sentence& s) { return s.code == reason_.code; });
    if (found == kSentences.end()) {
      if (day == Day{}) return {"按现在的规则判定。", "Decided by the present rules."};
      return {fmt::format("从{}起，按现在的规则判定。", zh_day(day)),
              fmt::format("Decided by the present rules, counted from {}.", en_day(day))};
    }
    return {fmt::format(fmt::runtime(found->zh), fmt::arg("day", zh_day(day)),
                        fmt::arg("last", zh_day(last))),
            fmt::format(fmt::runtime(found->en), fmt::arg("day", en_day(day)),
                        fmt::arg("last", en_day(last)))};
  }

  const Reason& reason_;
  year year_;
  const AreaNames& names_;
  Bilingual text_;
  Json params_ = Json::object();
};

}  // namespace

Json write(const Bilingual& text) { return Json{{"zh", text.zh}, {"en", text.en}}; }

Json worded(const Reason& reason, Instant now, const AreaNames& names) {
  return Speaker(reason, now, names).say();
}

}  // namespace service
