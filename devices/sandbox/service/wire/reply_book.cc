// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/wire/reply_book.h"

#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

constexpr std::chrono::hours kLife{24};

std::string place(const std::string& device, const std::string& key) {
  return "replies|" + device + "|" + key;
}

std::string fingerprint(const Call& call) {
  return sha256(call.method + " " + call.target + "\n" + call.body);
}

}  // namespace

void ReplyBook::require_key(const Call& call) {
  if (!is_token(call.header("idempotency-key"), 16, 64)) {
    throw Refusal{Code::bad_request, {"Idempotency-Key"}, {}};
  }
}

std::optional<Answer> ReplyBook::again(const Call& call) {
  const std::string device = call.header("x-device-id");
  const std::string key = call.header("idempotency-key");
  const auto kept = office_.must(office_.store().recall(device, key));
  if (!kept) return std::nullopt;
  if (kept->request != fingerprint(call)) throw Refusal{Code::idempotency, {}, {}};
  auto body = office_.seal().open(kept->sealed_body, place(device, key));
  if (!body) throw Refusal{Code::internal, {}, {}};
  return Answer{kept->status, std::move(*body), {{"Idempotency-Replayed", "true"}}, {}};
}

KeptReply ReplyBook::kept(const Call& call, const Answer& answer) const {
  const std::string device = call.header("x-device-id");
  const std::string key = call.header("idempotency-key");
  return {device,
          key,
          fingerprint(call),
          answer.status,
          office_.seal().close(answer.body, place(device, key)),
          office_.clock().now()};
}

void ReplyBook::forget_old_ones() {
  const Instant now = office_.clock().now();
  const std::int64_t second = epoch_seconds(now);
  std::int64_t last = forgotten_at_;
  // Once an hour is often enough; a practice clock may also have gone back.
  if (second >= last && second < last + 3600) return;
  if (!forgotten_at_.compare_exchange_strong(last, second)) return;
  office_.must(office_.store().forget_replies_before(now - kLife));
}

}  // namespace service
