// SPDX-License-Identifier: GPL-3.0-or-later
// What Faces holds: the faces, Pango's font map under our configuration, and the context words are
// laid out in. Internal to this folder. One thread.
#pragma once

#include <fontconfig/fontconfig.h>
#include <pango/pangoft2.h>

#include <memory>
#include <string_view>
#include <thread>
#include <vector>

#include "ui/text/face.h"
#include "ui/text/faces.h"

namespace text {

// Every layout is made at this many pixels per em, so that a text breaks alike at every size and on
// every printer. A line of kLongestText ideographs stays within Pango's 2^31 units of 1/1024 pixel.
inline constexpr double kLayoutEm = 128;
inline constexpr double kEmInPangoUnits = kLayoutEm * PANGO_SCALE;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using LayoutPtr = std::unique_ptr<PangoLayout, Unref>;

struct Faces::Opened {
  Opened() = default;
  ~Opened();
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  LayoutPtr new_layout(Weight weight) const;
  // Which of our faces Pango chose; null if it is none of ours.
  const Face* face_of(PangoFont* font) const;
  void keep_to_thread();

  std::vector<std::unique_ptr<Face>> faces;
  FcConfig* config = nullptr;
  PangoFontMap* map = nullptr;
  PangoContext* context = nullptr;
  PangoFontDescription* regular = nullptr;
  PangoFontDescription* bold = nullptr;
  std::size_t longest = 0;  // bytes of the longest text since forget()
  std::thread::id thread;
};

}  // namespace text
