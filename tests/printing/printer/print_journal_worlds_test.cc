// SPDX-License-Identifier: GPL-3.0-or-later
// The journal's rules against thousands of invented worlds: kiosks that die, printers that lose
// power, forget, take up cancelled jobs again and print halves. The world knows which sheets came
// out; the record may never say otherwise. Each rule is taken away once, and must be missed.
#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <random>

#include "printing/printer/print_journal.h"

namespace printing {
namespace {

using visit::PrintRecord;
using visit::SheetState;

constexpr int kStep = 100;  // ms of the world's time
constexpr int kSteps = 150;
constexpr int kWorlds = 20'000;

struct Mutation {
  const char* rule;  // that is missing
  std::function<PrintRecord(PrintRecord, const Evidence&)> conclude;
  bool sends_before_it_writes = false;
};

class Chance {
 public:
  explicit Chance(unsigned seed) : engine_(seed) {}
  bool one_in(int n) { return std::uniform_int_distribution<int>{1, n}(engine_) == 1; }

 private:
  std::mt19937 engine_;
};

// A printer as ippeveprinter and worse.
class Printer {
 public:
  explicit Printer(Chance& chance) : chance_(chance) {}

  [[nodiscard]] bool is_on() const { return off_for_ == 0; }
  [[nodiscard]] bool is_processing() const { return job_ && job_->state == JobState::processing; }
  [[nodiscard]] int whole_sheets() const { return whole_; }
  [[nodiscard]] int sheets() const { return whole_ + torn_; }

  std::optional<visit::PrinterJob> create(const std::string& name) {
    if (!is_on() || (job_ && !has_ended(job_->state))) return std::nullopt;
    job_ =
        JobReport{"urn:uuid:" + std::to_string(++uuids_), name, JobState::pending_held, false, 0};
    id_ = next_id_++;
    foreign_ = false;
    return visit::PrinterJob{id_, job_->uuid};
  }
  // The document, or as much of it as arrived.
  bool take(int id, bool whole) {
    if (!is_on() || !job_ || id != id_ || job_->state != JobState::pending_held) return false;
    job_->state = JobState::pending;
    whole_document_ = whole;
    return true;
  }
  void cancel(int id) {
    if (!is_on() || !job_ || id != id_ || has_ended(job_->state)) return;
    if (job_->state == JobState::processing) {
      cancelled_ = true;
    } else {
      // Says so at once, but its engine may already have the page.
      if (job_->state == JobState::pending && chance_.one_in(2)) taken_up_in_ = 2;
      job_->state = JobState::canceled;
    }
  }
  std::optional<JobReport> look(int id) const { return job_ && id == id_ ? job_ : std::nullopt; }

  void step(bool may_fail) {
    if (!is_on()) {
      if (--off_for_ == 0 && chance_.one_in(3)) somebody_prints();
      return;
    }
    if (may_fail && chance_.one_in(80)) return lose_power();
    if (!job_ || foreign_) return;
    if (taken_up_in_ > 0 && --taken_up_in_ == 0) {
      job_->state = JobState::processing;
      cancelled_ = true;
    } else if (job_->state == JobState::pending && chance_.one_in(2)) {
      job_->state = JobState::processing;
    } else if (job_->state == JobState::processing) {
      work();
    }
  }

 private:
  void work() {
    if (out_) {
      job_->impressions = 1;
      job_->state = cancelled_ ? JobState::canceled : JobState::completed;
    } else if (chance_.one_in(15)) {
      job_->state = JobState::aborted;
    } else if (chance_.one_in(4)) {
      out_ = true;  // counted a step later: the power may fail in between
      (whole_document_ ? whole_ : torn_) += 1;
    }
  }
  void lose_power() {
    job_.reset();
    out_ = cancelled_ = false;
    taken_up_in_ = 0;
    next_id_ = 1;
    off_for_ = chance_.one_in(2) ? 3 : 40;
  }
  // Somebody else's page, under the id that starts anew.
  void somebody_prints() {
    id_ = next_id_++;
    job_ = JobReport{"urn:uuid:" + std::to_string(++uuids_), "test page", JobState::completed,
                     false, 1};
    foreign_ = true;
  }

  Chance& chance_;
  std::optional<JobReport> job_;
  int id_ = 0;
  int next_id_ = 1;
  int uuids_ = 0;
  int off_for_ = 0;
  int taken_up_in_ = 0;
  bool whole_document_ = false;
  bool cancelled_ = false;
  bool out_ = false;
  bool foreign_ = false;
  int whole_ = 0;
  int torn_ = 0;
};

// A kiosk with one sheet to print. What it has written survives it; all else it forgets.
class Kiosk {
 public:
  Kiosk(Chance& chance, Printer& printer, const Mutation& rules)
      : chance_(chance), printer_(printer), rules_(rules) {
    record_.serial = "GC07-210126-0042-7";
  }
  [[nodiscard]] const PrintRecord& record() const { return record_; }

  void step() {
    if (chance_.one_in(60)) die();
    switch (record_.state) {
      case SheetState::reserved:
        return make_job();
      case SheetState::created:
        return send();
      case SheetState::sending:
      case SheetState::sent:
      case SheetState::unknown:
        return look();
      case SheetState::printed:
      case SheetState::not_printed:
      case SheetState::voided:
      case SheetState::replaced:
        return;
    }
  }

