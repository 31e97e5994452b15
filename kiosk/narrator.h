// SPDX-License-Identifier: GPL-3.0-or-later
// Decides when a page is read aloud: when it comes, if the person asked for it, and when they ask.
// Any press ends it. A page that only counts its seconds is not begun again. Drawing thread only.
#pragma once

#include <optional>
#include <utility>

#include "kiosk/visit/page.h"
#include "kiosk/visit/ports.h"

namespace kiosk {

class Narrator {
 public:
  explicit Narrator(visit::Voice& voice) : voice_(voice) {}

  // The page that stands on the glass from now on.
  void follow(const visit::Page& page) {
    if (!page.look.aloud) {
      if (reading_) voice_.hush();
      reading_.reset();
      return;
    }
    const Reading now{page.id, page.look.language};
    if (reading_ == now) return;
    reading_ = now;
    voice_.say(visit::utterance(page));
  }
  void pressed() {
    if (reading_) voice_.hush();
  }

 private:
  using Reading = std::pair<visit::PageId, visit::Language>;
  visit::Voice& voice_;
  std::optional<Reading> reading_;
};

}  // namespace kiosk
