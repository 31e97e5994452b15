// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/audit_book.h"

#include <iterator>
#include <span>

#include "devices/sandbox/service/wire/audit_check.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr milliseconds kGathering{100};
constexpr milliseconds kBeforeTryingAgain{1000};
constexpr std::size_t kRowsAtOnce = 4096;
constexpr std::size_t kRowsRead = 1000;

}  // namespace

std::string audit_name(const PersonRef& ref) {
  return {reinterpret_cast<const char*>(ref.data()), ref.size() / 2};
}

AuditBook::AuditBook(Office& office, std::function<void()> lost)
    : office_(office), lost_(std::move(lost)), thread_([this] { work(); }) {}

AuditBook::~AuditBook() {
  {
    const std::lock_guard held(lock_);
    end_ = true;
  }
  more_.notify_all();
  thread_.join();
  if (!flush()) lost_();
}

void AuditBook::write(AuditRow row) {
  bool first = false;
  {
    const std::lock_guard held(lock_);
    first = rows_.empty();
    rows_.push_back(std::move(row));
    waiting_ = rows_.size();
  }
  // The rest of a group need wake nobody.
  if (first) more_.notify_one();
}

bool AuditBook::flush() {
  const std::lock_guard held(writing_);
  return write_waiting();
}

std::int64_t AuditBook::write_now(std::span<const AuditRow> rows) {
  const std::lock_guard held(writing_);
  if (!write_waiting()) throw Refusal{Code::internal, {}, {}};
  return office_.must(office_.store().append_audit(rows));
}

void AuditBook::work() {
  std::unique_lock held(lock_);
  while (!end_) {
    more_.wait(held, [this] { return end_ || !rows_.empty(); });
    // Those of the next moment come along; after a failure the store is given time.
    const auto patience = is_well_ ? kGathering : kBeforeTryingAgain;
    more_.wait_for(held, patience, [this] { return end_; });
    if (end_) return;
    held.unlock();
    flush();
    held.lock();
  }
}

bool AuditBook::write_waiting() {
  std::vector<AuditRow> taken;
  {
    const std::lock_guard held(lock_);
    taken.swap(rows_);
  }
  std::size_t written = 0;
  bool well = true;
  while (well && written < taken.size()) {
    const std::size_t count = std::min(kRowsAtOnce, taken.size() - written);
    well = office_.store().append_audit(std::span(taken).subspan(written, count)).has_value();
    if (well) written += count;
  }
  is_well_ = well;
  const std::lock_guard held(lock_);
  // What was not taken goes back before what came meanwhile.
  rows_.insert(rows_.begin(), std::make_move_iterator(taken.begin() + static_cast<long>(written)),
               std::make_move_iterator(taken.end()));
  waiting_ = rows_.size();
  return well;
}

void AuditBook::forget_old_rows() {
  const Instant now = office_.clock().now();
  const Instant oldest = now - days{office_.settings().audit_days};
  std::optional<AuditRow> last;
  for (bool more = true; more;) {
    const auto rows = office_.must(office_.store().audit_after(last ? last->seq : 0, kRowsRead));
    more = rows.size() == kRowsRead;
    for (const AuditRow& row : rows) {
      if (row.at >= oldest) {
        more = false;
        break;
      }
      last = row;
    }
  }
  if (!last) return;
  AuditRow anchor;
  anchor.at = now;
  anchor.action = kAuditForget;
  anchor.result = anchor_text(*last);
  // The anchor is on the disk before anything goes.
  write_now(std::span(&anchor, 1));
  office_.must(office_.store().forget_audit_through(last->seq));
}

}  // namespace service
