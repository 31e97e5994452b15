// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/shift_count.h"

#include <array>

#include "kiosk/visit/event.h"
#include "kiosk/visit/state.h"

namespace devices {

using visit::Bilingual;
using visit::Call;
using visit::Entry;
using What = visit::Entry::What;
namespace state = visit::state;

namespace {

// A clock that was set meanwhile says nothing of how long somebody waited.
constexpr std::chrono::minutes kLongest{10};

template <typename... S>
constexpr bool is_any(int index) {
  return ((index == static_cast<int>(visit::index_of<S>())) || ...);
}

bool is_staffs(int index) {
  return is_any<state::EnterPin, state::StaffDesk, state::PickSheet, state::GiveReason,
                state::Voiding, state::ChooseAppeal, state::AppealDone, state::ShowShift,
                state::Devices, state::Checking, state::ReadJournal, state::AskPractice,
                state::LookInTray>(index);
}

// Whoever goes from here has what they came for, or somebody with them.
bool is_an_end(int index) {
  return is_any<state::TakePaper, state::TakeCard, state::ShowPaper, state::CallStaff>(index);
}

bool is_work(int index) { return is_any<state::Reading, state::Querying>(index); }

Bilingual hold_words(visit::HoldReason reason) {
  using visit::HoldReason;
  switch (reason) {
    case HoldReason::media_empty:
      return {"打印机缺纸", "Printer out of paper"};
    case HoldReason::media_wrong:
      return {"打印机纸张不对", "Wrong paper in the printer"};
    case HoldReason::media_jam:
      return {"打印机卡纸", "Paper jam"};
    case HoldReason::cover_open:
      return {"打印机盖未关", "Printer cover open"};
    case HoldReason::tray_missing:
      return {"打印机纸盒不在", "Printer tray missing"};
    case HoldReason::output_full:
      return {"出纸口满了", "Printer output full"};
    case HoldReason::toner_empty:
      return {"墨粉用完", "Toner empty"};
    case HoldReason::waste_full:
      return {"废粉盒满了", "Waste toner full"};
    case HoldReason::too_hot:
      return {"打印机温度不合适", "Printer too hot or cold"};
    case HoldReason::paused:
      return {"打印机被暂停", "Printer paused"};
    case HoldReason::other:
      break;
  }
  return {"打印机停下", "Printer stopped"};
}

std::optional<Bilingual> query_words(visit::QueryTrouble trouble) {
  using visit::QueryTrouble;
  switch (trouble) {
    case QueryTrouble::silent:
    case QueryTrouble::unreachable:
      return Bilingual{"健康码服务不回答", "Health-code service did not answer"};
    case QueryTrouble::untrusted:
      return Bilingual{"健康码服务的证书不对", "Health-code service's certificate does not hold"};
    case QueryTrouble::redirected:
    case QueryTrouble::refused:
      return Bilingual{"健康码服务拒绝本机", "Health-code service refused this kiosk"};
    case QueryTrouble::clock_differs:
      return Bilingual{"本机时间不准", "This kiosk's clock differs"};
    case QueryTrouble::truncated:
    case QueryTrouble::malformed:
    case QueryTrouble::oversized:
    case QueryTrouble::unknown_word:
      return Bilingual{"健康码服务的回答看不懂", "Health-code service's answer made no sense"};
    case QueryTrouble::busy:
    case QueryTrouble::number_rejected:
    case QueryTrouble::name_mismatch:
    case QueryTrouble::delegation_over:
      break;  // passes by itself, or is about the card
  }
  return std::nullopt;
}

std::optional<Bilingual> print_words(visit::PrintTrouble trouble) {
  using visit::PrintTrouble;
  switch (trouble) {
    case PrintTrouble::unreachable:
      return Bilingual{"打印机不回答", "Printer did not answer"};
    case PrintTrouble::unknown:
      return Bilingual{"纸张不确定，等工作人员确认", "A sheet in doubt awaits staff"};
    case PrintTrouble::not_verifiable:
      return Bilingual{"签名不对，没有打印", "A signature did not hold: not printed"};
    case PrintTrouble::not_printable:
      return Bilingual{"名字打不出，工作人员手写", "A name could not be printed: by hand"};
    case PrintTrouble::not_printed:
      return Bilingual{"一张纸没有打出", "A sheet was not printed"};
  }
  return std::nullopt;
}

std::optional<Bilingual> device_words(visit::Device device, bool works) {
  using visit::Device;
  switch (device) {
    case Device::card_reader:
      return works ? Bilingual{"读卡器恢复", "Card reader back"}
                   : Bilingual{"读卡器断开", "Card reader gone"};
    case Device::printer:
      return works ? Bilingual{"打印机恢复", "Printer back"}
                   : Bilingual{"打印机不能用", "Printer not working"};
    case Device::health_codes:
      return works ? Bilingual{"健康码服务恢复", "Health-code service back"}
                   : Bilingual{"健康码服务中断", "Health-code service out"};
    case Device::scanner:
      return works ? Bilingual{"扫码器恢复", "Scanner back"}
                   : Bilingual{"扫码器断开", "Scanner gone"};
    case Device::thermometer:
      return works ? Bilingual{"测温仪恢复", "Thermometer back"}
                   : Bilingual{"测温仪断开", "Thermometer gone"};
  }
  return std::nullopt;
}

// Of a survey's delivery: what staff must do something about.
std::optional<Bilingual> delivery_words(int detail) {
  switch (detail) {
    case 2:
      return Bilingual{"医院系统不收一份问卷", "The hospital refused a survey"};
    case 3:
      return Bilingual{"问卷等得太久", "Surveys have waited too long"};
    case 4:
      return Bilingual{"问卷存不下", "Surveys cannot be kept"};
    default:
      return std::nullopt;
  }
}

}  // namespace

bool is_for_a_person(Call call) {
  switch (call) {
    case Call::reader_out:
    case Call::service_amiss:
    case Call::printer_held:
    case Call::printer_out:
    case Call::sheet_unknown:
    case Call::sheet_left:
    case Call::supply_low:
    case Call::surveys_waiting:
      return false;
    case Call::asked:
    case Call::declined:
    case Call::no_card:
    case Call::card_unreadable:
    case Call::card_not_genuine:
    case Call::relatives:
    case Call::paper_check:
    case Call::social_card:
    case Call::by_hand:
    case Call::red_code:
    case Call::lead_the_way:
    case Call::turned_back:
    case Call::name_not_printable:
    case Call::written_consent:
    case Call::not_allowed:
    case Call::survey_on_paper:
      break;
  }
  return true;
}

std::optional<Bilingual> incident_of(const Entry& entry) {
  switch (entry.what) {
    case What::held:
      return hold_words(static_cast<visit::HoldReason>(entry.detail));
    case What::query_trouble:
      return query_words(static_cast<visit::QueryTrouble>(entry.detail));
    case What::print_trouble:
      return print_words(static_cast<visit::PrintTrouble>(entry.detail));
    case What::device:
      return device_words(static_cast<visit::Device>(entry.detail), entry.flag != 0);
    case What::started:
      return Bilingual{"机器启动", "Kiosk started"};
    case What::badge_locked:
      return Bilingual{"一个工牌被锁", "A badge was locked"};
    case What::delivery:
      return delivery_words(entry.detail);
    case What::practice:
      return entry.flag != 0 ? Bilingual{"改为练习", "Switched to practice"}
                             : Bilingual{"练习结束", "Practice ended"};
    case What::state:
    case What::card_trouble:
    case What::printed:
    case What::sheet_closed:
    case What::call:
    case What::stopped:
    case What::verdict:
    case What::asked_staff:
    case What::duty:
    case What::check:
    case What::survey_kept:
      break;
  }
  return std::nullopt;
}

std::vector<Count> ShiftCount::take(visit::Moment at, const Entry& entry) {
  std::vector<Count> counts;
  if (entry.what == What::state) move(at, entry.detail, entry.flag, counts);
  if (entry.what == What::verdict) counts.push_back({Counted::verdicts, entry.detail});
  if (entry.what == What::survey_kept) counts.push_back({Counted::surveys, entry.detail});
  if (entry.what == What::call) {
    counts.push_back({Counted::calls, entry.detail});
    const auto call = static_cast<Call>(entry.detail);
    const bool on_paper = call == Call::by_hand || call == Call::declined;
    if (on_paper && !by_hand_) counts.push_back({Counted::by_hand, 0});
    by_hand_ = by_hand_ || on_paper;
  }
  return counts;
}

void ShiftCount::move(visit::Moment at, int to, int from, std::vector<Count>& counts) {
  // The question whether somebody is still there stands before another state, and is none itself.
  if (is_any<state::StillThere>(to)) {
    paused_ = from;
    at_work_.reset();
    return;
  }
  if (is_any<state::StillThere>(from)) from = paused_.value_or(from);
  paused_.reset();

  if (at_work_) {
    const auto worked = at - *at_work_;
    if (worked >= worked.zero() && worked <= kLongest) worked_ += worked;
    at_work_.reset();
  }
  if (is_work(to)) at_work_ = at;
  if (is_any<state::Querying>(to)) counts.push_back({Counted::queries, 0});
  if (is_any<state::Querying>(from) && is_any<state::ShowVerdict>(to)) {
    counts.push_back({Counted::card_to_result, static_cast<int>(worked_.count())});
    worked_ = {};
  }

  if (is_any<state::Welcome>(from) && !is_any<state::Welcome>(to)) {
    visiting_ = !is_staffs(to);
    by_hand_ = false;
    worked_ = {};
    if (visiting_) counts.push_back({Counted::visits, 0});
  }
  if (is_staffs(to)) visiting_ = false;
  if (is_any<state::Welcome>(to)) {
    if (visiting_ && !is_an_end(from)) counts.push_back({Counted::left_early, 0});
    visiting_ = false;
    by_hand_ = false;
    worked_ = {};
  }
}

}  // namespace devices
