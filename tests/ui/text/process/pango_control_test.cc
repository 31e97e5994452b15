// SPDX-License-Identifier: GPL-3.0-or-later
// Controls: what Pango does by itself with the words our tests use. If one of these fails, Pango
// has been mended and the cure in ui/text can go.
#include <pango/pangoft2.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "tests/ui/text/samples.h"
#include "tests/ui/text/test_faces.h"

namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};

class RawPango {
 public:
  RawPango() {
    test_faces();  // makes our configuration the current one
    map_.reset(pango_ft2_font_map_new());
    context_.reset(pango_font_map_create_context(map_.get()));
    pango_context_set_language(context_.get(), pango_language_from_string("zh-cn"));
  }

  std::unique_ptr<PangoLayout, Unref> layout(std::string_view words, int width = -1) const {
    std::unique_ptr<PangoLayout, Unref> layout(pango_layout_new(context_.get()));
    PangoFontDescription* font =
        pango_font_description_from_string("Noto Sans CJK SC,Noto Naskh Arabic,Noto Serif Tibetan");
    pango_font_description_set_absolute_size(font, 40 * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font);
    pango_font_description_free(font);
    pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
    if (width > 0) pango_layout_set_width(layout.get(), width * PANGO_SCALE);
    return layout;
  }

 private:
  std::unique_ptr<PangoFontMap, Unref> map_;
  std::unique_ptr<PangoContext, Unref> context_;
};

}  // namespace

TEST_CASE("control: Pango alone lifts Uyghur and Tibetan beside Chinese") {
  const RawPango pango;
  for (const char* words : {"姓名：ئابدۇرېھىم", "姓名：བཀྲ་ཤིས"}) {
    const auto layout = pango.layout(words);
    int lifted = 0;
    const PangoLayoutLine* line = pango_layout_get_line_readonly(layout.get(), 0);
    for (GSList* r = line->runs; r != nullptr; r = r->next)
      lifted += static_cast<PangoGlyphItem*>(r->data)->y_offset != 0;
    CHECK(lifted > 0);
  }
}

TEST_CASE("control: Pango alone splits numbers from their units and leaves letters alone") {
  const RawPango pango;
  const std::string prose(samples::kProse);
  int lonely = 0, split = 0;
  for (int width = 200; width <= 1000; width += 3) {
    const auto layout = pango.layout(prose, width);
    const int count = pango_layout_get_line_count(layout.get());
    const PangoLayoutLine* last = pango_layout_get_line_readonly(layout.get(), count - 1);
    lonely += last->length <= 3 * 3;
    for (int i = 1; i < count; ++i) {
      const auto start =
          static_cast<std::size_t>(pango_layout_get_line_readonly(layout.get(), i)->start_index);
      split += prose.compare(start, 3, "天") == 0 || prose.compare(start, 3, "分") == 0;
    }
  }
  CHECK(lonely > 0);
  CHECK(split > 0);
}
