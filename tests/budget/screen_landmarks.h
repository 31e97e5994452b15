// SPDX-License-Identifier: GPL-3.0-or-later
// By which pixels an outside observer knows that a page stands on a glass of 1080x1920: fills at
// fixed places, and enough ink where its words stand. The same for the kiosk and for the web page
// that looks like it (tests/peers/screen.html). Plain values; any thread.
#pragma once

#include <cstdint>
#include <span>

namespace budget {

inline constexpr int kGlassWidth = 1080, kGlassHeight = 1920;

// 0xRRGGBB.
using Pixel = std::uint32_t;

inline constexpr Pixel kPaper = 0xFAF7F1, kSurface = 0xFFFFFF, kInk = 0x1C2126, kAct = 0x12406B,
                       kOnAct = 0xFFFFFF, kSunk = 0xEFEBE2;

struct Spot {
  int x, y;
  Pixel colour;
};
// At least `least` pixels of exactly this colour within: the middle of bold strokes.
struct Words {
  int x, y, width, height;
  Pixel colour;
  int least;
};
struct Landmarks {
  std::span<const Spot> spots;
  std::span<const Words> words;
};

// Ground, four choices and band; the words of the greeting and of every choice.
inline constexpr Spot kWelcomeSpots[] = {
    {20, 220, kPaper},    {20, 1084, kPaper},    {75, 754, kAct},      {1000, 900, kAct},
    {75, 1084, kSurface}, {75, 1342, kSurface},  {75, 1600, kSurface}, {1000, 1180, kSurface},
    {20, 1900, kSunk},    {1000, 1440, kSurface}};
inline constexpr Words kWelcomeWords[] = {{56, 270, 860, 120, kInk, 3000},
                                          {295, 610, 360, 210, kOnAct, 3000},
                                          {295, 1015, 350, 75, kInk, 1500},
                                          {295, 1270, 420, 80, kInk, 1500},
                                          {295, 1530, 490, 80, kInk, 1500}};
inline constexpr Landmarks kWelcome{kWelcomeSpots, kWelcomeWords};

// The page after the first choice: its question, four promises and two answers.
inline constexpr Spot kConsentSpots[] = {{20, 220, kPaper},    {75, 580, kPaper},
                                         {75, 1084, kPaper},   {75, 1390, kAct},
                                         {75, 1550, kSurface}, {20, 1900, kSunk}};
inline constexpr Words kConsentWords[] = {
    {56, 245, 720, 180, kInk, 3000}, {165, 590, 230, 60, kInk, 600},
    {165, 770, 280, 60, kInk, 600},  {165, 950, 180, 60, kInk, 400},
    {165, 1130, 380, 60, kInk, 900}, {355, 1340, 450, 90, kOnAct, 1500},
    {255, 1520, 580, 70, kInk, 1500}};
inline constexpr Landmarks kConsent{kConsentSpots, kConsentWords};

// The middle of the first choice and of "back", and a pixel of the first choice that shows at once
// that a finger is on it: its face goes down by the height of its edge.
struct Place {
  int x, y;
};
inline constexpr Place kFirstChoice{540, 750}, kBack{200, 1718};
inline constexpr Place kFaceTop{540, 567};

}  // namespace budget
