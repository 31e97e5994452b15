// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader_process.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "devices/reader/deadline.h"
#include "devices/reader/reader_messages.h"
#include "devices/reader_child.h"

namespace devices {

namespace {

using reader::Beat;
using reader::Deadline;
using reader::DeviceState;
using reader::Instant;
using reader::Milliseconds;
using reader::monotonic_now;

struct Wish {
  visit::Ticket ticket;
  visit::Wanted what = visit::Wanted::card;
};

constexpr std::chrono::minutes kMemory{1};
constexpr int kMessagesAtOnce = 64;

}  // namespace

// Runs on its own thread. What is asked for crosses under the mutex; everything else is the
// thread's.
class ReaderProcess::Supervisor {
 public:
  Supervisor(ReaderCommand command, visit::Post post)
      : command_(std::move(command)),
        post_(std::move(post)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    thread_ = std::thread([this] { run(); });
  }

  ~Supervisor() {
    quitting_ = true;
    wake();
    thread_.join();
    ::close(wake_);
  }

  void want(std::optional<Wish> wish) {
    {
      const std::lock_guard lock(mutex_);
      wanted_ = wish;
      changed_ = true;
    }
    wake();
  }

  [[nodiscard]] int deaths() const { return deaths_; }

 private:
  void wake() {
    const std::uint64_t one = 1;
    // A full counter is awake already.
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
  }

  void run() {
    // The child dies with the thread that began it: this one, which lives as long as the port.
    while (!quitting_) {
      if (!child_ && monotonic_now() >= next_child_) begin_child();
      take_wish();
      wait();
      if (child_) follow_child();
    }
    child_.reset();
  }

  void begin_child() {
    child_ = ReaderChild::begin(command_);
    born_ = last_beat_ = monotonic_now();
    if (!child_) {
      // No program: no use in waiting for the fifth time to say so.
      count_death();
      lose_all();
      return;
    }
    knows_wish_ = false;
  }

  // Until something is to be done: a wish, a message, a death, or a time.
  void wait() {
    Instant until = child_ ? last_beat_ + kSilence : next_child_;
    if (child_ && out_of_order_) until = std::min<Instant>(until, born_ + kRecovered);
    std::array<pollfd, 2> entries{
        {{wake_, POLLIN, 0}, {child_ ? child_->channel() : -1, POLLIN, 0}}};
    ::poll(entries.data(), entries.size(), static_cast<int>(Deadline::at(until).left().count()));
    if (entries[0].revents == 0) return;
    std::uint64_t count = 0;
    [[maybe_unused]] const auto emptied = ::read(wake_, &count, sizeof count);
  }

  // Tells the child what is wanted, once; a new child is told anew.
  void take_wish() {
    std::optional<Wish> wanted;
    bool changed = false;
    {
      const std::lock_guard lock(mutex_);
      changed = std::exchange(changed_, false);
      wanted = wanted_;
    }
    if (changed) knows_wish_ = false;
    if (child_ && !out_of_order_ && !std::exchange(knows_wish_, true)) {
      reader::Order order = reader::Stop{};
      if (wanted) order = reader::Start{wanted->ticket.number, wanted->what, badge_};
      if (!child_->send(order)) lose_child();
    }
    // Somebody must hear that nothing will come.
    if (changed && card_reader_ == false) fail_card();
    if (changed && out_of_order_) lose_badge();
  }

  void follow_child() {
    // A child that never stops talking must not keep a wish from being heard.
    for (int messages = 0; messages < kMessagesAtOnce; ++messages) {
      auto received = child_->receive();
      if (!received) {
        if (received.error() == ReaderChild::Nothing::lost) return lose_child();
        break;
      }
      last_beat_ = std::max(last_beat_, take(std::move(*received)));
    }
    const Instant now = monotonic_now();
    if (now - last_beat_ >= kSilence) {
      child_->condemn();
      return lose_child();
    }
    if (out_of_order_ && now - born_ >= kRecovered) {
      out_of_order_ = false;
      recent_deaths_.clear();
      apply(beat_);
      knows_wish_ = false;
    }
  }

  // Returns when the child was last heard to live.
  Instant take(reader::Report report) {
    if (const auto* beat = std::get_if<Beat>(&report)) {
      beat_ = *beat;
      if (!out_of_order_) apply(beat_);
      return monotonic_now();
    }
    if (auto* laid = std::get_if<reader::Laid>(&report)) {
      if (const auto ticket = current(laid->ticket)) post_(visit::event::CardLaid{*ticket});
    } else if (const auto* shown = std::get_if<reader::BadgeShown>(&report)) {
      if (const auto ticket = current(shown->ticket)) {
        badge_ = shown->badge;
        post_(
            visit::event::BadgeShown{*ticket, fmt::format("{:02x}", fmt::join(shown->badge, ""))});
      }
    } else if (const auto* unread = std::get_if<reader::ScanFailed>(&report)) {
      if (const auto ticket = current(unread->ticket)) {
        post_(visit::event::ScanFailed{*ticket, unread->trouble});
      }
    } else if (auto* scanned = std::get_if<reader::Scanned>(&report)) {
      if (const auto ticket = end_current(scanned->ticket)) {
        post_(visit::event::Scanned{*ticket, std::move(scanned->text)});
        visit::wipe_stack();
      }
    } else if (auto* hinted = std::get_if<reader::Hinted>(&report)) {
      if (const auto ticket = current(hinted->ticket)) {
        post_(visit::event::CardHinted{*ticket, std::move(hinted->identity)});
        visit::wipe_stack();
      }
    } else if (const auto* lifted = std::get_if<reader::Lifted>(&report)) {
      if (const auto ticket = current(lifted->ticket)) post_(visit::event::BadgeLifted{*ticket});
    } else if (const auto* measured = std::get_if<reader::Measured>(&report)) {
      if (const auto ticket = current(measured->ticket)) {
        post_(visit::event::TemperatureTaken{*ticket, measured->tenths});
      }
    } else if (auto* failed = std::get_if<reader::Failed>(&report)) {
      if (const auto ticket = current(failed->ticket)) {
        post_(visit::event::CardFailed{*ticket, failed->trouble});
      }
    } else if (auto* read = std::get_if<reader::Read>(&report)) {
      if (const auto ticket = end_current(read->ticket)) {
        post_(visit::event::CardRead{*ticket, std::move(read->identity)});
        visit::wipe_stack();  // where the packet was decoded
      }
    }
    return last_beat_;
  }