 private:
  void note_down(const Evidence& evidence) { record_ = rules_.conclude(record_, evidence); }
  void die() {
    last_.reset();
    unchanged_ = 0;
    if (record_.state == SheetState::reserved || record_.state == SheetState::created) {
      note_down(evidence::GaveUp{});
    }
  }
  void make_job() {
    const auto job = printer_.create(record_.serial);
    if (!job) return note_down(evidence::GaveUp{});
    if (chance_.one_in(20)) return die();
    note_down(evidence::JobMade{*job});
  }
  void send() {
    if (!rules_.sends_before_it_writes) note_down(evidence::Sending{});
    const bool died = chance_.one_in(10);
    const bool arrived = printer_.take(record_.job.id, !died || chance_.one_in(2));
    if (died) return die();
    if (rules_.sends_before_it_writes) note_down(evidence::Sending{});
    if (arrived) note_down(evidence::Sent{});
  }
  void look() {
    if (chance_.one_in(40)) printer_.cancel(record_.job.id);
    if (!printer_.is_on()) {
      if (++lost_ > 15) note_down(evidence::GaveUp{});
      return;
    }
    lost_ = 0;
    const auto report = printer_.look(record_.job.id);
    if (!report) return note_down(evidence::GaveUp{});
    const bool still = last_ == report && !printer_.is_processing();
    unchanged_ = still ? unchanged_ + kStep : 0;
    last_ = report;
    note_down(evidence::Seen{*report, unchanged_ >= 500});
  }

  Chance& chance_;
  Printer& printer_;
  const Mutation& rules_;
  PrintRecord record_;
  std::optional<JobReport> last_;
  int unchanged_ = 0;
  int lost_ = 0;
};

struct Claims {
  int printed = 0;
  int not_printed = 0;
  int unknown = 0;
  int wrong = 0;
};

Claims live_through(int worlds, const Mutation& rules) {
  Claims claims;
  for (int world = 0; world < worlds; ++world) {
    Chance chance{static_cast<unsigned>(world)};
    Printer printer{chance};
    Kiosk kiosk{chance, printer, rules};
    for (int step = 0; step < kSteps; ++step) {
      kiosk.step();
      printer.step(/*may_fail=*/true);
    }
    // Whatever still lies in the printer comes out before the sheets are counted.
    for (int step = 0; step < kSteps; ++step) printer.step(/*may_fail=*/false);
    const SheetState state = kiosk.record().state;
    claims.printed += state == SheetState::printed ? 1 : 0;
    claims.not_printed += state == SheetState::not_printed ? 1 : 0;
    claims.unknown += state == SheetState::unknown ? 1 : 0;
    const bool false_printed = state == SheetState::printed && printer.whole_sheets() == 0;
    const bool false_not_printed = state == SheetState::not_printed && printer.sheets() > 0;
    claims.wrong += false_printed || false_not_printed || printer.sheets() > 1 ? 1 : 0;
  }
  return claims;
}

PrintRecord by_the_rules(PrintRecord record, const Evidence& evidence) {
  return conclude(std::move(record), evidence, visit::Moment{});
}

TEST_CASE("in 20 000 worlds no record claims a sheet that is not there, or denies one that is") {
  const Claims claims = live_through(kWorlds, {"none", by_the_rules});
  CHECK(claims.wrong == 0);
  // The worlds are not all alike, and most sheets are not simply called unknown.
  CHECK(claims.printed > kWorlds / 4);
  CHECK(claims.not_printed > kWorlds / 20);
  CHECK(claims.unknown > kWorlds / 20);
}

TEST_CASE("each rule is missed when it is taken away") {
  const Mutation missing[] = {
      {"not found is not completed",
       [](PrintRecord record, const Evidence& evidence) {
         const bool sent = record.state == SheetState::sent;
         record = by_the_rules(std::move(record), evidence);
         if (sent && std::holds_alternative<evidence::GaveUp>(evidence)) {
           record.state = SheetState::printed;
         }
         return record;
       }},
      {"a cancel proves nothing",
       [](PrintRecord record, const Evidence& evidence) {
         const auto* seen = std::get_if<evidence::Seen>(&evidence);
         const bool cancelled = seen != nullptr && is_job_of(record, seen->report) &&
                                seen->report.state == JobState::canceled;
         record = by_the_rules(std::move(record), evidence);
         if (cancelled) record.state = SheetState::not_printed;
         return record;
       }},
      {"a job is known by its uuid and name",
       [](const PrintRecord& record, const Evidence& evidence) {
         if (const auto* seen = std::get_if<evidence::Seen>(&evidence)) {
           evidence::Seen taken = *seen;
           taken.report.uuid = record.job.uuid;
           taken.report.name = record.serial;
           return by_the_rules(record, taken);
         }
         return by_the_rules(record, evidence);
       }},
      {"that no sheet came out is believed at the second look only",
       [](const PrintRecord& record, const Evidence& evidence) {
         if (const auto* seen = std::get_if<evidence::Seen>(&evidence)) {
           return by_the_rules(record, evidence::Seen{seen->report, true});
         }
         return by_the_rules(record, evidence);
       }},
      {"the whole document was sent",
       [](PrintRecord record, const Evidence& evidence) {
         record.delivered = true;
         return by_the_rules(std::move(record), evidence);
       }},
      {"sending is on disk before the first byte", by_the_rules, /*sends_before_it_writes=*/true},
  };
  for (const Mutation& mutation : missing) {
    CAPTURE(mutation.rule);
    CHECK(live_through(kWorlds / 5, mutation).wrong > 0);
  }
}

}  // namespace
}  // namespace printing
