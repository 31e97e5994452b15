// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/reader_messages.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <string_view>
#include <utility>

#include "kiosk/visit/secret.h"

namespace devices::reader {

namespace {

using visit::Date;

constexpr std::uint8_t kStart = 0x01;
constexpr std::uint8_t kStop = 0x02;
constexpr std::uint8_t kBeat = 0x81;
constexpr std::uint8_t kLaid = 0x82;
constexpr std::uint8_t kRead = 0x83;
constexpr std::uint8_t kFailed = 0x84;
constexpr std::uint8_t kHinted = 0x85;
constexpr std::uint8_t kBadgeShown = 0x86;
constexpr std::uint8_t kScanned = 0x87;
constexpr std::uint8_t kScanFailed = 0x88;
constexpr std::uint8_t kLifted = 0x89;
constexpr std::uint8_t kMeasured = 0x8A;

constexpr std::size_t kLongestName = 360;

void put(Packet& packet, std::uint64_t value, std::size_t size) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<std::uint8_t>(value >> 8 * (size - 1 - i));
  }
  packet.append(std::span(bytes).first(size));
}

void put(Packet& packet, std::string_view text) {
  packet.append({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::uint32_t number_of(const std::optional<Date>& date) {
  if (!date) return 0;
  const auto year = static_cast<std::uint32_t>(static_cast<int>(date->year()));
  return (year * 100 + static_cast<unsigned>(date->month())) * 100 +
         static_cast<unsigned>(date->day());
}

// Takes a packet apart; once a piece is missing or left over, the whole is bad.
class Taker {
 public:
  explicit Taker(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(size)) value = value << 8 | byte;
    return value;
  }
  std::string_view text(std::size_t size) {
    const auto bytes = take(size);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // One of the first `count` values of a closed enum.
  template <class Enum>
  Enum choice(std::uint8_t count) {
    const auto value = static_cast<std::uint8_t>(number(1));
    require(value < count);
    return static_cast<Enum>(value);
  }
  BadgeId badge() {
    BadgeId id{};
    for (std::uint8_t& byte : id) byte = static_cast<std::uint8_t>(number(1));
    return id;
  }
  // A day; 0 is none.
  std::optional<Date> date() {
    const auto value = static_cast<unsigned>(number(4));
    if (value == 0) return std::nullopt;
    const Date date{std::chrono::year{static_cast<int>(value / 10000)},
                    std::chrono::month{value / 100 % 100}, std::chrono::day{value % 100}};
    require(value <= 99991231 && date.ok());
    return date;
  }
  void require(bool so) { good_ = good_ && so; }
  [[nodiscard]] bool all_good() const { return good_ && rest_.empty(); }

 private:
  std::span<const std::uint8_t> take(std::size_t size) {
    require(size <= rest_.size());
    if (!good_) return {};
    const auto taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  std::span<const std::uint8_t> rest_;
  bool good_ = true;
};

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t more = lead < 0x80             ? 0
                             : (lead & 0xE0) == 0xC0 ? 1
                             : (lead & 0xF0) == 0xE0 ? 2
                             : (lead & 0xF8) == 0xF0 ? 3
                                                     : text.size();
    if (more >= text.size() - i) return false;
    char32_t point = more == 0 ? lead : lead & (0x3FU >> more);
    for (std::size_t k = 1; k <= more; ++k) {
      const auto tail = static_cast<unsigned char>(text[i + k]);
      if ((tail & 0xC0) != 0x80) return false;
      point = point << 6 | (tail & 0x3FU);
    }
    constexpr std::array<char32_t, 4> kSmallest{0, 0x80, 0x800, 0x10000};
    if (point < kSmallest[more] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
      return false;
    }
    i += more + 1;
  }
  return true;
}

bool is_number(std::string_view number) {
  return (number.size() == 15 || number.size() == 18) &&
         std::all_of(number.begin(), number.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

// Read and Hinted have one form.
template <class Message>
Message take_identity(Taker& taker) {
  Message read;
  read.ticket = taker.number(8);
  read.identity.kind = taker.choice<visit::DocumentKind>(3);
  read.identity.birth = taker.date();
  taker.require(read.identity.birth.has_value());
  read.identity.valid_until = taker.date();
  const auto name = taker.text(static_cast<std::size_t>(taker.number(2)));
  taker.require(!name.empty() && name.size() <= kLongestName && is_utf8(name));
  const auto number = taker.text(static_cast<std::size_t>(taker.number(1)));
  taker.require(is_number(number));
  if (taker.all_good()) {
    read.identity.name = visit::Secret(name);
    read.identity.number = visit::Secret(number);
  }
  return read;
}

Scanned take_scanned(Taker& taker) {
  Scanned scanned;
  scanned.ticket = taker.number(8);
  const auto text = taker.text(static_cast<std::size_t>(taker.number(2)));
  taker.require(is_printable_scan(text));
  if (taker.all_good()) scanned.text = visit::Secret(text);
  return scanned;
}

template <class Message>
std::optional<Message> if_good(const Taker& taker, Message message) {
  if (!taker.all_good()) return std::nullopt;
  return message;
}

void put_report(const Beat& beat, Packet& packet) {
  put(packet, kBeat, 1);
  put(packet, kChannelVersion, 1);
  put(packet, static_cast<std::uint8_t>(beat.module), 1);
  put(packet, static_cast<std::uint8_t>(beat.antenna), 1);
  put(packet, static_cast<std::uint8_t>(beat.scanner), 1);
  put(packet, static_cast<std::uint8_t>(beat.thermometer), 1);
}

void put_report(const Laid& laid, Packet& packet) {
  put(packet, kLaid, 1);
  put(packet, laid.ticket, 8);
}

void put_identity(std::uint8_t type, std::uint64_t ticket, const visit::Identity& identity,
                  Packet& packet) {
  const auto& [kind, name, number, birth, valid_until] = identity;
  assert(name.reveal().size() <= kLongestName && is_number(number.reveal()));
  put(packet, type, 1);
  put(packet, ticket, 8);
  put(packet, static_cast<std::uint8_t>(kind), 1);
  put(packet, number_of(birth), 4);
  put(packet, number_of(valid_until), 4);
  put(packet, name.reveal().size(), 2);
  put(packet, name.reveal());
  put(packet, number.reveal().size(), 1);
  put(packet, number.reveal());
}

void put_report(const Read& read, Packet& packet) {
  put_identity(kRead, read.ticket, read.identity, packet);
}

void put_report(const Hinted& hinted, Packet& packet) {
  put_identity(kHinted, hinted.ticket, hinted.identity, packet);
}

void put_report(const BadgeShown& shown, Packet& packet) {
  put(packet, kBadgeShown, 1);
  put(packet, shown.ticket, 8);
  packet.append(shown.badge);
}

void put_report(const Scanned& scanned, Packet& packet) {
  assert(is_printable_scan(scanned.text.reveal()));
  put(packet, kScanned, 1);
  put(packet, scanned.ticket, 8);
  put(packet, scanned.text.reveal().size(), 2);
  put(packet, scanned.text.reveal());
}

void put_report(const ScanFailed& failed, Packet& packet) {
  put(packet, kScanFailed, 1);
  put(packet, failed.ticket, 8);
  put(packet, static_cast<std::uint8_t>(failed.trouble), 1);
}

void put_report(const Lifted& lifted, Packet& packet) {
  put(packet, kLifted, 1);
  put(packet, lifted.ticket, 8);
}

void put_report(const Measured& measured, Packet& packet) {
  assert(measured.tenths >= kColdest && measured.tenths <= kHottest);
  put(packet, kMeasured, 1);
  put(packet, measured.ticket, 8);
  put(packet, static_cast<std::uint64_t>(measured.tenths), 2);
}

void put_report(const Failed& failed, Packet& packet) {
  assert(failed.trouble != visit::CardTrouble::reader_gone);
  put(packet, kFailed, 1);
  put(packet, failed.ticket, 8);
  put(packet, static_cast<std::uint8_t>(failed.trouble), 1);
}

}  // namespace

// C0, DEL and C1; in UTF-8 the last are C2 80 to C2 9F.
bool is_printable_scan(std::string_view text) {
  if (text.empty() || text.size() > kLongestScan || !is_utf8(text)) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return false;
    if (byte == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0) return false;
  }
  return true;
}

Packet::~Packet() { visit::wipe(bytes_.data(), bytes_.size()); }

void Packet::append(std::span<const std::uint8_t> bytes) {
  assert(bytes.size() <= kLongestPacket - size_);
  if (!bytes.empty()) std::memcpy(bytes_.data() + size_, bytes.data(), bytes.size());
  size_ += bytes.size();
}

void encode(const Order& order, Packet& packet) {
  packet.set_size(0);
  if (const auto* start = std::get_if<Start>(&order)) {
    put(packet, kStart, 1);
    put(packet, start->ticket, 8);
    put(packet, static_cast<std::uint8_t>(start->wanted), 1);
    if (start->wanted == visit::Wanted::desk) packet.append(start->badge);
  } else {
    put(packet, kStop, 1);
  }
}

void encode(const Report& report, Packet& packet) {
  packet.set_size(0);
  std::visit([&](const auto& message) { put_report(message, packet); }, report);
}

std::optional<Order> decode_order(std::span<const std::uint8_t> packet) {
  Taker taker(packet);
  switch (taker.number(1)) {
    case kStart: {
      Start start{taker.number(8)};
      start.wanted = taker.choice<visit::Wanted>(6);
      if (start.wanted == visit::Wanted::desk) start.badge = taker.badge();
      return if_good<Order>(taker, start);
    }
    case kStop:
      return if_good<Order>(taker, Stop{});
    default:
      return std::nullopt;
  }
}

std::optional<Report> decode_report(std::span<const std::uint8_t> packet) {
  Taker taker(packet);
  switch (taker.number(1)) {
    case kBeat: {
      taker.require(taker.number(1) == kChannelVersion);
      Beat beat;
      beat.module = taker.choice<DeviceState>(3);
      beat.antenna = taker.choice<DeviceState>(3);
      beat.scanner = taker.choice<DeviceState>(3);
      beat.thermometer = taker.choice<DeviceState>(3);
      return if_good<Report>(taker, beat);
    }
    case kLaid: {
      const Laid laid{taker.number(8)};
      return if_good<Report>(taker, laid);
    }
    case kRead: {
      Read read = take_identity<Read>(taker);
      return if_good<Report>(taker, std::move(read));
    }
    case kFailed: {
      Failed failed;
      failed.ticket = taker.number(8);
      failed.trouble = taker.choice<visit::CardTrouble>(
          static_cast<std::uint8_t>(visit::CardTrouble::reader_gone));
      return if_good<Report>(taker, failed);
    }
    case kHinted: {
      Hinted hinted = take_identity<Hinted>(taker);
      return if_good<Report>(taker, std::move(hinted));
    }
    case kBadgeShown: {
      BadgeShown shown{taker.number(8)};
      shown.badge = taker.badge();
      return if_good<Report>(taker, shown);
    }
    case kScanned: {
      Scanned scanned = take_scanned(taker);
      return if_good<Report>(taker, std::move(scanned));
    }
    case kScanFailed: {
      ScanFailed scan_failed{taker.number(8)};
      scan_failed.trouble = taker.choice<visit::ScanTrouble>(3);
      return if_good<Report>(taker, scan_failed);
    }
    case kLifted: {
      const Lifted lifted{taker.number(8)};
      return if_good<Report>(taker, lifted);
    }
    case kMeasured: {
      Measured measured{taker.number(8)};
      measured.tenths = static_cast<int>(taker.number(2));
      taker.require(measured.tenths >= kColdest && measured.tenths <= kHottest);
      return if_good<Report>(taker, measured);
    }
    default:
      return std::nullopt;
  }
}

}  // namespace devices::reader
