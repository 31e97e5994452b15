// SPDX-License-Identifier: GPL-3.0-or-later
// A PN532 at the far end of a serial line, written from docs/wire.md section 1: frames, registers,
// the radio field and the cards in it, and every fault a test wants of them. It owns the thread it
// answers from; every function here may be called from any other thread, and has taken effect when
// it returns.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "devices/sandbox/wires/card.h"
#include "devices/sandbox/wires/faults.h"

namespace sandbox {

enum class Pn532Fault {
  // The line. Each spoils the next `count` commands, of any kind or of the one given.
  no_ack,          // the command is not heard at all
  nack,            // a NACK instead of the ACK; the command is not run
  silent,          // an ACK, the command is run, no answer
  truncate,        // the answer's first half
  bad_dcs,         // wrong data checksum
  bad_lcs,         // wrong length checksum
  error_frame,     // the application-level error frame instead of the answer
  wrong_command,   // an answer to another command
  extended,        // not a fault of the sender: the answer as an extended frame
  garbage_prefix,  // noise between ACK and answer
  split,           // ACK and answer byte by byte, 2 ms apart
  late_answer,     // the answer comes when the next command has arrived, before its ACK
  // The radio. Each spoils the next `count` answers of InCommunicateThru and InDataExchange.
  rf_timeout,    // status 01
  rf_crc,        // status 02
  rf_collision,  // status 06
  status_0x80,   // status 80, which kills libnfc's process (SIGABRT)
  // The cards. Each spoils the next `count` radio exchanges of its kind.
  pull_before_reqb,    // the card leaves just before it would hear REQB
  pull_before_attrib,  // ... ATTRIB
  pull_before_uid,     // ... the UID command
  ats_tl0,             // a type-A card whose ATS says length 0, which kills libnfc (SIGSEGV)
  two_id,              // a second identity card answers REQB too: collision
  id_plus_a,           // a MIFARE card lies beside whatever lies there
  card_hung,           // no card answers until the field was off `count` times
  strict_attrib,       // InListPassiveTarget does not take the identity card's ATTRIB answer
  strict_analog,       // REQB is not heard while TxAuto forces 100 % ASK (register 6305, bit 6)
};

struct Pn532Stats {
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::array<std::uint32_t, 256> commands{};  // whole frames, by command byte
  std::uint32_t bad_frames = 0;               // frames with a wrong checksum, left unanswered
  std::uint32_t aborts = 0;                   // host ACKs that ended a pending command
  std::uint32_t field_offs = 0;               // times the field went from on to off
  std::uint32_t uids_read = 0;
  std::uint32_t faults_spent = 0;
  std::uint32_t mangled = 0;  // answers that mangle() malformed
  bool field = false;
  bool asleep = true;
  bool pending = false;  // a command waits for a card or for its time
};

class Pn532Line {
 public:
  // A link at `path` to a new pseudo-terminal; its directory must exist.
  explicit Pn532Line(std::filesystem::path path);
  ~Pn532Line();
  Pn532Line(const Pn532Line&) = delete;
  Pn532Line& operator=(const Pn532Line&) = delete;

  const std::filesystem::path& path() const;

  void lay(Card card);  // beside those that lie there
  void lift();          // all of them

  // Spoils the next `count` things of the fault's kind; those of the line and the radio may be
  // kept for one command byte. Arming again replaces what was left; kUntilDisarmed never runs out.
  void arm(Pn532Fault fault, int count = 1, std::optional<std::uint8_t> command = std::nullopt);
  void disarm();
  // From now on a share of the answers (0 to 1), ACKs among them, is malformed at random from the
  // seed; none is one of the sequences that kill libnfc. disarm() leaves it alone.
  void mangle(std::uint64_t seed, double share);

  void unplug();  // the client sees a hang-up, the chip loses power
  void replug();  // a freshly powered chip behind the same path

  // Whether bytes take the line's time (115200 baud, 86.8 µs a byte) or none. On by default.
  void pace(bool on);

  Pn532Stats stats() const;

 private:
  struct Far;
  std::unique_ptr<Far> far_;
};

}  // namespace sandbox
