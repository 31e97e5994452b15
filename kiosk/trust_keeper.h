// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the kiosk's trust list new: what came with the installation, what was kept from an earlier
// run and what the service publishes, whichever is newest and never an older one than before. Its
// callbacks come from the keeper's own thread.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "devices/list_keeper.h"
#include "kiosk/trust_store.h"
#include "kiosk/visit/moment.h"

namespace kiosk {

struct TrustSettings {
  std::filesystem::path list;  // trust.hct, a folder of certificates or a did.json, as installed
  std::filesystem::path root;  // signs what is fetched, and `list` if it is a trust.hct
  std::filesystem::path federation;  // another network's did.json, as evidence; "": none
  std::filesystem::path kept;        // where what is fetched is kept
  // Where newer ones are fetched; none: never. Beside a trust.hct that is the whole list, beside a
  // folder or a did.json the list of what was revoked.
  std::optional<devices::HealthCodeSource> from;
  devices::ListPlan plan = {};  // its path is set here
};

// How good the list at hand is.
enum class TrustAge {
  fresh,
  old,    // its end is near, or the service was not reached for a day: people should look why
  stale,  // it is over: nothing is printed, and no paper is confirmed
};

// The last day of a list's life, or its last quarter if it lives no longer than four days.
[[nodiscard]] TrustAge age_of(const printing::TrustList& list, visit::Moment now);

struct TrustNews {
  devices::ListNews look = devices::ListNews::unchanged;
  TrustAge age = TrustAge::fresh;
};

class TrustKeeper {
 public:
  // The error is one sentence. A list that counts no more is none, if a newer one can be fetched:
  // until then nobody is trusted. `tell` hears of every look.
  [[nodiscard]] static tl::expected<std::unique_ptr<TrustKeeper>, std::string> open(
      const TrustSettings& settings, std::function<visit::Moment()> now,
      std::function<void(TrustNews)> tell, devices::Chance chance = devices::machine_chance());
  ~TrustKeeper();
  TrustKeeper(const TrustKeeper&) = delete;
  TrustKeeper& operator=(const TrustKeeper&) = delete;

  [[nodiscard]] std::shared_ptr<const TrustStore> store() const { return store_; }
  void look_now();

 private:
  class Lists;
  TrustKeeper();

  std::shared_ptr<TrustStore> store_ = std::make_shared<TrustStore>();
  std::unique_ptr<Lists> lists_;
  std::unique_ptr<devices::ListKeeper> keeper_;  // last: its thread uses the others
};

}  // namespace kiosk
