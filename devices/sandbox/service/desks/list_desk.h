// SPDX-License-Identifier: GPL-3.0-or-later
// Publishes the signed trust and revocation lists (docs/wire.md §4.5): made anew whenever a signer
// or a revocation has come or gone and long before they end, under a number that only rises. Safe
// from any thread; several processes on one store publish the same lists.
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/issuing/signed_lists.h"

namespace service {

class ListDesk {
 public:
  // Key and certificates of the settings must have been tried. Without a key there are no lists.
  explicit ListDesk(Office& office);

  void open(Routes& routes);

 private:
  struct Published {
    std::string state;  // the number, in figures
    Instant issued;
    std::string digest;  // of keys and entries
    std::string trust;
    std::string revocations;
  };
  // All throw Refusal.
  Answer answer(const Call& call, std::string Published::*list);
  const Published& published(Instant now);
  void learn_revocations();
  [[nodiscard]] Published make(Instant now, const std::vector<std::string>& keys,
                               const std::string& digest, std::int64_t after) const;

  Office& office_;
  std::optional<SlipSigner> root_;
  std::vector<ListedSigner> others_;
  std::mutex lock_;
  std::vector<std::string> revoked_;  // in the order of the store
  std::int64_t learnt_ = 0;           // the last revocation among them
  std::optional<Published> present_;
};

}  // namespace service
