// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/replay.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <numeric>
#include <utility>
#include <vector>

#include "devices/sandbox/wires/wire.h"

namespace sandbox {
namespace {

using std::chrono::microseconds;

struct Line {
  microseconds at{};
  bool from_host = false;
  std::vector<std::optional<std::uint8_t>> bytes;  // none: hidden
};

// The next word of `text`, which loses it.
std::string_view word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r"), text.size()));
  const std::string_view found = text.substr(0, text.find_first_of(" \t\r"));
  text.remove_prefix(found.size());
  return found;
}

std::optional<Line> parse_line(std::string_view text) {
  Line line;
  const std::string_view when = word(text);
  double seconds = 0;
  const auto [end, error] = std::from_chars(when.data(), when.data() + when.size(), seconds);
  if (error != std::errc{} || end != when.data() + when.size() || seconds < 0) return std::nullopt;
  line.at = microseconds(static_cast<std::int64_t>(seconds * 1e6));
  const std::string_view direction = word(text);
  if (direction != ">" && direction != "<") return std::nullopt;
  line.from_host = direction == ">";
  for (std::string_view byte = word(text); !byte.empty(); byte = word(text)) {
    std::uint8_t value = 0;
    if (byte == "--") {
      line.bytes.emplace_back(std::nullopt);
      continue;
    }
    const auto [last, wrong] = std::from_chars(byte.data(), byte.data() + byte.size(), value, 16);
    if (byte.size() != 2 || wrong != std::errc{} || last != byte.data() + 2) return std::nullopt;
    line.bytes.emplace_back(value);
  }
  if (line.bytes.empty()) return std::nullopt;
  return line;
}

std::optional<std::vector<Line>> parse(std::string_view text) {
  constexpr std::string_view kFirst = "# green-channel wire recording 1";
  std::vector<Line> lines;
  bool first = true;
  bool protocol = false;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (std::exchange(first, false)) {
      if (line != kFirst) return std::nullopt;
      continue;
    }
    if (line.empty() || line[0] == '#') continue;
    if (line == "protocol sam-v" || line == "protocol pn532") {
      if (std::exchange(protocol, true)) return std::nullopt;
      continue;
    }
    auto parsed = parse_line(line);
    if (!protocol || !parsed) return std::nullopt;
    lines.push_back(std::move(*parsed));
  }
  if (!protocol) return std::nullopt;
  return lines;
}

// Where the check byte of a whole frame lies, and how to make it; none in anything else. The head
// of a frame is never hidden unless all of it is.
struct Check {
  std::size_t at;
  std::uint8_t (*make)(ByteView frame, std::size_t at);
};

std::uint8_t make_chk(ByteView frame, std::size_t at) {
  return std::accumulate(frame.begin() + 5, frame.begin() + static_cast<std::ptrdiff_t>(at),
                         std::uint8_t{0}, std::bit_xor<>());
}

std::uint8_t make_dcs(ByteView frame, std::size_t at) {
  const std::size_t extended = frame[3] == 0xff && frame[4] == 0xff ? 3 : 0;
  const auto from = frame.begin() + 5 + static_cast<std::ptrdiff_t>(extended);
  const auto sum = std::accumulate(from, frame.begin() + static_cast<std::ptrdiff_t>(at), 0u);
  return static_cast<std::uint8_t>(0x100u - (sum & 0xffu));
}

bool begins(const Line& line, ByteView head) {
  return line.bytes.size() > head.size() + 2 &&
         std::equal(head.begin(), head.end(), line.bytes.begin(),
                    [](std::uint8_t a, std::optional<std::uint8_t> b) { return b == a; });
}

std::optional<Check> check_of(const Line& line) {
  constexpr std::array<std::uint8_t, 5> kSamV{0xaa, 0xaa, 0xaa, 0x96, 0x69};
  constexpr std::array<std::uint8_t, 3> kPn532{0x00, 0x00, 0xff};
  if (begins(line, kSamV)) return Check{line.bytes.size() - 1, make_chk};
  // A last 00 stands behind it, if it was sent.
  const std::size_t behind = line.bytes.back() ? 2 : 1;
  if (begins(line, kPn532)) return Check{line.bytes.size() - behind, make_dcs};
  return std::nullopt;
}

