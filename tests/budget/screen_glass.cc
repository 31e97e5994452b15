// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/budget/screen_glass.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>

#include <algorithm>
#include <cstring>
#include <sstream>
#include <thread>

namespace budget {

namespace {

constexpr Pixel kColour = 0xFFFFFF;

struct DestroyImage {
  void operator()(XImage* image) const { XDestroyImage(image); }
};
using ImagePtr = std::unique_ptr<XImage, DestroyImage>;

ImagePtr grab(Display* display, int x, int y, int width, int height) {
  ImagePtr image(XGetImage(display, DefaultRootWindow(display), x, y, static_cast<unsigned>(width),
                           static_cast<unsigned>(height), AllPlanes, ZPixmap));
  if (image && image->bits_per_pixel != 32) image.reset();
  return image;
}

// Of an image of 32 bits a pixel in this machine's order, as X servers on the same machine send it.
Pixel pixel(const XImage* image, int x, int y) {
  Pixel value = 0;
  std::memcpy(&value, image->data + static_cast<std::ptrdiff_t>(y) * image->bytes_per_line + x * 4,
              sizeof value);
  return value & kColour;
}

template <typename Holds>
std::optional<Clock::time_point> wait_until(Holds holds, Clock::duration pause,
                                            Clock::duration at_most) {
  const auto end = Clock::now() + at_most;
  while (Clock::now() < end) {
    if (holds()) return Clock::now();
    std::this_thread::sleep_for(pause);
  }
  return std::nullopt;
}

}  // namespace

Glass::Glass(std::string name, _XDisplay* display) : name_(std::move(name)), display_(display) {}
Glass::~Glass() { XCloseDisplay(display_); }

std::unique_ptr<Glass> Glass::open(const std::string& name) {
  Display* const display = XOpenDisplay(name.c_str());
  if (display == nullptr) return nullptr;
  std::unique_ptr<Glass> glass(new Glass(name, display));
  int event = 0, error = 0, major = 0, minor = 0;
  if (XTestQueryExtension(display, &event, &error, &major, &minor) == 0) return nullptr;
  const int screen = DefaultScreen(display);
  if (DisplayWidth(display, screen) != kGlassWidth ||
      DisplayHeight(display, screen) != kGlassHeight)
    return nullptr;
  return glass;
}

Pixel Glass::at(Place place) const {
  const ImagePtr image = grab(display_, place.x, place.y, 1, 1);
  return image ? pixel(image.get(), 0, 0) : 0;
}

int Glass::inked(const Words& words) const {
  const ImagePtr image = grab(display_, words.x, words.y, words.width, words.height);
  if (!image) return 0;
  int count = 0;
  for (int y = 0; y < words.height; ++y) {
    for (int x = 0; x < words.width; ++x) {
      count += pixel(image.get(), x, y) == words.colour ? 1 : 0;
    }
  }
  return count;
}

bool Glass::shows(const Landmarks& page) const {
  return std::all_of(page.spots.begin(), page.spots.end(),
                     [this](const Spot& spot) {
                       return at({spot.x, spot.y}) == spot.colour;
                     }) &&
         std::all_of(page.words.begin(), page.words.end(),
                     [this](const Words& words) { return inked(words) >= words.least; });
}

std::string Glass::missing(const Landmarks& page) const {
  std::ostringstream out;
  out << std::hex;
  for (const Spot& spot : page.spots) {
    const Pixel is = at({spot.x, spot.y});
    if (is == spot.colour) continue;
    out << spot.colour << std::dec << " at " << spot.x << "," << spot.y << ", where " << std::hex
        << is << " is";
    return out.str();
  }
  for (const Words& words : page.words) {
    const int count = inked(words);
    if (count >= words.least) continue;
    out << words.colour << std::dec << " within " << words.x << "," << words.y << ": only " << count
        << " of " << words.least;
    return out.str();
  }
  return "";
}

std::optional<Clock::time_point> Glass::wait_for(const Landmarks& page, Clock::duration pause,
                                                 Clock::duration at_most) const {
  return wait_until([&] { return shows(page); }, pause, at_most);
}

std::optional<Clock::time_point> Glass::wait_for_change(Place place, Pixel from,
                                                        Clock::duration pause,
                                                        Clock::duration at_most) const {
  return wait_until([&] { return at(place) != from; }, pause, at_most);
}

bool Glass::clear(const Landmarks& page) const {
  const Window root = DefaultRootWindow(display_);
  XSetWindowBackground(display_, root, BlackPixel(display_, DefaultScreen(display_)));
  const auto gone = wait_until(
      [&] {
        XClearWindow(display_, root);
        XSync(display_, False);
        return std::none_of(page.spots.begin(), page.spots.end(), [this](const Spot& spot) {
          return at({spot.x, spot.y}) == spot.colour;
        });
      },
      std::chrono::milliseconds{20}, std::chrono::seconds{10});
  return gone.has_value();
}

void Glass::move(Place place) const {
  XTestFakeMotionEvent(display_, -1, place.x, place.y, CurrentTime);
  XSync(display_, False);
}

Clock::time_point Glass::press(bool down) const {
  const auto sent = Clock::now();
  XTestFakeButtonEvent(display_, 1, down ? True : False, CurrentTime);
  XFlush(display_);
  return sent;
}

}  // namespace budget
