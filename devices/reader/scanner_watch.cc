// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/scanner_watch.h"

#include <algorithm>
#include <array>
#include <utility>

#include "devices/reader/scan_keys.h"
#include "devices/reader/serial_line.h"

namespace devices::reader {

namespace {

// USB knows no baud; it is set because a serial line has one.
constexpr int kBaud = 115200;
// A scan wakes the thread by itself. This is how soon it sees that the session is over.
constexpr Milliseconds kLookUp{5000};
constexpr Milliseconds kFirstRetry{200};
constexpr Milliseconds kLastRetry{5000};
// Opening a USB line makes two control transfers, which the kernel gives five seconds each.
constexpr Milliseconds kPatience{12'000};
// Nobody holds up more papers than this. A scanner that babbles must not fill the channel, which
// would end the card readers with it.
constexpr int kMostPerSecond = 20;

class SerialScanner final : public Scanner {
 public:
  explicit SerialScanner(std::unique_ptr<SerialLine> line) : line_(std::move(line)) {}

  tl::expected<std::size_t, LineTrouble> read(std::span<std::uint8_t> room,
                                              Instant until) override {
    return line_->read(room, until);
  }

  // A serial line does not say when a byte arrived. Bytes that were there when silence was looked
  // for came in time: a machine that is late breaks no text off.
  Scans frame(std::span<const std::uint8_t> bytes, ScanFramer& framer) override {
    const Instant now = line_->now();
    return framer.take(bytes, std::min(now, framer.due().value_or(now)));
  }

 private:
  std::unique_ptr<SerialLine> line_;
};

class ScannerWatch {
 public:
  ScannerWatch(Session& session, Scanner& scanner) : session_(session), scanner_(scanner) {}
  ScannerWatch(const ScannerWatch&) = delete;
  ScannerWatch& operator=(const ScannerWatch&) = delete;
  ~ScannerWatch() { visit::wipe(room_.data(), room_.size()); }

  // What is still coming when the scanner is opened is the end of a text that nobody waited for.
  // False when the silence after it never came.
  bool settle() {
    while (!session_.leaving()) {
      session_.promise(Part::scanner, kPatience);
      const auto got = scanner_.read(room_, monotonic_now() + ScanFramer::kSilence);
      visit::wipe(room_.data(), room_.size());
      if (!got) return got.error() == LineTrouble::silent;
    }
    return false;
  }

  // Until the scanner is lost or the session is over.
  void listen() {
    while (!session_.leaving()) {
      session_.promise(Part::scanner, kPatience);
      const Instant look_up = monotonic_now() + kLookUp;
      const auto got = scanner_.read(room_, std::min(look_up, framer_.due().value_or(look_up)));
      if (!got && got.error() == LineTrouble::gone) return;
      follow_round();
      if (got) {
        const auto bytes = std::span(room_).first(*got);
        tell(scanner_.frame(bytes, framer_));
        visit::wipe(bytes.data(), bytes.size());
      } else if (auto broken = framer_.silent(monotonic_now())) {
        tell(std::move(*broken));
      }
    }
  }

 private:
  void follow_round() {
    const auto round = session_.wanted(visit::Wanted::paper);
    if (round == round_) return;
    round_ = round;
    framer_.disown();
    second_ends_ = Instant{0};
  }

  void tell(Scans scans) {
    for (Scan& scan : scans) tell(std::move(scan));
    if (!scans.empty()) visit::wipe_stack();
  }

  void tell(Scan scan) {
    if (!round_ || !may_tell()) return;
    if (scan) {
      session_.scanned(*round_, std::move(*scan));
    } else {
      session_.scan_failed(*round_, scan.error());
    }
  }

  bool may_tell() {
    const Instant now = monotonic_now();
    if (now >= second_ends_) {
      second_ends_ = now + std::chrono::seconds(1);
      told_ = 0;
    }
    return ++told_ <= kMostPerSecond;
  }

  Session& session_;
  Scanner& scanner_;
  ScanFramer framer_;
  std::optional<Session::Round> round_;
  Instant second_ends_{0};
  int told_ = 0;
  std::array<std::uint8_t, 1536> room_{};  // 64 key events
};

tl::expected<std::unique_ptr<Scanner>, LineTrouble> open_scanner(const std::string& serial_device,
                                                                 const std::string& keys_device) {
  if (serial_device.empty()) return ScanKeys::open(keys_device);
  auto line = SerialLine::open(serial_device, kBaud);
  if (!line) return tl::unexpected(line.error());
  return std::make_unique<SerialScanner>(std::move(*line));
}

}  // namespace

bool follow_scanner(Session& session, Scanner& scanner) {
  ScannerWatch watch(session, scanner);
  if (!watch.settle()) return false;
  session.set_state(Part::scanner, DeviceState::works);
  watch.listen();
  return true;
}

void watch_scanner(Session& session, const std::string& serial_device,
                   const std::string& keys_device) {
  Milliseconds retry = kFirstRetry;
  while (!session.leaving()) {
    session.promise(Part::scanner, kPatience);
    {
      const auto scanner = open_scanner(serial_device, keys_device);
      if (scanner && follow_scanner(session, **scanner)) retry = kFirstRetry;
      // Closed before anything else: an open descriptor keeps the name of a port that was pulled.
    }
    if (session.leaving()) return;
    session.set_state(Part::scanner, DeviceState::gone);
    session.pause(retry, session.orders());
    retry = std::min(retry * 2, kLastRetry);
  }
}

}  // namespace devices::reader
