// SPDX-License-Identifier: GPL-3.0-or-later
// The licensed identity module on its serial line: the only part that can read who somebody is
// (docs/wire.md §2). Each call is one command under one deadline and leaves a quiet line behind it.
// One thread owns it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "devices/reader/sam_v_frame.h"
#include "devices/reader/serial_line.h"
#include "kiosk/visit/event.h"

namespace devices::reader {

// What a status byte of find, select or read says about the card; none for the module's own state.
[[nodiscard]] std::optional<visit::CardTrouble> card_trouble(std::uint8_t sw3);

class SamVModule {
 public:
  // Opens the line and finds the speed at which the module answers, the factory's 115200 first.
  // Takes up to 1.5 s when nothing answers.
  [[nodiscard]] static tl::expected<SamVModule, LineTrouble> open(const std::string& device);

  // The status byte of each command. The module's own refusals of a frame (10, 11) and answers of
  // the wrong size are `garbled`: a late answer to an older command looks like that.
  [[nodiscard]] tl::expected<std::uint8_t, LineTrouble> status();
  [[nodiscard]] tl::expected<std::uint8_t, LineTrouble> find();
  [[nodiscard]] tl::expected<std::uint8_t, LineTrouble> select();

  // The module's identity for the technician, "05.01-20030509-0000000123-0000456789".
  [[nodiscard]] tl::expected<std::string, LineTrouble> module_id();

  // The answer with the card's text and photo. Its data lives until the next call or forget().
  [[nodiscard]] tl::expected<SamVReply, LineTrouble> read();
  void forget() { decoder_->reset(); }

  [[nodiscard]] bool cut() const { return line_.cut(); }

 private:
  explicit SamVModule(SerialLine line)
      : line_(std::move(line)), decoder_(std::make_unique<SamVDecoder>()) {}
  tl::expected<SamVReply, LineTrouble> ask(SamVCommand command, Milliseconds budget);
  tl::expected<std::uint8_t, LineTrouble> ask_status(SamVCommand command, std::uint8_t good,
                                                     std::size_t good_size, Milliseconds budget);

  SerialLine line_;
  std::unique_ptr<SamVDecoder> decoder_;  // stays in one place: what it held is wiped there
};

}  // namespace devices::reader
