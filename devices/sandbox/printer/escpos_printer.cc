// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/printer/escpos_printer.h"

#include <utility>

#include "devices/sandbox/printer/escpos_mechanism.h"
#include "devices/sandbox/wires/wire.h"

namespace sandbox {

namespace {
constexpr std::chrono::milliseconds kStart{2000};
}  // namespace

std::string PieceOfPaper::pbm() const {
  return "P4\n" + std::to_string(kRollDotsAcross) + " " + std::to_string(height()) + "\n" +
         std::string(rows.begin(), rows.end());
}

struct EscposPrinter::Far final : FarEnd, EscposMechanism::Outside {
  Far(std::filesystem::path path, int baud) : wire(std::move(path), *this) {
    wire.run([this, baud] {
      wire.set_baud(baud);
      wire.set_paced(false);
    });
  }

  void hear(ByteView bytes) override {
    if (!powered) return;
    for (const std::uint8_t byte : bytes) mechanism.take(byte);
    mechanism.work();
  }
  void ring() override {
    powered = powered || std::exchange(starting, false);
    mechanism.row_done();
  }

  void say(Bytes bytes) override {
    if (silent) return;
    if (babbles) bytes.insert(bytes.begin(), 0xff);
    wire.say(std::move(bytes));
  }
  void ring_in(std::chrono::microseconds time) override { wire.ring_in(time); }

  EscposMechanism mechanism{*this};
  bool powered = true;
  bool starting = false;
  bool silent = false;
  bool babbles = false;
  Wire wire;  // last: its thread uses everything above
};

EscposPrinter::EscposPrinter(std::filesystem::path path, int baud)
    : far_(std::make_unique<Far>(std::move(path), baud)) {}

EscposPrinter::~EscposPrinter() = default;

std::string EscposPrinter::uri() const {
  int baud = 0;
  far_->wire.run([&] { baud = far_->wire.baud(); });
  return "escpos:" + far_->wire.path().string() + "?baud=" + std::to_string(baud);
}

void EscposPrinter::load_paper() {
  far_->wire.run([&] { far_->mechanism.load_paper(); });
}
void EscposPrinter::end_paper(int after_rows) {
  far_->wire.run([&] { far_->mechanism.end_paper(after_rows); });
}
void EscposPrinter::near_end(bool near) {
  far_->wire.run([&] { far_->mechanism.set(EscposMechanism::Fault::near_end, near); });
}
void EscposPrinter::open_cover(bool open) {
  far_->wire.run([&] { far_->mechanism.set(EscposMechanism::Fault::cover, open); });
}
void EscposPrinter::jam_cutter(bool jammed) {
  far_->wire.run([&] { far_->mechanism.set(EscposMechanism::Fault::cutter, jammed); });
}
void EscposPrinter::jam_at_cut() {
  far_->wire.run([&] { far_->mechanism.jam_at_cut(); });
}
void EscposPrinter::overheat(bool hot) {
  far_->wire.run([&] { far_->mechanism.set(EscposMechanism::Fault::hot, hot); });
}
void EscposPrinter::go_offline(bool offline) {
  far_->wire.run([&] { far_->mechanism.set(EscposMechanism::Fault::offline, offline); });
}
void EscposPrinter::slow(std::chrono::microseconds a_row) {
  far_->wire.run([&] { far_->mechanism.slow(a_row); });
}
void EscposPrinter::fall_silent(bool silent) {
  far_->wire.run([&] { far_->silent = silent; });
}
void EscposPrinter::babble(bool on) {
  far_->wire.run([&] { far_->babbles = on; });
}
void EscposPrinter::speak_plainly(bool plain) {
  far_->wire.run([&] { far_->mechanism.speak_plainly(plain); });
}

void EscposPrinter::off() {
  far_->wire.run([&] {
    far_->powered = far_->starting = false;
    far_->wire.hush();
    far_->mechanism.lose_power();
  });
}
void EscposPrinter::on() {
  far_->wire.run([&] {
    if (far_->powered || far_->starting) return;
    far_->starting = true;
    far_->wire.ring_in(kStart);
  });
}
void EscposPrinter::unplug() {
  far_->wire.run([&] {
    far_->wire.unplug();
    far_->ring();  // the wire's alarm went with it; the printer goes on
  });
}
void EscposPrinter::replug() {
  far_->wire.run([&] { far_->wire.replug(); });
}

std::vector<PieceOfPaper> EscposPrinter::pieces() const {
  std::vector<PieceOfPaper> pieces;
  far_->wire.run([&] {
    for (const auto& rows : far_->mechanism.pieces()) pieces.push_back({rows});
  });
  return pieces;
}

PieceOfPaper EscposPrinter::hanging_out() const {
  PieceOfPaper piece;
  far_->wire.run([&] { piece.rows = far_->mechanism.hanging_out(); });
  return piece;
}

EscposPrinterStats EscposPrinter::stats() const {
  EscposPrinterStats stats;
  far_->wire.run([&] {
    stats = far_->mechanism.stats();
    stats.bytes_in = far_->wire.bytes_in();
  });
  return stats;
}

}  // namespace sandbox
