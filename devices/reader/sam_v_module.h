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

#include "devices/reader/line.h"
#include "devices/reader/sam_v_frame.h"
#include "kiosk/visit/event.h"
#include "kiosk/visit/secret.h"

namespace devices::reader {

// What a status byte of find, select or read says about the card; none for the module's own state.
[[nodiscard]] std::optional<visit::CardTrouble> card_trouble(std::uint8_t sw3);

class SamVModule {
 public:
  // Opens the line and finds the speed at which the module answers, the factory's 115200 first.
  // Takes up to 1.5 s when nothing answers.
  [[nodiscard]] static tl::expected<SamVModule, LineTrouble> open(const std::string& device);
  // The same over a line that is open already.
  [[nodiscard]] static tl::expected<SamVModule, LineTrouble> open(std::unique_ptr<Line> line);

  // The status byte of each command. The module's own refusals of a frame (10, 11) and answers of
  // the wrong size are `garbled`: a late answer to an older command looks like that.
  [[nodiscard]] tl::expected<std::uint8_t, LineTrouble> status();
  [[nodiscard]] tl::expected<std::uint8_t, LineTrouble> find();
  [[nodiscard]] tl::expected<std::uint8_t, LineTrouble> select();

  // The module's identity for the technician, "05.01-20030509-0000000123-0000456789".
  [[nodiscard]] tl::expected<std::string, LineTrouble> module_id();

  // The answer to one of the two reads, for text_block(). Its data lives until the next call or
  // forget().
  [[nodiscard]] tl::expected<SamVReply, LineTrouble> read(
      SamVCommand command = SamVCommand::read_text_and_photo);
  void forget() { decoder_->reset(); }

  // The address that was written onto the selected card after its issue; none when there is none.
  // `garbled` also when the card has left.
  [[nodiscard]] tl::expected<std::optional<visit::Secret>, LineTrouble> read_new_address();

  [[nodiscard]] bool cut() const { return line_->cut(); }

 private:
  explicit SamVModule(std::unique_ptr<Line> line)
      : line_(std::move(line)), decoder_(std::make_unique<SamVDecoder>()) {}
  tl::expected<SamVReply, LineTrouble> ask(SamVCommand command, Milliseconds budget);
  tl::expected<std::uint8_t, LineTrouble> ask_status(SamVCommand command, std::uint8_t good,
                                                     std::size_t good_size, Milliseconds budget);
  // What came is no answer to this command.
  tl::unexpected<LineTrouble> out_of_step();

  std::unique_ptr<Line> line_;
  std::unique_ptr<SamVDecoder> decoder_;  // stays in one place: what it held is wiped there
};

}  // namespace devices::reader
