// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/faces.h"

#include <cassert>
#include <cmath>
#include <cstring>

#include "ui/text/opened.h"
#include "ui/text/setting.h"

namespace text {

Faces::Opened::~Opened() {
  pango_font_description_free(bold);
  pango_font_description_free(regular);
  if (context != nullptr) g_object_unref(context);
  if (map != nullptr) {
    // Pango 1.50's font map keeps its reference to the configuration when it dies.
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), nullptr);
    g_object_unref(map);
  }
  if (config != nullptr) FcConfigDestroy(config);
}

LayoutPtr Faces::Opened::new_layout(Weight weight) const {
  LayoutPtr layout(pango_layout_new(context));
  pango_layout_set_font_description(layout.get(), weight == Weight::bold ? bold : regular);
  return layout;
}

const Face* Faces::Opened::face_of(PangoFont* font) const {
  if (font == nullptr) return nullptr;
  FcPattern* const pattern = pango_fc_font_get_pattern(PANGO_FC_FONT(font));
  FcChar8* file = nullptr;
  int index = 0;
  if (FcPatternGetString(pattern, FC_FILE, 0, &file) != FcResultMatch) return nullptr;
  if (FcPatternGetInteger(pattern, FC_INDEX, 0, &index) != FcResultMatch) return nullptr;
  for (const auto& face : faces) {
    if (std::strcmp(face->file().c_str(), reinterpret_cast<const char*>(file)) == 0 &&
        face->index() == static_cast<unsigned>(index)) {
      face->share(hb_font_get_face(pango_font_get_hb_font(font)));
      return face.get();
    }
  }
  return nullptr;
}

void Faces::Opened::keep_to_thread() {
  if (thread == std::thread::id()) thread = std::this_thread::get_id();
  assert(thread == std::this_thread::get_id());
}

Faces::Faces(std::unique_ptr<Opened> opened) : opened_(std::move(opened)) {}
Faces::~Faces() = default;

tl::expected<Paragraph, Refusal> Faces::lay_out(std::string_view utf8, const Style& style,
                                                double width) {
  opened_->keep_to_thread();
  return Setting(*opened_, style, width).run(utf8);
}

void Faces::forget() {
  opened_->keep_to_thread();
  {
    // Pango keeps one shaping buffer for the whole process and never overwrites it: shape one run
    // longer than any text since.
    constexpr std::string_view kDummy = "\xE4\xB8\x80";  // 一
    const std::size_t times = std::max<std::size_t>(2400, opened_->longest);
    std::string dummy;
    dummy.reserve(times * kDummy.size());
    for (std::size_t i = 0; i < times; ++i) dummy += kDummy;
    const LayoutPtr layout = opened_->new_layout(Weight::regular);
    pango_layout_set_text(layout.get(), dummy.data(), static_cast<int>(dummy.size()));
    pango_layout_get_lines_readonly(layout.get());
  }
  pango_fc_font_map_cache_clear(PANGO_FC_FONT_MAP(opened_->map));
  for (const auto& face : opened_->faces) face->forget();
  opened_->longest = 0;
  wipe_stack();
}

std::vector<LoadedFace> Faces::loaded() const {
  std::vector<LoadedFace> out;
  for (const auto& face : opened_->faces) {
    out.push_back(
        {face->role().family, face->role().bold, face->origin(), face->index(), face->version()});
  }
  return out;
}

[[gnu::noinline]] void wipe_stack(std::size_t bytes) {
  constexpr std::size_t kFrame = 16384;
  char frame[kFrame];
  explicit_bzero(frame, sizeof frame);
  if (bytes > kFrame) wipe_stack(bytes - kFrame);
  // A second use of the frame: without it the recursion becomes a loop over the same 16 KB.
  explicit_bzero(frame, 1);
}

}  // namespace text