  // Of the card readers the module alone decides: without it nobody can be read.
  void apply(Beat beat) {
    if (beat.module != DeviceState::not_tried) {
      const bool lost = card_reader_ != false && beat.module == DeviceState::gone;
      tell(visit::Device::card_reader, card_reader_, beat.module == DeviceState::works);
      if (lost) fail_card();
    }
    if (beat.scanner != DeviceState::not_tried) {
      tell(visit::Device::scanner, scanner_, beat.scanner == DeviceState::works);
    }
    if (beat.thermometer != DeviceState::not_tried) {
      tell(visit::Device::thermometer, thermometer_, beat.thermometer == DeviceState::works);
    }
  }

  void lose_all() {
    apply({DeviceState::gone, DeviceState::gone, DeviceState::gone, DeviceState::gone});
    lose_badge();
  }

  void tell(visit::Device device, std::optional<bool>& known, bool works) {
    if (known == works) return;
    known = works;
    post_(visit::event::DeviceChanged{device, works});
  }

  // Whoever waits for a card must hear that none will be read.
  void fail_card() {
    std::optional<Wish> wanted;
    {
      const std::lock_guard lock(mutex_);
      wanted = wanted_;
    }
    if (wanted && wanted->what == visit::Wanted::card) {
      post_(visit::event::CardFailed{wanted->ticket, visit::CardTrouble::reader_gone});
    }
  }

  // Nobody can say any more that it lies there.
  void lose_badge() {
    std::optional<Wish> wanted;
    {
      const std::lock_guard lock(mutex_);
      wanted = wanted_;
    }
    if (wanted && wanted->what == visit::Wanted::desk) {
      post_(visit::event::BadgeLifted{wanted->ticket});
    }
  }

  // The ticket, if it is the one that is being read for: a message that was on its way when the
  // wish changed belongs to nobody.
  std::optional<visit::Ticket> current(std::uint64_t ticket) {
    const std::lock_guard lock(mutex_);
    if (wanted_ && wanted_->ticket.number == ticket) return wanted_->ticket;
    return std::nullopt;
  }

  std::optional<visit::Ticket> end_current(std::uint64_t ticket) {
    const std::lock_guard lock(mutex_);
    if (!wanted_ || wanted_->ticket.number != ticket) return std::nullopt;
    // At the desk a sheet does not end the reading.
    if (wanted_->what == visit::Wanted::desk) return wanted_->ticket;
    return std::exchange(wanted_, std::nullopt)->ticket;
  }

  void lose_child() {
    child_.reset();
    count_death();
  }

  void count_death() {
    ++deaths_;
    const Instant now = monotonic_now();
    recent_deaths_.push_back(now);
    while (now - recent_deaths_.front() > kMemory) recent_deaths_.pop_front();
    const auto recent = static_cast<int>(recent_deaths_.size());
    // The wait doubles: five doublings of 0.2 s pass 5 s.
    const auto wait = std::min(kFirstWait * (1 << std::min(recent - 1, 5)), kLastWait);
    next_child_ = now + wait;
    if (recent >= kDeathsOutOfOrder) {
      out_of_order_ = true;
      lose_all();
    }
  }

  const ReaderCommand command_;
  const visit::Post post_;
  const int wake_;

  std::mutex mutex_;
  std::optional<Wish> wanted_;
  bool changed_ = false;

  std::optional<ReaderChild> child_;
  Instant born_{};
  Instant last_beat_{};
  Instant next_child_{};
  bool knows_wish_ = false;
  Beat beat_;
  // None until a child has tried the device.
  std::optional<bool> card_reader_;
  std::optional<bool> scanner_;
  std::optional<bool> thermometer_;
  reader::BadgeId badge_{};  // the one that was told last: whose going is watched for at the desk
  bool out_of_order_ = false;
  std::deque<Instant> recent_deaths_;

  std::atomic<int> deaths_ = 0;
  std::atomic<bool> quitting_ = false;
  std::thread thread_;
};

ReaderProcess::ReaderProcess(ReaderCommand command, visit::Post post)
    : supervisor_(std::make_unique<Supervisor>(std::move(command), std::move(post))) {}

ReaderProcess::~ReaderProcess() = default;

void ReaderProcess::start(visit::Ticket ticket, visit::Wanted wanted) {
  supervisor_->want(Wish{ticket, wanted});
}

void ReaderProcess::stop() { supervisor_->want(std::nullopt); }

int ReaderProcess::deaths() const { return supervisor_->deaths(); }

}  // namespace devices
