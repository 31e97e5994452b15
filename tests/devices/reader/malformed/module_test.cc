// SPDX-License-Identifier: GPL-3.0-or-later
// The identity module's state machine on a real serial line whose far end answers malformed frames
// at random.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "devices/reader/card_record.h"
#include "devices/reader/sam_v_module.h"
#include "devices/reader/serial_line.h"
#include "tests/devices/reader/bench.h"
#include "tests/devices/reader/malformed/short_waits.h"
#include "tests/devices/reader/malformed/workers.h"
#include "tests/files.h"

namespace {

using namespace bench;
using devices::reader::Instant;
using devices::reader::LineTrouble;
using devices::reader::SamVModule;
using devices::reader::SerialLine;
using storm::Tally;

constexpr int kFactor = 20;
constexpr int kWorkers = 8;

// A serial line that waits a part of the time it is asked to, on a clock that runs as much faster.
class HurriedLine final : public devices::reader::Line {
 public:
  HurriedLine(std::unique_ptr<SerialLine> line, const int& factor, std::chrono::nanoseconds& waited)
      : line_(std::move(line)), factor_(factor), waited_(waited) {}

  [[nodiscard]] Instant now() const override {
    const auto real = Clock::now();
    passed_ += (real - last_) * factor_;
    last_ = real;
    return std::chrono::duration_cast<Instant>(passed_);
  }
  tl::expected<void, LineTrouble> set_baud(int baud) override { return line_->set_baud(baud); }
  tl::expected<void, LineTrouble> write(std::span<const std::uint8_t> bytes,
                                        Instant until) override {
    return line_->write(bytes, real(until));
  }
  tl::expected<std::size_t, LineTrouble> read(std::span<std::uint8_t> room,
                                              Instant until) override {
    const auto nominal = std::max(until - now(), Instant(0));
    const auto start = Clock::now();
    auto got = line_->read(room, real(until));
    waited_ += got ? std::min<std::chrono::nanoseconds>(Clock::now() - start, nominal) : nominal;
    // A wait that ended early by the clock's grain is over all the same.
    if (!got && now() < until) passed_ = until;
    return got;
  }
  void discard() override { line_->discard(); }
  [[nodiscard]] bool cut() const override { return line_->cut(); }

 private:
  Instant real(Instant until) const {
    return line_->now() + std::max((until - now()) / factor_, Instant(1));
  }

  std::unique_ptr<SerialLine> line_;
  const int& factor_;
  std::chrono::nanoseconds& waited_;
  mutable std::chrono::nanoseconds passed_{0};
  mutable Clock::time_point last_ = Clock::now();
};

class Module {
  template <class Call>
  auto call(Call one) {
    const auto before = waited_ + short_waits::computed();
    auto result = one();
    tally_.longest_call = std::max(tally_.longest_call, waited_ + short_waits::computed() - before);
    ++tally_.calls;
    return result;
  }

 public:
  Module(sandbox::SamVLine& far, Tally& tally) : far_(far), tally_(tally) {}

  int factor = 1;

  // Finds, selects and reads: the number on the card; empty when anything went wrong. Three broken
  // answers in a row are a module that must be opened anew.
  std::string attempt() {
    if (!module_ && !open()) return {};
    const auto found = call([&] { return module_->find(); });
    if (!found || *found != 0x9F) return after(found.has_value());
    const auto selected = call([&] { return module_->select(); });
    if (!selected || *selected != 0x90) return after(selected.has_value());
    const auto reply = call([&] { return module_->read(); });
    if (!reply || reply->sw3 != 0x90) return after(reply.has_value());
    const auto text = devices::reader::text_block(reply->data);
    if (!text) return after(false);
    const auto record = devices::reader::decode_card_text(*text);
    broken_ = 0;
    return record ? std::string(record->number.reveal()) : std::string();
  }

 private:
  std::string after(bool whole) {
    broken_ = whole ? 0 : broken_ + 1;
    if (broken_ == 3) module_.reset();
    return {};
  }
  bool open() {
    broken_ = 0;
    ++tally_.openings;
    auto line = SerialLine::open(far_.path().string(), 115200);
    if (!line) return false;
    const auto before = waited_;
    auto opened =
        SamVModule::open(std::make_unique<HurriedLine>(std::move(*line), factor, waited_));
    tally_.longest_opening = std::max(tally_.longest_opening, waited_ - before);
    if (opened) module_.emplace(std::move(*opened));
    return opened.has_value();
  }

  sandbox::SamVLine& far_;
  Tally& tally_;
  std::chrono::nanoseconds waited_{0};
  std::optional<SamVModule> module_;
  int broken_ = 0;
};

Tally weather(int worker, std::uint64_t frames) {
  constexpr std::uint64_t kFramesAStorm = 100;
  constexpr std::array<double, 3> kShares{0.1, 0.3, 0.8};
  Tally tally;
  const files::Folder scratch;
  sandbox::SamVLine far(scratch.path() / "sam_v", {0us, 0us, 0us, 0us});
  far.pace(false);
  Module module(far, tally);
  std::mt19937_64 random(static_cast<std::uint64_t>(worker));
  while (tally.malformed < frames) {
    far.mangle(random(), kShares[random() % kShares.size()]);
    module.factor = kFactor;
    const std::uint64_t before = far.stats().mangled;
    while (far.stats().mangled < before + kFramesAStorm) {
      far.lift();
      far.lay(permit().card);
      (void)module.attempt();
    }
    tally.malformed += far.stats().mangled - before;

    far.mangle(0, 0);
    module.factor = 1;
    far.lift();
    far.lay(wang().card);
    ++tally.good;
    for (int attempts = 0; attempts < 4; ++attempts) {
      if (module.attempt() != wang().number) continue;
      ++tally.seen;
      break;
    }
  }
  return tally;
}

}  // namespace

TEST_CASE(
    "no malformed answer of the identity module kills its reader or keeps it; the next reads") {
  // All hundred thousand pass through a line of memory elsewhere; a real one takes longer.
  const std::uint64_t frames = storm::frames_wanted() / 20;
  const auto outcome = storm::run(
      kWorkers, 300s, [&](int worker) { return weather(worker, frames / kWorkers + 1); });
  storm::print("SAM_V", "commands", outcome.tally);
  CHECK(outcome.deaths == std::vector<std::string>{});
  CHECK(outcome.tally.malformed >= frames);
  CHECK(outcome.tally.longest_call < 2000ms);
  CHECK(outcome.tally.seen == outcome.tally.good);
}
