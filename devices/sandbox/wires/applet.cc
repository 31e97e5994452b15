// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/wires/applet.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "devices/sandbox/wires/apdu.h"
#include "devices/sandbox/wires/passport_applet.h"
#include "devices/sandbox/wires/piv_applet.h"

namespace sandbox {
namespace {

// A SELECT's command data, when the APDU is a SELECT by `p1`.
std::optional<ByteView> selected(ByteView apdu, std::uint8_t p1) {
  if (apdu.size() < 5 || apdu[0] != 0x00 || apdu[1] != 0xa4 || apdu[2] != p1) return std::nullopt;
  const std::size_t length = apdu[4];
  if (apdu.size() < 5 + length) return std::nullopt;
  return apdu.subspan(5, length);
}

template <std::size_t N>
bool equal(ByteView bytes, const std::array<std::uint8_t, N>& other) {
  return std::equal(bytes.begin(), bytes.end(), other.begin(), other.end());
}

// GBK, `width` bytes, padded with zeros; what GBK lacks becomes '?'.
Bytes gbk(const std::u16string& text, std::size_t width) {
  Bytes bytes;
  const iconv_t converter = iconv_open("GBK", "UTF-16LE");
  // NOLINTNEXTLINE(performance-no-int-to-ptr): iconv_open's own way to say no.
  if (converter != reinterpret_cast<iconv_t>(-1)) {
    for (std::size_t i = 0; i < text.size();) {
      const bool pair = text[i] >= 0xd800 && text[i] < 0xdc00 && i + 1 < text.size();
      const std::size_t units = pair ? 2 : 1;
      std::string in;
      for (std::size_t j = 0; j < units; ++j) {
        in.push_back(static_cast<char>(text[i + j] & 0xff));
        in.push_back(static_cast<char>(text[i + j] >> 8));
      }
      std::array<char, 4> out{};
      char* from = in.data();
      char* to = out.data();
      std::size_t from_left = in.size();
      std::size_t to_left = out.size();
      if (iconv(converter, &from, &from_left, &to, &to_left) == static_cast<std::size_t>(-1)) {
        to = out.data();
        *to++ = '?';
      }
      for (const char* byte = out.data(); byte != to; ++byte) {
        bytes.push_back(static_cast<std::uint8_t>(*byte));
      }
      i += units;
    }
    iconv_close(converter);
  }
  bytes.resize(width, 0x00);
  return bytes;
}

Bytes ascii(std::string_view text, std::size_t width) {
  Bytes bytes(text.begin(), text.end());
  bytes.resize(width, 0x00);
  return bytes;
}

// "sx1.sh.社会保障", the second half in GBK.
constexpr std::array<std::uint8_t, 15> kSocialSecurityName{
    0x73, 0x78, 0x31, 0x2e, 0x73, 0x68, 0x2e, 0xc9, 0xe7, 0xbb, 0xe1, 0xb1, 0xa3, 0xd5, 0xcf};

class SocialSecurityApplet final : public Applet {
 public:
  explicit SocialSecurityApplet(const SocialSecurityCard& card) {
    put(0x05, 0x07, ascii(card.card_number, 9));
    put(0x06, 0x08, ascii(card.number, 18));
    put(0x06, 0x09, gbk(card.name, 30));
    put(0x06, 0x0a, {static_cast<std::uint8_t>(card.sex)});
    put(0x06, 0x0b, {card.nation});
    put(0x06, 0x0c, {card.birthplace.begin(), card.birthplace.end()});
    put(0x06, 0x0d, {card.birth.begin(), card.birth.end()});
  }

  void power_off() override {
    open_ = false;
    file_ = 0;
  }

  Bytes answer(ByteView apdu) override {
    if (const auto name = selected(apdu, 0x04)) {
      open_ = equal(*name, kSocialSecurityName);
      file_ = 0;
      return status(open_ ? 0x9000 : 0x6a82);
    }
    if (const auto file = selected(apdu, 0x02)) {
      const bool known = open_ && file->size() == 2 && (*file)[0] == 0xef &&
                         ((*file)[1] == 0x05 || (*file)[1] == 0x06);
      if (!known) return status(0x6a82);
      file_ = (*file)[1];
      return status(0x9000);
    }
    if (apdu.size() == 5 && apdu[0] == 0x00 && apdu[1] == 0xb2) return record(apdu);
    return status(0x6d00);
  }

 private:
  void put(std::uint8_t file, std::uint8_t tag, Bytes value) {
    Bytes record{tag, static_cast<std::uint8_t>(value.size())};
    record.insert(record.end(), value.begin(), value.end());
    records_[{file, tag}] = std::move(record);
  }

  Bytes record(ByteView apdu) const {
    // P2's high five bits name a file; without them the current one is meant.
    const auto named = static_cast<std::uint8_t>(apdu[3] >> 3);
    const std::uint8_t file = named != 0 ? named : file_;
    if (!open_ || file == 0) return status(0x6986);
    const auto found = records_.find({file, apdu[2]});
    if (found == records_.end()) return status(0x6a83);
    const Bytes& record = found->second;
    const std::size_t wanted = apdu[4] == 0 ? record.size() : apdu[4];
    if (wanted > record.size()) return status(static_cast<std::uint16_t>(0x6c00 | record.size()));
    return with_status(ByteView(record).first(wanted));
  }

  std::map<std::pair<std::uint8_t, std::uint8_t>, Bytes> records_;
  bool open_ = false;
  std::uint8_t file_ = 0;
};

}  // namespace

std::unique_ptr<Applet> applet_of(const Card& card) {
  if (const auto* social = std::get_if<SocialSecurityCard>(&card)) {
    return std::make_unique<SocialSecurityApplet>(*social);
  }
  if (const auto* passport = std::get_if<PassportCard>(&card)) {
    return std::make_unique<PassportApplet>(*passport);
  }
  if (const auto* badge = std::get_if<StaffBadgeCard>(&card)) {
    return std::make_unique<PivApplet>(*badge);
  }
  return nullptr;
}

}  // namespace sandbox
