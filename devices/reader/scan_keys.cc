// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/scan_keys.h"

#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <xkbcommon/xkbcommon.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <iterator>
#include <utility>

namespace devices::reader {

namespace {

// X has counted its keys from 8 ever since; evdev counts from 0.
constexpr std::uint32_t kFirstKey = 8;
// What `value` says of a key.
constexpr std::int32_t kReleased = 0;
constexpr std::int32_t kPressed = 1;

void append(Scans more, Scans& scans) {
  std::move(more.begin(), more.end(), std::back_inserter(scans));
}

}  // namespace

void KeyDecoder::Release::operator()(xkb_keymap* keymap) const { xkb_keymap_unref(keymap); }

void KeyDecoder::Release::operator()(xkb_state* state) const { xkb_state_unref(state); }

std::optional<KeyDecoder> KeyDecoder::us() {
  // The layout is ours to say, not the environment's.
  xkb_context* const context = xkb_context_new(XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
  if (context == nullptr) return std::nullopt;
  xkb_context_set_log_level(context, XKB_LOG_LEVEL_CRITICAL);
  const xkb_rule_names names{"evdev", "pc105", "us", "", ""};
  Keymap keymap(xkb_keymap_new_from_names(context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS));
  xkb_context_unref(context);
  if (!keymap) return std::nullopt;
  KeyDecoder decoder(std::move(keymap));
  if (!decoder.state_) return std::nullopt;
  return decoder;
}

KeyDecoder::KeyDecoder(Keymap keymap) : keymap_(std::move(keymap)) { begin_afresh(); }

KeyDecoder::~KeyDecoder() { visit::wipe(part_.data(), part_.size()); }

// Nothing held, nothing locked.
void KeyDecoder::begin_afresh() { state_.reset(xkb_state_new(keymap_.get())); }

Scans KeyDecoder::take(std::span<const std::uint8_t> bytes, ScanFramer& framer) {
  static_assert(sizeof(input_event) == sizeof part_);
  Scans scans;
  while (!bytes.empty()) {
    const std::size_t count = std::min(bytes.size(), part_.size() - have_);
    std::copy_n(bytes.begin(), count, part_.begin() + static_cast<std::ptrdiff_t>(have_));
    bytes = bytes.subspan(count);
    have_ += count;
    if (have_ < part_.size()) break;
    have_ = 0;
    input_event event{};
    std::memcpy(&event, part_.data(), sizeof event);
    take(event, framer, scans);
  }
  return scans;
}

void KeyDecoder::take(const input_event& event, ScanFramer& framer, Scans& scans) {
  const Instant at =
      std::chrono::duration_cast<Milliseconds>(std::chrono::seconds(event.input_event_sec) +
                                               std::chrono::microseconds(event.input_event_usec));
  if (event.type == EV_SYN && event.code == SYN_DROPPED) {
    // The kernel's buffer ran over. Which keys are held is not known any more.
    dropping_ = true;
    if (auto broken = framer.lose(at)) scans.push_back(std::move(*broken));
  } else if (event.type == EV_SYN && event.code == SYN_REPORT && dropping_) {
    dropping_ = false;
    begin_afresh();
  }
  // The key repeat is the kernel's, not the scanner's: value 2 says nothing.
  const bool pressed = event.value == kPressed;
  if (dropping_ || event.type != EV_KEY || (!pressed && event.value != kReleased)) return;

  // Between two texts no key is held and no lock is meant to last, whatever was lost before.
  if (at - last_ > ScanFramer::kSilence) begin_afresh();
  last_ = at;
  const std::uint32_t key = event.code + kFirstKey;
  if (pressed) press(key, at, framer, scans);
  xkb_state_update_key(state_.get(), key, pressed ? XKB_KEY_DOWN : XKB_KEY_UP);
}

void KeyDecoder::press(std::uint32_t key, Instant at, ScanFramer& framer, Scans& scans) {
  std::array<char, 8> utf8{};
  const int size = xkb_state_key_get_utf8(state_.get(), key, utf8.data(), utf8.size());
  if (size <= 0 || size >= static_cast<int>(utf8.size())) return;
  std::array<std::uint8_t, utf8.size()> bytes{};
  std::copy(utf8.begin(), utf8.end(), bytes.begin());
  append(framer.take(std::span(bytes).first(static_cast<std::size_t>(size)), at), scans);
}

tl::expected<std::unique_ptr<ScanKeys>, LineTrouble> ScanKeys::open(const std::string& device) {
  Descriptor opened(::open(device.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  constexpr int kGrab = 1;
  int clock = CLOCK_MONOTONIC;
  if (!opened || ::ioctl(opened.get(), EVIOCGRAB, kGrab) != 0 ||
      ::ioctl(opened.get(), EVIOCSCLOCKID, &clock) != 0) {
    return tl::unexpected(LineTrouble::gone);
  }
  auto decoder = KeyDecoder::us();
  if (!decoder) return tl::unexpected(LineTrouble::gone);
  return std::make_unique<ScanKeys>(std::move(opened), std::move(*decoder));
}

tl::expected<std::size_t, LineTrouble> ScanKeys::read(std::span<std::uint8_t> room, Instant until) {
  const Deadline deadline = Deadline::at(until);
  for (;;) {
    pollfd entry{device_.get(), POLLIN, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(deadline.left().count()));
    if (ready == 0) return tl::unexpected(LineTrouble::silent);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0 || (entry.revents & POLLIN) == 0) return tl::unexpected(LineTrouble::gone);
    const ssize_t got = ::read(device_.get(), room.data(), room.size());
    if (got > 0) return static_cast<std::size_t>(got);
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) return tl::unexpected(LineTrouble::gone);
  }
}

}  // namespace devices::reader
