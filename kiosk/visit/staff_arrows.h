// SPDX-License-Identifier: GPL-3.0-or-later
// The arrows of the staff: badge and PIN, the desk, sheets that are replaced or count no more,
// appeals, the shift, the devices, the journal. For arrows.cc only, whose dispatch finds them by
// their arguments. Pure.
#pragma once

#include "kiosk/visit/turning.h"

namespace visit {

// The tasks of the desk, in the order in which they stand there.
inline constexpr std::array kTasks{Duty::query,        Duty::survey,          Duty::reprint,
                                   Duty::void_sheet,   Duty::register_person, Duty::appeal,
                                   Duty::shift_report, Duty::devices};
// Looks for the sheet in doubt; stands behind the tasks.
inline constexpr std::size_t kTrayItem = kTasks.size();
inline constexpr std::size_t kSheetsAPart = 4;
inline constexpr std::size_t kLinesAPart = 6;
// Why a sheet is printed again or counts no more, in the order of the page.
[[nodiscard]] std::vector<SheetReason> reasons_for(Errand errand);

[[nodiscard]] State to_desk(Turning& turn);
// A badge was shown: whose is it?
void recognise(Turning& turn, const std::string& badge);
[[nodiscard]] State enter_pin(Turning& turn, event::StaffKnown&& known, Call called,
                              std::optional<Identity> hint);

// A code is said to be wrong: what about it. Only a card's name can be said to be the record's.
[[nodiscard]] State appeal(Turning& turn, Consent consent, Identity identity);

[[nodiscard]] State on(Turning& turn, state::EnterPin&& pin, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::EnterPin&& pin, const event::PinAccepted&);
[[nodiscard]] State on(Turning& turn, state::EnterPin&& pin, const event::PinRejected& rejected);

[[nodiscard]] State on(Turning& turn, state::StaffDesk&& desk, const event::Pressed& pressed);
[[nodiscard]] State on(Turning&, state::StaffDesk&& desk, const event::FiguresKnown& known);

[[nodiscard]] State on(Turning& turn, state::PickSheet&& picking, const event::Pressed& pressed);
[[nodiscard]] State on(Turning&, state::PickSheet&& picking, event::SheetsKnown&& known);
[[nodiscard]] State on(Turning& turn, state::GiveReason&& giving, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::Voiding&&, const event::SheetClosed&);
[[nodiscard]] State on(Turning& turn, state::Voiding&&, const event::SheetNotKnown&);
[[nodiscard]] State on(Turning& turn, state::Voiding&& voiding, const event::Ticked&);
[[nodiscard]] State on(Turning&, state::Voiding&& voiding, const event::Pressed&);

[[nodiscard]] State on(Turning& turn, state::ChooseAppeal&& appeal, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::ChooseAppeal&&, event::AppealTaken&& taken);
[[nodiscard]] State on(Turning& turn, state::ChooseAppeal&&, const event::AppealRefused& refused);
[[nodiscard]] State on(Turning& turn, state::AppealDone&& done, const event::Pressed& pressed);

[[nodiscard]] State on(Turning& turn, state::ShowShift&& shift, const event::Pressed& pressed);
[[nodiscard]] State on(Turning&, state::ShowShift&& shift, event::ShiftKnown&& known);

[[nodiscard]] State on(Turning& turn, state::Devices&& devices, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::Devices&& devices, event::ChecksKnown&& known);
[[nodiscard]] State on(Turning& turn, state::Devices&& devices, const event::Checked& checked);
[[nodiscard]] State on(Turning& turn, state::Checking&& checking, const event::Pressed& pressed);
[[nodiscard]] State on(Turning& turn, state::Checking&& checking, const event::Checked&);
// A card, a sheet: what it says is nobody's business here.
[[nodiscard]] State on(Turning& turn, state::Checking&& checking, const event::CardRead&);
[[nodiscard]] State on(Turning& turn, state::Checking&& checking, const event::CardHinted&);
[[nodiscard]] State on(Turning& turn, state::Checking&& checking, const event::CardFailed& failed);
[[nodiscard]] State on(Turning& turn, state::Checking&& checking, const event::BadgeShown&);
[[nodiscard]] State on(Turning& turn, state::Checking&& checking, const event::SheetFailed&);
[[nodiscard]] State on(Turning& turn, state::Checking&& checking, const event::Scanned&);

[[nodiscard]] State on(Turning& turn, state::ReadJournal&& reading, const event::Pressed& pressed);
[[nodiscard]] State on(Turning&, state::ReadJournal&& reading, event::JournalRead&& read);
[[nodiscard]] State on(Turning&, state::ReadJournal&& reading, event::JournalExported&& exported);
[[nodiscard]] State on(Turning&, state::ReadJournal&& reading,
                       const event::JournalNotExported& failed);
[[nodiscard]] State on(Turning& turn, state::AskPractice&& asking, const event::Pressed& pressed);

}  // namespace visit
