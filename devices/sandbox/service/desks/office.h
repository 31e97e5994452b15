// SPDX-License-Identifier: GPL-3.0-or-later
// What every desk of one issuer works with, and how a person's case is examined there. The members
// outlive the desks; safe from any thread.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>

#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/desks/area_book.h"
#include "devices/sandbox/service/desks/due_list.h"
#include "devices/sandbox/service/desks/id_document.h"
#include "devices/sandbox/service/desks/petition.h"
#include "devices/sandbox/service/issuing/slip_signer.h"
#include "devices/sandbox/service/records/store.h"
#include "devices/sandbox/service/rules/assignment.h"
#include "devices/sandbox/service/rules/itinerary.h"
#include "devices/sandbox/service/rules/scene.h"
#include "devices/sandbox/service/rules/transcoding.h"
#include "devices/sandbox/service/settings.h"
#include "devices/sandbox/service/wire/error.h"
#include "devices/sandbox/service/wire/route.h"

namespace service {

// Who is asked about, by whom, for which door.
struct Inquiry {
  IdDocument document;
  std::shared_ptr<const Policy> policy;  // as it was when the request came
  const Scene* scene = nullptr;          // of that policy
  Facts momentary;                       // only what was measured or answered at the machine
  std::optional<Agent> agent;            // who asks for the person, if somebody does
  bool self = false;                     // the person asks
  bool asks_on = true;                   // whether other issuers may be asked; not for one of them
};

// One person's case at one moment.
struct Examination {
  PersonRef ref{};
  Facts facts;
  Status status;
  const Scene* scene = nullptr;  // that decided: the one asked for, or its commuters'
  Decision decision = Decision::staff_assist_manual;
  std::string source;                // LOCAL, PROVINCE:44, NATIONAL
  std::optional<Origin> origin;      // what another issuer's word was transcoded from
  std::map<std::string, Json> told;  // reasons that are not this issuer's to word, by code
};

// Where people are looked for who are not registered here.
class Elsewhere {
 public:
  virtual ~Elsewhere() = default;
  // Always comes to an answer, be it UNKNOWN; throws Refusal E_NAME_MISMATCH.
  virtual Examination look_up(const Inquiry& inquiry, Instant now) = 0;
};

class Office {
 public:
  Office(Settings settings, std::unique_ptr<Store> store, std::vector<SlipSigner> signers,
         Clock& clock);

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] const Seal& seal() const { return seal_; }
  // The first whose certificate counts at `now`; null if none does.
  [[nodiscard]] const SlipSigner* signer(Instant now) const;
  [[nodiscard]] const std::vector<SlipSigner>& signers() const { return signers_; }
  [[nodiscard]] Clock& clock() { return clock_; }
  [[nodiscard]] const AreaBook& areas() const { return areas_; }
  [[nodiscard]] DueList& due() { return due_; }
  // The rules of now. A request keeps those it began with.
  [[nodiscard]] std::shared_ptr<const Policy> policy() const;
  void adopt(Policy policy);
  // Whether the last call to the store went well.
  [[nodiscard]] bool store_is_well() const { return store_is_well_; }

  // Both throw Refusal or Malformed. The members of `more` are allowed beside those of an inquiry;
  // an agent's delegation must hold `scope`. The note hears whom it is about and by which policy.
  Inquiry read_inquiry(const JsonView& in, Scope scope,
                       std::initializer_list<std::string_view> more, AuditNote* note = nullptr);
  Examination examine(const Inquiry& inquiry, Instant now);
  // Makes status and decision of the facts, with what was measured, answered or declared here.
  void judge(const Inquiry& inquiry, Instant now, Examination& out);
  // Before the first request.
  void ask(Elsewhere* elsewhere) { elsewhere_ = elsewhere; }

  [[nodiscard]] bool is_national() const { return settings_.issuer.code == "00"; }
  // This issuer's own file; null if there is none.
  [[nodiscard]] const Province* province() const;
  // Whose words it says: its own, or the platform's if it has no code of its own. Null if unknown.
  [[nodiscard]] const Province* vocabulary() const;
  // Its word for a state.
  [[nodiscard]] std::optional<Bilingual> word_for(State state) const;
  // The status's reasons as replies carry them.
  [[nodiscard]] Json worded_reasons(const Examination& examined, Instant now) const;

  [[nodiscard]] std::optional<Itinerary> itinerary(const Policy& policy, const Facts& known,
                                                   Instant now) const;
  void load_areas();
  // Both throw Refusal.
  void set_area_level(const std::string& code, const std::string& level);
  // Gives the value, or throws Refusal; a duplicate is DoneBefore.
  template <typename T>
  T must(Store::Result<T> result) {
    // What the store refuses to write is no failure of the store.
    store_is_well_ = result.has_value() || (result.error() != StoreTrouble::unavailable &&
                                            result.error() != StoreTrouble::damaged);
    if (!result && result.error() == StoreTrouble::duplicate) throw DoneBefore{};
    if (!result) throw Refusal{Code::internal, {}, {}};
    if constexpr (!std::is_void_v<T>) return std::move(*result);
  }

  // {"id","version","name"} and {"code","name","practice"}, as replies carry them.
  [[nodiscard]] Json policy_block(const Policy& policy) const;
  [[nodiscard]] Json issuer_block() const;

 private:
  Settings settings_;
  std::unique_ptr<Store> store_;
  std::vector<SlipSigner> signers_;
  Seal seal_;
  mutable std::mutex policy_lock_;
  std::shared_ptr<const Policy> policy_;
  Clock& clock_;
  AreaBook areas_;
  DueList due_;
  std::atomic<bool> store_is_well_ = true;
  Elsewhere* elsewhere_ = nullptr;
};

// Where a resident's name is sealed to.
std::string name_place(const PersonRef& ref);

}  // namespace service
