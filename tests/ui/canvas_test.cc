// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas.h"

#include <imgui/imgui.h>

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

using namespace ui;

namespace {

constexpr std::uint32_t kWhite = 0xFFFFFFFF, kBlack = 0xFF000000;

ImDrawVert at(float x, float y, int alpha = 255) {
  return {{x, y}, {0, 0}, IM_COL32(255, 255, 255, alpha)};
}

std::uint32_t pixel(const Canvas& canvas, int x, int y) {
  return canvas.pixels()[static_cast<std::size_t>(y * canvas.width() + x)];
}

long count(const Canvas& canvas, std::uint32_t colour) {
  return std::count(canvas.pixels().begin(), canvas.pixels().end(), colour);
}

}  // namespace

TEST_CASE("two triangles of a rectangle are that rectangle, pixel for pixel") {
  Canvas a(40, 30), b(40, 30);
  a.fill({5, 4, 20, 17}, {255, 255, 255});
  const std::array<ImDrawVert, 4> corners{at(5, 4), at(25, 4), at(25, 21), at(5, 21)};
  const std::array<std::uint16_t, 6> two{0, 1, 2, 0, 2, 3};
  b.triangles(corners, two);
  CHECK(std::equal(a.pixels().begin(), a.pixels().end(), b.pixels().begin()));
  CHECK(count(a, kWhite) == 20 * 17);
}

TEST_CASE("triangles that share an edge blend none of its pixels twice, wherever it runs") {
  // A fan of half-opaque triangles round points off the grid: one blend gives 128, two would give
  // 192.
  for (int i = 0; i < 50; ++i) {
    Canvas canvas(64, 64);
    const float cx = 32.0F + 0.13F * static_cast<float>(i),
                cy = 31.3F - 0.07F * static_cast<float>(i);
    std::vector<ImDrawVert> v{at(cx, cy, 128)};
    std::vector<std::uint16_t> fan;
    constexpr int kBlades = 17;
    for (int k = 0; k < kBlades; ++k) {
      const double angle = 2 * 3.14159265358979 * k / kBlades + 0.1 * i;
      v.push_back(at(cx + 20 * static_cast<float>(std::cos(angle)),
                     cy + 20 * static_cast<float>(std::sin(angle)), 128));
      const auto here = static_cast<std::uint16_t>(k + 1);
      fan.insert(fan.end(), {0, here, static_cast<std::uint16_t>((k + 1) % kBlades + 1)});
    }
    canvas.triangles(v, fan);
    const long once = count(canvas, 0xFF808080);
    CHECK(once + count(canvas, kBlack) == 64 * 64);
    CHECK(std::abs(static_cast<double>(once) - 3.1416 * 400 * 0.977) < 12);
  }
}

TEST_CASE("opacity runs evenly between the corners") {
  Canvas canvas(256, 4);
  const std::array<ImDrawVert, 4> ramp{at(0, 0, 0), at(256, 0, 255), at(256, 4, 255), at(0, 4, 0)};
  const std::array<std::uint16_t, 6> two{0, 1, 2, 0, 2, 3};
  canvas.triangles(ramp, two);
  for (int x = 0; x < 256; x += 15) {
    const int expected = static_cast<int>(std::lround((x + 0.5) * 255 / 256));
    CHECK(std::abs(static_cast<int>(pixel(canvas, x, 2) & 0xFF) - expected) <= 1);
  }
}

TEST_CASE("nothing is painted outside the clip or the canvas") {
  Canvas canvas(20, 20);
  canvas.clip({5, 5, 10, 10});
  canvas.fill({-100, -100, 500, 500}, {255, 255, 255});
  CHECK(count(canvas, kWhite) == 100);
  canvas.clip_nothing();
  const std::array<ImDrawVert, 3> vast{at(-500, -500), at(900, -500), at(-500, 900)};
  const std::array<std::uint16_t, 3> one{0, 1, 2};
  canvas.triangles(vast, one);
  CHECK(count(canvas, kWhite) == 400);
  const std::vector<std::uint8_t> full(100 * 100, 255);
  canvas.cover({-40, -40, 100, 100}, full, {0, 0, 0});
  CHECK(count(canvas, kBlack) == 400);
}

TEST_CASE("coverage mixes by what it covers") {
  Canvas canvas(3, 1);
  canvas.fill({0, 0, 3, 1}, {255, 255, 255});
  const std::array<std::uint8_t, 3> some{0, 128, 255};
  canvas.cover({0, 0, 3, 1}, some, {0, 0, 0});
  CHECK(pixel(canvas, 0, 0) == kWhite);
  CHECK((pixel(canvas, 1, 0) & 0xFF) == 127);
  CHECK(pixel(canvas, 2, 0) == kBlack);
}

TEST_CASE("a wiped canvas holds nothing") {
  Canvas canvas(10, 10);
  canvas.fill({0, 0, 10, 10}, {200, 100, 50});
  canvas.wipe();
  CHECK(count(canvas, 0) == 100);
}
