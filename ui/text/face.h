// SPDX-License-Identifier: GPL-3.0-or-later
// One face of one font file: outlines and extents in font units, free of size, hinting and Pango.
// Opened at its first glyph and memory-mapped. Used on the thread of its Faces.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>

struct hb_draw_funcs_t;
struct hb_face_t;
struct hb_font_t;

namespace text {

// The scripts a face is meant for; whatever else it happens to contain is not drawn from it.
enum class FaceScript { cjk, rare_ideographs, arabic, tibetan, mongolian, yi };

struct FaceRole {
  FaceScript script;
  bool bold;
  const char* family;
};

class Face {
 public:
  // `file` is where fontconfig finds it (a link of ours), `origin` the file it leads to.
  Face(const FaceRole& role, std::filesystem::path file, std::filesystem::path origin);
  ~Face();
  Face(const Face&) = delete;
  Face& operator=(const Face&) = delete;

  const FaceRole& role() const { return role_; }
  const std::filesystem::path& file() const { return file_; }
  const std::filesystem::path& origin() const { return origin_; }

  // What fontconfig found in the file.
  void found(unsigned index, double version);
  // The file as Pango has it in memory, so that it is not mapped, and paged in, twice. Until
  // forget(), or until it is needed without.
  void share(hb_face_t* opened);
  unsigned index() const { return index_; }
  double version() const { return version_; }

  double units_per_em() const;

  // True if the face may draw `code_point`.
  bool is_meant_for(char32_t code_point) const;
  // True if it has a form of its own for the ideograph with this variation selector.
  bool has_form(char32_t code_point, char32_t selector) const;

  // Ink in font units, y upwards. All zero for a space.
  struct Extents {
    double left, bottom, right, top;
  };
  Extents extents(std::uint32_t glyph) const;

  // Calls `functions` with the contours in font units, y upwards.
  void draw(std::uint32_t glyph, hb_draw_funcs_t* functions, void* data) const;

  // Drops what drawing has cached.
  void forget();

 private:
  hb_font_t* font() const;

  FaceRole role_;
  std::filesystem::path file_, origin_;
  unsigned index_ = 0;
  double version_ = 0;
  mutable hb_font_t* font_ = nullptr;
  // A word is measured several times before it is set, and each time costs drawing its glyphs.
  mutable std::unordered_map<std::uint32_t, Extents> extents_;
};

}  // namespace text
