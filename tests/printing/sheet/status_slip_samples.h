// SPDX-License-Identifier: GPL-3.0-or-later
// Status slips of people who do not exist (area 990101), for the tests of paper. One program's own
// faces and words; single-threaded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "printing/hcert/trust_list.h"
#include "printing/sheet/prepared_sheet.h"
#include "printing/sheet/sheet.h"
#include "ui/text/faces.h"

namespace printing::testing {

[[nodiscard]] text::Faces& slip_faces();
[[nodiscard]] const PaperWords& slip_words();
[[nodiscard]] const Stationery& stationery();

// 2021-01-26 09:30 in Shanghai.
[[nodiscard]] visit::Moment shanghai(int year, unsigned month, unsigned day, int hour, int minute);

// The people of the drawings. Their codes carry a text of the size of a real one that nobody
// signed: enough to draw, and the same on every day.
[[nodiscard]] visit::Certificate green_certificate();  // 李秀英, one negative test
[[nodiscard]] visit::Certificate yellow_certificate();  // 阿卜杜热伊木·托合提, medium-risk area
[[nodiscard]] visit::Certificate red_certificate();      // 孙𠅤, close contact, no test
[[nodiscard]] visit::Certificate hardest_certificate();  // three reasons, a long name, long places
[[nodiscard]] SheetDetails slip_details();
[[nodiscard]] visit::Agent son();
// A document that says the same, for what takes any.
[[nodiscard]] visit::Document document_of(const visit::Certificate& certificate);

// Exactly what a service would have signed for the certificate, put into it.
void sign(visit::Certificate& certificate);
[[nodiscard]] const TrustList& slip_trust();

[[nodiscard]] Sheet drawn(const visit::Certificate& certificate, const SheetDetails& details);
// "text on text: <mark> | <mark>", one line a fault; empty for a sheet that may be printed.
[[nodiscard]] std::string faults(const Sheet& sheet);

// A fresh folder under the build tree, and one command run there; its output. The command must
// succeed.
[[nodiscard]] std::string fresh_folder(std::string_view name);
std::string run(const std::string& command);
void write_file(const std::string& path, std::string_view bytes);

}  // namespace printing::testing
