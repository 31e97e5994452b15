// SPDX-License-Identifier: GPL-3.0-or-later
// The faces the kiosk's words are drawn from: our own files under our own rules, nothing of the
// machine's settings. Opens whole or names the file that is wrong; no face ever stands in for
// another. One Faces a thread, never shared. Open the first before other threads run: it takes
// variables out of the environment.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "ui/text/gate.h"
#include "ui/text/paragraph.h"
#include "ui/text/style.h"

namespace text {

// Where everything lies. The fonts are those of fonts-noto-cjk, fonts-noto-core and fonts-hanazono.
struct FacePaths {
  std::filesystem::path rules;  // config/fonts/fonts.conf
  // The fonts' sizes and sums (manifest.h). Empty: `manifest` beside the rules.
  std::filesystem::path manifest;
  // A folder of ours for links and fontconfig's cache, made if absent: then every font is read and
  // compared with the manifest (0.1 to 0.5 s), and again when a font or the manifest has changed; a
  // start from then on takes 2 ms. Empty: below $XDG_RUNTIME_DIR.
  std::filesystem::path cache;

  std::filesystem::path cjk_regular = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";
  std::filesystem::path cjk_bold = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc";
  std::filesystem::path arabic_regular =
      "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf";
  std::filesystem::path arabic_bold = "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Bold.ttf";
  std::filesystem::path tibetan_regular =
      "/usr/share/fonts/truetype/noto/NotoSerifTibetan-Regular.ttf";
  std::filesystem::path tibetan_bold = "/usr/share/fonts/truetype/noto/NotoSerifTibetan-Bold.ttf";
  std::filesystem::path mongolian = "/usr/share/fonts/truetype/noto/NotoSansMongolian-Regular.ttf";
  std::filesystem::path yi = "/usr/share/fonts/truetype/noto/NotoSansYi-Regular.ttf";
  std::filesystem::path hanamin_a = "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf";
  std::filesystem::path hanamin_b = "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf";
};

struct FaceTrouble {
  enum class Kind {
    missing,       // no such file, or not readable
    altered,       // the file is not the one the manifest lists under its name
    wrong_face,    // the file does not hold the face that belongs there
    bad_rules,     // the rules file is missing, not fontconfig's, or lets other faces in
    bad_manifest,  // the manifest is missing or not a list of fonts
    no_cache,      // the cache's folder can neither be found nor made
  };
  Kind kind;
  std::filesystem::path file;
};

// One loaded face, for the readiness report and for goldens that must say which fonts they were
// made with.
struct LoadedFace {
  std::string family;
  bool bold;
  std::filesystem::path file;
  unsigned index;
  double version;  // the font's own revision, "2.004"
};

class Faces {
 public:
  static tl::expected<std::unique_ptr<Faces>, FaceTrouble> open(const FacePaths& paths);
  ~Faces();
  Faces(const Faces&) = delete;
  Faces& operator=(const Faces&) = delete;

  // Sets `utf8` in lines no wider than `width` (unit of style.em). Every character is drawn in a
  // face meant for it, or all is refused.
  tl::expected<Paragraph, Refusal> lay_out(std::string_view utf8, const Style& style,
                                           double width = kUnbounded);

  // The end of a visit: overwrites the shaper's buffer, drops every glyph cache and wipes the stack
  // below the caller. Freed memory is wiped by wiping_free, which the programs link. Destroy the
  // visit's paragraphs first.
  void forget();

  std::vector<LoadedFace> loaded() const;

 private:
  friend class Setting;
  struct Opened;
  explicit Faces(std::unique_ptr<Opened> opened);
  std::unique_ptr<Opened> opened_;
};

// Overwrites `bytes` of stack below the caller, where finished calls may have left words.
void wipe_stack(std::size_t bytes = std::size_t{512} * 1024);

// Messages GLib and Pango wanted to write to stderr since start; none is ever printed. A test or
// the journal may ask for the number.
std::size_t silenced_messages();

}  // namespace text
