// SPDX-License-Identifier: GPL-3.0-or-later
// What every desk of one issuer works with, and how a person's case is examined there. The members
// outlive the desks; safe from any thread.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "devices/sandbox/service/assignment.h"
#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/error.h"
#include "devices/sandbox/service/id_document.h"
#include "devices/sandbox/service/scene.h"
#include "devices/sandbox/service/settings.h"
#include "devices/sandbox/service/slip_signer.h"
#include "devices/sandbox/service/store.h"

namespace service {

// The names of the areas in the store, kept at hand.
class AreaBook {
 public:
  [[nodiscard]] std::optional<Bilingual> name(std::string_view code) const;
  void replace(const std::vector<Area>& areas);

 private:
  mutable std::shared_mutex lock_;
  std::map<std::string, Bilingual, std::less<>> names_;
};

// Who is asked about, by whom, for which door.
struct Inquiry {
  IdDocument document;
  const Scene* scene = nullptr;  // of the policy it was read with
  Facts momentary;               // only what was measured or answered at the machine
};

// One person's case at one moment.
struct Examination {
  PersonRef ref{};
  Facts facts;
  Status status;
  Decision decision = Decision::staff_assist_manual;
};

class Office {
 public:
  Office(Settings settings, std::unique_ptr<Store> store, SlipSigner signer, Clock& clock);

  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] Store& store() { return *store_; }
  [[nodiscard]] const Seal& seal() const { return seal_; }
  [[nodiscard]] const SlipSigner& signer() const { return signer_; }
  [[nodiscard]] Clock& clock() { return clock_; }
  [[nodiscard]] const AreaBook& areas() const { return areas_; }
  [[nodiscard]] const Policy& policy() const { return settings_.policy; }
  // Whether the last call to the store went well.
  [[nodiscard]] bool store_is_well() const { return store_is_well_; }

  // Both throw Refusal or Malformed. The members of `more` are allowed beside those of an inquiry.
  [[nodiscard]] Inquiry read_inquiry(const JsonView& in,
                                     std::initializer_list<std::string_view> more) const;
  Examination examine(const Inquiry& inquiry, Instant now);

  void load_areas();
  // Gives the value, or throws Refusal.
  template <typename T>
  T must(Store::Result<T> result) {
    store_is_well_ = result.has_value() || result.error() == StoreTrouble::duplicate;
    if (!result) throw Refusal{Code::internal, {}, {}};
    if constexpr (!std::is_void_v<T>) return std::move(*result);
  }

  // {"id","version","name"} and {"code","name","practice"}, as replies carry them.
  [[nodiscard]] Json policy_block() const;
  [[nodiscard]] Json issuer_block() const;

 private:
  Settings settings_;
  std::unique_ptr<Store> store_;
  SlipSigner signer_;
  Seal seal_;
  Clock& clock_;
  AreaBook areas_;
  std::atomic<bool> store_is_well_ = true;
};

// Where a resident's name is sealed to.
std::string name_place(const PersonRef& ref);

}  // namespace service
