// SPDX-License-Identifier: GPL-3.0-or-later
// Answers at a province about people whom another issuer keeps: the national platform says where
// they are registered, and how that issuer is recognised decides who is asked (docs/wire.md §4.14).
// Never a green that rests on silence. Safe from any thread.
#pragma once
#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/network/directory.h"
#include "devices/sandbox/service/network/told_status.h"
#include "devices/sandbox/service/network/upstream.h"

namespace service {

class Travellers final : public Elsewhere {
 public:
  Travellers(Office& office, Upstream& upstream) : office_(office), upstream_(upstream) {}

  Examination look_up(const Inquiry& inquiry, Instant now) override;

 private:
  struct Home;
  using Reply = tl::expected<Json, UpstreamTrouble>;

  Examination shared(const Inquiry& inquiry, Instant now, const Home& home, Deadline deadline);
  Examination transcoded(const Inquiry& inquiry, Instant now, const Home& home, Deadline deadline);
  // What the person is told when the question could not be answered.
  Examination without(const Inquiry& inquiry, Instant now, UpstreamTrouble trouble,
                      std::string source);
  Examination unrecognised(const Inquiry& inquiry, Instant now, const Home& home,
                           const RecognitionException& exception);

  Office& office_;
  Upstream& upstream_;
};

// The name of an issuer as its file has it; its code if there is none.
Bilingual name_of_issuer(const Office& office, const std::string& code);
// What `told` by `from` comes to here: its word, its reasons, its way. What has no rule is UNKNOWN
// with U_NOT_TRANSCODED.
ToldStatus transcoded_here(const Office& office, const std::string& from, ToldStatus told);

}  // namespace service
