// SPDX-License-Identifier: GPL-3.0-or-later
// Fetches a signed list again and again over mutual TLS (docs/wire.md §4.5), has it judged, keeps
// the newest good one on disk and hands it on. What is refused or cut changes nothing. One worker
// thread, from which all callbacks come; they must not wait for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "devices/chance.h"
#include "devices/https_health_codes.h"
#include "devices/kept_list.h"

namespace devices {

enum class ListRefusal {
  not_ours,     // not signed by the pinned root, or no such list at all
  rolled_back,  // older than one already taken
};

// What came of one look.
enum class ListNews {
  taken,        // a newer list counts now
  unchanged,    // the one at hand still is the newest
  refused,      // what was sent is forged, broken or older
  not_reached,  // no answer, or one without a list
  not_kept,     // a newer one counts now, but the disk did not take it
};

struct ListReader {
  // The number of this list if it is good and not below `least`. Nothing changes by being judged.
  std::function<tl::expected<std::uint64_t, ListRefusal>(std::string_view list,
                                                         std::uint64_t least)>
      judge;
  // The list judged last counts from now on.
  std::function<void()> adopt;
};

struct ListPlan {
  std::string path = "/v1/trust";
  std::chrono::milliseconds period{std::chrono::minutes{30}};
  std::chrono::milliseconds first_retry{std::chrono::seconds{30}};  // doubled up to the period
  std::chrono::milliseconds connect{3000};
  std::chrono::milliseconds total{20'000};  // of one look: a list of 16 MiB takes its time
};

// How long after a look the next one is due, spread by chance so that kiosks which start together
// do not ask together. `failures`: looks in a row that brought nothing. Pure.
[[nodiscard]] std::chrono::milliseconds pause_after(const ListPlan& plan, int failures,
                                                    const Chance& chance);

class ListKeeper {
 public:
  // Looks at once. `tell` hears of every look.
  ListKeeper(HealthCodeSource source, ListPlan plan, KeptList kept, ListReader reader,
             std::function<void(ListNews)> tell, Chance chance = machine_chance());
  // Calls a look under way back.
  ~ListKeeper();
  ListKeeper(const ListKeeper&) = delete;
  ListKeeper& operator=(const ListKeeper&) = delete;

  // Does not wait for the next one to be due.
  void look_now();

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace devices
