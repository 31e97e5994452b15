// SPDX-License-Identifier: GPL-3.0-or-later
// Decides what is said when: a page when it comes or is asked for again, and after a press that
// left the page as it was only what that press has made of its button. Any press ends what is being
// said. Nothing unless the person asked to be read to. Drawing thread only.
#pragma once

#include <cstddef>
#include <optional>

#include "kiosk/visit/page.h"
#include "kiosk/visit/ports.h"

namespace kiosk {

class Narrator {
 public:
  explicit Narrator(visit::Voice& voice) : voice_(voice) {}

  // The page that stands on the glass from now on; as often as one likes, and after each press even
  // if the page did not change. One that only counts its seconds is not begun again.
  void follow(const visit::Page& page);
  // A finger that met nothing also wants silence.
  void touched();
  void pressed(visit::Button button);
  // What a key has come to, on the page that was followed last.
  void focused(const visit::Page& page, visit::Button button);
  // The same for what is no button of the visit's, as the next part of a long page.
  void focused(const visit::Page& page, const visit::Words& words);

 private:
  // What makes a page the same to somebody who listens. Its words are not kept.
  struct Reading {
    visit::PageId id;
    visit::Language language;
    int times;
    bool private_ear;
    std::size_t words;
    friend bool operator==(const Reading&, const Reading&) = default;
  };
  [[nodiscard]] static Reading reading_of(const visit::Page& page);

  visit::Voice& voice_;
  std::optional<Reading> reading_;
  std::optional<visit::Button> pressed_;  // since the last follow()
};

}  // namespace kiosk
