// SPDX-License-Identifier: GPL-3.0-or-later
// An emulated PN532 on a line, the real libnfc at the other end, and a card that speaks to anyone.
#pragma once

#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <utility>

#include "devices/reader/nfc_reader.h"
#include "devices/reader/social_security.h"
#include "tests/devices/reader/bench.h"
#include "tests/files.h"

namespace bench {

using devices::reader::CardKind;
using devices::reader::LineTrouble;
using devices::reader::Look;
using devices::reader::NfcReader;
using devices::reader::Pn53xExports;
using devices::reader::Sight;
using devices::reader::Transmit;
using sandbox::Pn532Fault;

inline constexpr std::uint8_t kInDataExchange = 0x40;
inline constexpr std::uint8_t kInListPassiveTarget = 0x4A;

struct NfcLine {
  files::Folder scratch;
  sandbox::Pn532Line far{scratch.path() / "pn532"};

  // Bytes take no time unless it is asked for.
  explicit NfcLine(bool paced = false) { far.pace(paced); }
  std::string connstring() const { return "pn532_uart:" + far.path().string() + ":115200"; }
  NfcReader open(Pn53xExports exports = Pn53xExports::of_libnfc()) {
    devices::reader::tame_libnfc();
    auto reader = NfcReader::open(connstring(), exports);
    REQUIRE(reader);
    return std::move(*reader);
  }
  std::uint32_t commands(std::uint8_t command) const { return far.stats().commands[command]; }
};

// What is known after four looks: both types, and both ways of setting the reader to type B.
inline Look known(NfcReader& reader, const NfcReader::Talk& talk = {},
                  NfcReader::Search search = NfcReader::Search::cards) {
  tl::expected<Look, LineTrouble> seen = Look{};
  for (int looks = 0; looks < 4; ++looks) {
    seen = reader.look(talk, search);
    REQUIRE(seen);
  }
  return *seen;
}
inline Sight look(NfcReader& reader) { return known(reader).sight; }

inline sandbox::SocialSecurityCard wangs_social_security() {
  sandbox::SocialSecurityCard card;
  card.number = wang().number;
  card.name = u"王秀英";
  card.birth = {0x19, 0x38, 0x04, 0x12};
  return card;
}

// Asks a social security card for its hint, and counts how often.
struct Asking {
  std::optional<visit::Identity> hint;
  int talks = 0;

  NfcReader::Talk talk() {
    return [this](CardKind kind, const Transmit& transmit) {
      ++talks;
      if (kind != CardKind::social_security) return true;
      hint = devices::reader::read_social_security(transmit);
      return hint.has_value();
    };
  }
};

// Of the line and the air.
inline const auto kFaults = {
    Pn532Fault::no_ack,         Pn532Fault::nack,          Pn532Fault::silent,
    Pn532Fault::truncate,       Pn532Fault::bad_dcs,       Pn532Fault::bad_lcs,
    Pn532Fault::error_frame,    Pn532Fault::wrong_command, Pn532Fault::extended,
    Pn532Fault::garbage_prefix, Pn532Fault::split,         Pn532Fault::late_answer,
    Pn532Fault::rf_timeout,     Pn532Fault::rf_crc,        Pn532Fault::rf_collision};

// Looks as the antenna's thread does: a reader whose looks fail twice in a row is opened anew.
class Looking {
 public:
  explicit Looking(NfcLine& line) : line_(line), reader_(line.open()) {}

  // Until `done`, at most `looks` times.
  template <class Done>
  bool until(Done done, const NfcReader::Talk& talk = {}, int looks = 8) {
    for (int i = 0; i < looks && !done(); ++i) {
      seen_ = reader_->look(talk);
      bad_ = seen_ ? 0 : bad_ + 1;
      if (bad_ < 2) continue;
      reader_.reset();
      reader_.emplace(line_.open());
      bad_ = 0;
    }
    return done();
  }
  bool sees(Sight sight) {
    return until([&] { return seen_ && seen_->sight == sight; });
  }

 private:
  NfcLine& line_;
  std::optional<NfcReader> reader_;
  tl::expected<Look, LineTrouble> seen_ = Look{};
  int bad_ = 0;
};

}  // namespace bench
