// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of a sheet: on its way, held, to be taken, and looked for when in doubt.
#include <algorithm>
#include <array>

#include "kiosk/visit/page_writer.h"

namespace visit {

void Writer::printer_page(std::string_view how_long, int quarter, int sheet, int sheets) {
  constexpr int kQuarters = 4;
  constexpr int kSecondsAQuarter = 2;  // an office printer's sheet in about eight seconds
  open(PageId::printing, "printing.title", "printing.lead");
  at(Step::paper);
  page_.back.reset();
  add(block::Picture{PictureKind::printer, quarter, {}, {}});
  const int left = std::max(1, kQuarters - quarter) * kSecondsAQuarter;
  add(block::Progress{
      say("printing.sheet", {{"number", std::to_string(sheet)}, {"count", std::to_string(sheets)}}),
      say(how_long, {{"seconds", std::to_string(left)}}),
      static_cast<double>(quarter) / kQuarters});
  add(block::Sentence{say("printing.nothing_to_press"), block::Sentence::Role::body});
}

void Writer::write(const state::Certifying& signing) {
  printer_page("printing.signing", 0, 1, signing.route ? 2 : 1);
}
void Writer::write(const state::Printing& printing) {
  printer_page("printing.seconds", printing.quarter, printing.sheet, printing.sheets);
}

namespace {

struct Held {
  std::string_view words;
  PictureKind picture;
};
constexpr std::array<Held, kHoldReasons> kHeld{{
    {"held.media_empty", PictureKind::printer_empty},
    {"held.media_wrong", PictureKind::printer_empty},
    {"held.media_jam", PictureKind::printer_jam},
    {"held.cover_open", PictureKind::printer_open},
    {"held.tray_missing", PictureKind::printer_empty},
    {"held.output_full", PictureKind::printer_full},
    {"held.toner_empty", PictureKind::printer},
    {"held.waste_full", PictureKind::printer},
    {"held.too_hot", PictureKind::printer},
    {"held.paused", PictureKind::printer},
    {"held.other", PictureKind::printer},
}};

}  // namespace

void Writer::write(const state::PrintHeld& held) {
  const Held& why = kHeld[static_cast<std::size_t>(held.reason)];
  open(PageId::held, why.words, "held.lead");
  at(Step::paper);
  page_.back.reset();
  block::Picture picture{why.picture, 0, {}, {}};
  if (held.reason == HoldReason::media_empty) picture.labels.push_back(say("held.no_paper"));
  add(std::move(picture));
  add(block::Point{Icon::check, say("held.not_lost"),
                   say(held.reason == HoldReason::media_empty ? "held.not_lost_sub"
                                                              : "held.not_lost_when_mended"),
                   true});
  add(block::Point{Icon::bell, say("held.called"), say("held.called_sub", called_slot()), true});
  if (held.given_up) {
    add(block::Sentence{say("held.given_up"), block::Sentence::Role::body});
  } else {
    act(Button::do_not_wait, "held.do_not_wait", Icon::pen);
  }
}

void Writer::write(const state::TakePaper& take) {
  static constexpr std::array<std::string_view, 6> kPapers{
      "take.paper", "take.long_card", "take.form", "take.route", "take.report", "take.report"};
  const bool form = take.paper == PaperKind::form;
  const bool report = take.paper == PaperKind::shift || take.paper == PaperKind::readiness;
  const bool two = take.sheets > 1;
  open(PageId::take,
       report ? "take.report_title"
       : form ? "take.form_title"
       : two  ? "take.two_title"
              : "take.title",
       report ? "take.report_lead"
       : form ? "take.form_lead"
       : two  ? "take.two_lead"
              : "take.lead");
  at(Step::paper);
  page_.back.reset();
  block::Picture picture{PictureKind::take_both, 0, {}, {}};
  picture.labels.push_back(say("take.card"));
  picture.labels.push_back(
      say(two ? "take.two_papers" : kPapers[static_cast<std::size_t>(take.paper)]));
  add(std::move(picture));
  if (!report) add(block::Sentence{say("take.erased"), block::Sentence::Role::body});
  act(Button::have_all, "take.have_all", Icon::check, true);
}

// A sheet that may lie in the tray: which, and what ends the doubt.
void Writer::how_to_find_it(const state::CallStaff& called) {
  if (!visit_.sheets_in_doubt.empty()) {
    add(block::Sentence{say("tray.serial", {{"serial", visit_.sheets_in_doubt.front()}}),
                        block::Sentence::Role::body});
  }
  if (called.other_sheet) {
    add(block::Sentence{say("tray.other_sheet"), block::Sentence::Role::body});
  } else if (visit_.readiness.scanner) {
    point(Icon::paper, "tray.scan_it", true);
  }
}

void Writer::write(const state::LookInTray& looking) {
  open(PageId::look_in_tray, "tray.title", "tray.lead");
  add(block::Sentence{say("tray.serial", {{"serial", looking.serial}}),
                      block::Sentence::Role::body});
  point(Icon::check, "tray.if_there", true);
  act(Button::in_tray, "tray.in_tray", Icon::check, true);
  act(Button::not_in_tray, "tray.not_in_tray", Icon::cross);
}

}  // namespace visit