Bytes filled(const Line& line, const Replay::Filler& filler) {
  Bytes bytes(line.bytes.size());
  std::vector<std::size_t> hidden;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = line.bytes[i].value_or(0x00);
    if (!line.bytes[i]) hidden.push_back(i);
  }
  if (hidden.empty()) return bytes;
  const auto check = check_of(line);
  if (check && hidden.back() == check->at) hidden.pop_back();
  if (filler) {
    const Bytes fill = filler(hidden.size());
    for (std::size_t i = 0; i < std::min(fill.size(), hidden.size()); ++i) {
      bytes[hidden[i]] = fill[i];
    }
  }
  if (check && !line.bytes[check->at]) bytes[check->at] = check->make(bytes, check->at);
  return bytes;
}

}  // namespace

struct Replay::Far final : FarEnd {
  Far(std::filesystem::path path, std::vector<Line> all, ReplayPace its_pace, Filler its_filler)
      : lines(std::move(all)),
        pace(its_pace),
        filler(std::move(its_filler)),
        wire(std::move(path), *this) {
    // A recording may begin with the device's own words.
    wire.run([this] {
      wire.set_paced(pace == ReplayPace::recorded);
      go_on();
    });
  }

  void hear(ByteView bytes) override {
    heard.insert(heard.end(), bytes.begin(), bytes.end());
    go_on();
  }

  void ring() override {
    say();
    go_on();
  }

  void go_on() {
    while (followed && !pausing && position < lines.size()) {
      if (!lines[position].from_host) {
        pause_or_say();
      } else if (!listen()) {
        return;
      }
    }
  }

  // Takes in what was heard of the line. False when it is not all there yet, or another.
  bool listen() {
    const auto& expected = lines[position].bytes;
    while (matched < expected.size()) {
      if (heard.empty()) return false;
      if (expected[matched].value_or(heard.front()) != heard.front()) {
        followed = false;
        return false;
      }
      heard.pop_front();
      ++matched;
    }
    matched = 0;
    ++position;
    return true;
  }

  void pause_or_say() {
    const microseconds before = position == 0 ? microseconds(0) : lines[position - 1].at;
    const microseconds pause = lines[position].at - before;
    if (pace == ReplayPace::none || pause <= microseconds(0)) return say();
    pausing = true;
    wire.ring_in(pause);
  }

  void say() {
    pausing = false;
    wire.say(filled(lines[position], filler));
    ++position;
  }

  const std::vector<Line> lines;
  const ReplayPace pace;
  const Filler filler;
  std::deque<std::uint8_t> heard;
  std::size_t position = 0;
  std::size_t matched = 0;
  bool followed = true;
  bool pausing = false;
  Wire wire;  // last: its thread uses everything above
};

std::unique_ptr<Replay> Replay::open(std::filesystem::path path, std::string_view recording,
                                     ReplayPace pace, Filler filler) {
  auto lines = parse(recording);
  if (!lines) return nullptr;
  return std::unique_ptr<Replay>(new Replay(
      std::make_unique<Far>(std::move(path), std::move(*lines), pace, std::move(filler))));
}

Replay::Replay(std::unique_ptr<Far> far) : far_(std::move(far)) {}
Replay::~Replay() = default;

const std::filesystem::path& Replay::path() const { return far_->wire.path(); }

bool Replay::followed() const {
  bool followed = false;
  far_->wire.run([&] { followed = far_->followed; });
  return followed;
}

std::size_t Replay::position() const {
  std::size_t position = 0;
  far_->wire.run([&] { position = far_->position; });
  return position;
}

bool Replay::finished() const { return position() == far_->lines.size(); }

void Replay::unplug() {
  far_->wire.run([&] {
    far_->wire.unplug();
    far_->pausing = true;
  });
}

}  // namespace sandbox
