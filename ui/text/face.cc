// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/face.h"

#include <glib.h>
#include <hb.h>

#include <utility>

namespace text {
namespace {

GUnicodeScript script_of(FaceScript script) {
  switch (script) {
    case FaceScript::cjk:
    case FaceScript::rare_ideographs:
      return G_UNICODE_SCRIPT_HAN;
    case FaceScript::arabic:
      return G_UNICODE_SCRIPT_ARABIC;
    case FaceScript::tibetan:
      return G_UNICODE_SCRIPT_TIBETAN;
    case FaceScript::mongolian:
      return G_UNICODE_SCRIPT_MONGOLIAN;
    case FaceScript::yi:
      return G_UNICODE_SCRIPT_YI;
  }
  return G_UNICODE_SCRIPT_INVALID_CODE;
}

}  // namespace

Face::Face(const FaceRole& role, std::filesystem::path file, std::filesystem::path origin)
    : role_(role), file_(std::move(file)), origin_(std::move(origin)) {}

Face::~Face() { forget(); }

void Face::found(unsigned index, double version) {
  index_ = index;
  version_ = version;
}

void Face::share(hb_face_t* opened) {
  if (font_ == nullptr) font_ = hb_font_create(opened);
}

hb_font_t* Face::font() const {
  if (font_ == nullptr) {
    hb_blob_t* blob = hb_blob_create_from_file(origin_.c_str());
    hb_face_t* face = hb_face_create(blob, index_);
    font_ = hb_font_create(face);  // its scale is the face's units per em
    hb_face_destroy(face);
    hb_blob_destroy(blob);
  }
  return font_;
}

double Face::units_per_em() const { return hb_face_get_upem(hb_font_get_face(font())); }

bool Face::is_meant_for(char32_t code_point) const {
  // Noto Sans CJK was designed as one family with its Latin, Greek, Cyrillic, kana and signs.
  if (role_.script == FaceScript::cjk) return true;
  const GUnicodeScript script = g_unichar_get_script(code_point);
  if (script == script_of(role_.script) || script == G_UNICODE_SCRIPT_INHERITED) return true;
  // HanaMin contains Thai, emoji and more; only its ideographs are wanted.
  return role_.script != FaceScript::rare_ideographs && script == G_UNICODE_SCRIPT_COMMON;
}

bool Face::has_form(char32_t code_point, char32_t selector) const {
  hb_codepoint_t glyph = 0;
  return hb_font_get_variation_glyph(font(), code_point, selector, &glyph) != 0;
}

Face::Extents Face::extents(std::uint32_t glyph) const {
  const auto [known, is_new] = extents_.try_emplace(glyph);
  hb_glyph_extents_t e{};
  if (is_new && hb_font_get_glyph_extents(font(), glyph, &e)) {
    known->second = {static_cast<double>(e.x_bearing), static_cast<double>(e.y_bearing + e.height),
                     static_cast<double>(e.x_bearing + e.width), static_cast<double>(e.y_bearing)};
  }
  return known->second;
}

void Face::draw(std::uint32_t glyph, hb_draw_funcs_t* functions, void* data) const {
  hb_font_get_glyph_shape(font(), glyph, functions, data);
}

void Face::forget() {
  hb_font_destroy(font_);
  font_ = nullptr;
  extents_.clear();
}

}  // namespace text
