// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/painter.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>
#include <type_traits>

namespace ui {

namespace {

// Texts of two dozen pages; a page takes some 0.4 MB on the largest panel.
constexpr std::size_t kMostBytes = std::size_t{10} << 20;

ImU32 im(Colour c) { return IM_COL32(c.r, c.g, c.b, 255); }
float f(double v) { return static_cast<float>(v); }

// Chords of a circle that stay within a sixth of a pixel of it.
int chords(double radius_px) {
  if (radius_px < 1) return 8;
  const double angle = 2 * std::acos(1 - std::min(0.5, 0.16 / radius_px));
  return std::clamp(static_cast<int>(std::ceil(2 * std::numbers::pi / angle)), 12, 180);
}

void append_arc(std::vector<ImVec2>& out, ImVec2 centre, double radius, double from, double to) {
  const double part = std::abs(to - from) / 360;
  const int n = std::max(2, static_cast<int>(std::ceil(chords(radius) * part)));
  for (int i = 0; i <= n; ++i) {
    const double a = (from + (to - from) * i / n) * std::numbers::pi / 180;
    out.emplace_back(centre.x + f(radius * std::cos(a)), centre.y + f(radius * std::sin(a)));
  }
}

class Hash {
 public:
  template <typename T>
  void add(const T& value) {
    static_assert(std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>);
    bytes(&value, sizeof value);
  }
  // Eight bytes at a time; the turn brings what differs in high bits down again.
  void bytes(const void* data, std::size_t size) {
    const auto* p = static_cast<const unsigned char*>(data);
    for (; size >= sizeof(std::uint64_t); p += sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, p, sizeof word);
      mix(word);
      size -= sizeof word;
    }
    for (; size > 0; --size) mix(*p++);
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  void mix(std::uint64_t word) { value_ = std::rotl((value_ ^ word) * 0x9E3779B97F4A7C15ULL, 29); }
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace

Painter::Painter(Canvas& canvas, Typesetter& typesetter, double px_per_mm)
    : canvas_(canvas), typesetter_(typesetter), px_per_mm_(px_per_mm) {
  IMGUI_CHECKVERSION();
  ImGuiContext* const before = ImGui::GetCurrentContext();
  context_ = ImGui::CreateContext();
  ImGui::SetCurrentContext(context_);
  list_ = std::make_unique<ImDrawList>(ImGui::GetDrawListSharedData());
  ImGui::SetCurrentContext(before);
}

Painter::~Painter() {
  forget();
  list_.reset();
  ImGuiContext* const before = ImGui::GetCurrentContext();
  ImGui::DestroyContext(context_);
  if (before != context_) ImGui::SetCurrentContext(before);
}

ImVec2 Painter::px(Point p) const { return {f(p.x * px_per_mm_), f(p.y * px_per_mm_)}; }

void Painter::note_triangles(unsigned first, unsigned first_vertex) {
  const auto end = static_cast<unsigned>(list_->IdxBuffer.Size);
  if (end == first) return;
  const auto vertices = static_cast<unsigned>(list_->VtxBuffer.Size) - first_vertex;
  commands_.emplace_back(Triangles{first, end - first, first_vertex, vertices});
}

void Painter::convex(const std::vector<ImVec2>& points, Colour colour) {
  const auto first = static_cast<unsigned>(list_->IdxBuffer.Size);
  const auto first_vertex = static_cast<unsigned>(list_->VtxBuffer.Size);
  list_->AddConvexPolyFilled(points.data(), static_cast<int>(points.size()), im(colour));
  note_triangles(first, first_vertex);
}

void Painter::circle(ImVec2 centre, float radius, Colour colour) {
  std::vector<ImVec2> points;
  append_arc(points, centre, static_cast<double>(radius), 0, 360);
  points.pop_back();
  convex(points, colour);
}

void Painter::band(const std::vector<ImVec2>& points, bool closed, float width, Colour colour) {
  const auto first = static_cast<unsigned>(list_->IdxBuffer.Size);
  const auto first_vertex = static_cast<unsigned>(list_->VtxBuffer.Size);
  list_->AddPolyline(points.data(), static_cast<int>(points.size()), im(colour),
                     closed ? ImDrawFlags_Closed : ImDrawFlags_None, width);
  note_triangles(first, first_vertex);
}

void Painter::fill_rect(int x, int y, int w, int h, Colour colour) {
  if (w > 0 && h > 0) commands_.emplace_back(Fill{{x, y, w, h}, colour});
}

// Rectangles are filled as such, which is many times faster than triangles in software; only the
// corners are round.
void Painter::rounded_fill(PixelRect r, double radius, Colour colour) {
  const int c = std::min({static_cast<int>(std::lround(radius)), r.w / 2, r.h / 2});
  if (c <= 0) return fill_rect(r.x, r.y, r.w, r.h, colour);
  fill_rect(r.x, r.y + c, r.w, r.h - 2 * c, colour);
  fill_rect(r.x + c, r.y, r.w - 2 * c, c, colour);
  fill_rect(r.x + c, r.y + r.h - c, r.w - 2 * c, c, colour);
  const float left = f(r.x + c), right = f(r.x + r.w - c);
  const float top = f(r.y + c), bottom = f(r.y + r.h - c);
  const std::pair<ImVec2, double> corners[] = {
      {{left, top}, 180}, {{right, top}, 270}, {{right, bottom}, 0}, {{left, bottom}, 90}};
  for (const auto& [centre, from] : corners) {
    std::vector<ImVec2> pie{centre};
    append_arc(pie, centre, c, from, from + 90);
    convex(pie, colour);
  }
}

void Painter::add(const mark::Box& box) {
  // Edges on whole pixels, and never thinner than one.
  const int x = static_cast<int>(std::lround(box.rect.x * px_per_mm_));
  const int y = static_cast<int>(std::lround(box.rect.y * px_per_mm_));
  const bool thin_w = box.rect.w <= 1, thin_h = box.rect.h <= 1;
  const int w = thin_w ? std::max(1, static_cast<int>(std::lround(box.rect.w * px_per_mm_)))
                       : static_cast<int>(std::lround(box.rect.right() * px_per_mm_)) - x;
  const int h = thin_h ? std::max(1, static_cast<int>(std::lround(box.rect.h * px_per_mm_)))
                       : static_cast<int>(std::lround(box.rect.bottom() * px_per_mm_)) - y;
  if (w <= 0 || h <= 0) return;
  const double radius = box.radius * px_per_mm_;
  const int line =
      box.outline ? std::max(1, static_cast<int>(std::lround(box.width * px_per_mm_))) : 0;
  if (box.outline && !box.fill) {
    const double half = line / 2.0, r = std::max(0.5, radius - half);
    const double l = x + half, t = y + half, rr = x + w - half, b = y + h - half;
    std::vector<ImVec2> path;
    append_arc(path, {f(l + r), f(t + r)}, r, 180, 270);
    append_arc(path, {f(rr - r), f(t + r)}, r, 270, 360);
    append_arc(path, {f(rr - r), f(b - r)}, r, 0, 90);
    append_arc(path, {f(l + r), f(b - r)}, r, 90, 180);
    return band(path, true, f(line), *box.outline);
  }
  if (box.outline) rounded_fill({x, y, w, h}, radius, *box.outline);
  if (box.fill) {
    rounded_fill({x + line, y + line, w - 2 * line, h - 2 * line}, std::max(0.0, radius - line),
                 *box.fill);
  }
}

// ImGui's joints are mitred by averaged normals, which is right for curves only: corners are cut
// into bands that end in discs.
void Painter::add(const mark::Stroke& stroke) {
  std::vector<ImVec2> path;
  for (const Point p : stroke.points) path.push_back(px(p));
  const std::size_t n = path.size();
  if (n < 2) return;
  const float width = f(stroke.width * px_per_mm_);
  const auto sharp = [&](std::size_t i) {
    const ImVec2 a = path[(i + n - 1) % n], b = path[i], c = path[(i + 1) % n];
    const double turn = std::remainder(
        std::atan2(c.y - b.y, c.x - b.x) - std::atan2(b.y - a.y, b.x - a.x), 2 * std::numbers::pi);
    return std::abs(turn) > 0.3;
  };
  std::vector<std::size_t> corners;
  if (!stroke.closed) corners.push_back(0);
  for (std::size_t i = stroke.closed ? 0 : 1; i < (stroke.closed ? n : n - 1); ++i) {
    if (sharp(i)) corners.push_back(i);
  }
  if (!stroke.closed) corners.push_back(n - 1);
  if (corners.empty()) return band(path, true, width, stroke.colour);
  const std::size_t bands = stroke.closed ? corners.size() : corners.size() - 1;
  for (std::size_t k = 0; k < bands; ++k) {
    const std::size_t from = corners[k];
    std::size_t to = corners[(k + 1) % corners.size()];
    if (to <= from) to += n;
    std::vector<ImVec2> part;
    for (std::size_t i = from; i <= to; ++i) part.push_back(path[i % n]);
    band(part, false, width, stroke.colour);
  }
  for (const std::size_t i : corners) circle(path[i], width / 2, stroke.colour);
}

void Painter::add(const mark::Polygon& polygon) {
  std::vector<ImVec2> points;
  for (const Point p : polygon.points) points.push_back(px(p));
  convex(points, polygon.colour);
}

void Painter::add(const mark::Disc& disc) {
  circle(px(disc.centre), f(disc.radius * px_per_mm_), disc.colour);
}

void Painter::add(const mark::Arc& arc) {
  const ImVec2 centre = px(arc.centre);
  const double radius = arc.radius * px_per_mm_, half = arc.width * px_per_mm_ / 2;
  std::vector<ImVec2> path;
  if (arc.to - arc.from >= 360) {
    append_arc(path, centre, radius, 0, 360);
    path.pop_back();
    return band(path, true, f(half * 2), arc.colour);
  }
  // ImGui leaves the ends of a band ragged: each gets a smooth-edged piece of its own.
  const double end = std::min(4 / radius * 180 / std::numbers::pi, (arc.to - arc.from) / 3);
  const double inset = end / 3;
  append_arc(path, centre, radius, arc.from + inset, arc.to - inset);
  band(path, false, f(half * 2), arc.colour);
  for (const auto& [a, b] :
       {std::pair{arc.from, arc.from + end}, std::pair{arc.to - end, arc.to}}) {
    std::vector<ImVec2> piece;
    append_arc(piece, centre, radius + half, a, b);
    std::vector<ImVec2> inner;
    append_arc(inner, centre, radius - half, b, a);
    piece.push_back(inner.front());
    piece.push_back(inner.back());
    convex(piece, arc.colour);
  }
}

void Painter::add(const mark::Clip& clip) {
  Window window{!clip.rect.has_value(), {}};
  if (clip.rect) {
    const Rect& r = *clip.rect;
    const auto at = [this](double mm) { return static_cast<int>(std::lround(mm * px_per_mm_)); };
    window.rect = {at(r.x), at(r.y), at(r.right()) - at(r.x), at(r.bottom()) - at(r.y)};
  }
  commands_.emplace_back(window);
}

void Painter::add(const mark::Text& text) {
  const auto set = typesetter_.set(text.words.reveal(), text.style, text.width);
  const text::Bitmap& bitmap = kept(set);
  if (bitmap.coverage.empty()) return;
  const int x = static_cast<int>(std::lround(text.at.x * px_per_mm_)) + bitmap.left;
  const int y = static_cast<int>(std::lround(text.at.y * px_per_mm_)) + bitmap.top;
  commands_.emplace_back(Words{set.number, {x, y, bitmap.width, bitmap.height}, text.colour});
}

const text::Bitmap& Painter::kept(const Typesetter::Set& set) {
  const auto [it, is_new] = pictures_.try_emplace(set.number);
  it->second.used = turn_;
  if (is_new) {
    it->second.bitmap = set.paragraph->raster(px_per_mm_);
    bytes_ += it->second.bitmap.coverage.size();
  }
  return it->second.bitmap;
}

namespace {

void wipe(text::Bitmap& bitmap) { visit::wipe(bitmap.coverage.data(), bitmap.coverage.size()); }

}  // namespace

void Painter::evict() {
  while (bytes_ > kMostBytes) {
    const auto oldest = std::min_element(
        pictures_.begin(), pictures_.end(),
        [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
    if (oldest->second.used == turn_) return;  // all of them are on this page
    bytes_ -= oldest->second.bitmap.coverage.size();
    wipe(oldest->second.bitmap);
    pictures_.erase(oldest);
  }
}

std::uint64_t Painter::prepare(const std::vector<Mark>& marks) {
  ++turn_;
  commands_.clear();
  list_->_ResetForNewFrame();
  // Lines from a texture would need ImGui's font atlas, which we do not have.
  list_->Flags = ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AntiAliasedFill;
  for (const Mark& mark : marks) {
    std::visit([this](const auto& each) { add(each); }, mark);
  }
  evict();
  prints_.clear();
  Hash all;
  for (const Command& command : commands_) {
    prints_.push_back(print_of(command));
    all.add(prints_.back());
  }
  return all.value();
}

Painter::Print Painter::print_of(const Command& command) const {
  Hash hash;
  hash.add(command.index());
  if (const auto* fill = std::get_if<Fill>(&command)) {
    hash.add(fill->colour);
    return {hash.value(), fill->rect};
  }
  if (const auto* words = std::get_if<Words>(&command)) {
    hash.add(words->number), hash.add(words->colour);
    return {hash.value(), words->rect};
  }
  if (const auto* triangles = std::get_if<Triangles>(&command)) {
    const std::span corners(list_->VtxBuffer.Data + triangles->first_vertex, triangles->vertices);
    hash.bytes(corners.data(), corners.size_bytes());
    ImVec2 low = corners.front().pos, high = low;
    for (const ImDrawVert& corner : corners) {
      low = {std::min(low.x, corner.pos.x), std::min(low.y, corner.pos.y)};
      high = {std::max(high.x, corner.pos.x), std::max(high.y, corner.pos.y)};
    }
    const int left = static_cast<int>(std::floor(low.x)), top = static_cast<int>(std::floor(low.y));
    return {hash.value(),
            {left, top, static_cast<int>(std::ceil(high.x)) - left + 1,
             static_cast<int>(std::ceil(high.y)) - top + 1}};
  }
  // What follows a window shows elsewhere.
  const auto& window = std::get<Window>(command);
  hash.add(window.rect);
  return {hash.value(), whole()};
}

// Commands that both pictures begin and end with leave the same pixels in both; those between them
// stay within their bounds.
PixelRect Painter::damage() const {
  if (painted_.empty()) return whole();
  const auto [was, is] =
      std::mismatch(painted_.begin(), painted_.end(), prints_.begin(), prints_.end());
  const auto [was_end, is_end] = std::mismatch(painted_.rbegin(), std::make_reverse_iterator(was),
                                               prints_.rbegin(), std::make_reverse_iterator(is));
  PixelRect out;
  std::for_each(was, was_end.base(), [&](const Print& p) { out = around(out, p.bounds); });
  std::for_each(is, is_end.base(), [&](const Print& p) { out = around(out, p.bounds); });
  return common(out, whole());
}

void Painter::paint() {
  const PixelRect room = damage();
  painted_ = prints_;
  if (room.empty()) return;
  canvas_.clip(room);
  const std::span vertices(list_->VtxBuffer.Data, static_cast<std::size_t>(list_->VtxBuffer.Size));
  const std::span indices(list_->IdxBuffer.Data, static_cast<std::size_t>(list_->IdxBuffer.Size));
  for (std::size_t i = 0; i < commands_.size(); ++i) {
    const Command& command = commands_[i];
    if (common(prints_[i].bounds, room).empty()) continue;
    if (const auto* fill = std::get_if<Fill>(&command)) {
      canvas_.fill(fill->rect, fill->colour);
    } else if (const auto* words = std::get_if<Words>(&command)) {
      canvas_.cover(words->rect, pictures_[words->number].bitmap.coverage, words->colour);
    } else if (const auto* triangles = std::get_if<Triangles>(&command)) {
      canvas_.triangles(vertices, indices.subspan(triangles->first, triangles->count));
    } else if (const auto* window = std::get_if<Window>(&command)) {
      canvas_.clip(window->everywhere ? room : common(window->rect, room));
    }
  }
}

void Painter::forget() {
  for (auto& [number, picture] : pictures_) wipe(picture.bitmap);
  pictures_.clear();
  bytes_ = 0;
  commands_.clear();
  prints_.clear();
  painted_.clear();
}

}  // namespace ui
