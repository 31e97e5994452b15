// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/trust_keeper.h"

#include <fmt/format.h>

#include <algorithm>

#include "devices/durable_file.h"
#include "kiosk/trust.h"

namespace kiosk {

using printing::RevocationList;
using printing::TrustList;
using printing::TrustTrouble;
using std::chrono::hours;

namespace {

constexpr hours kDay{24};
constexpr const char* kWhole = "/v1/trust";
constexpr const char* kRevoked = "/v1/revocations.cose";

printing::Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

devices::ListRefusal refusal(TrustTrouble trouble) {
  return trouble == TrustTrouble::rolled_back ? devices::ListRefusal::rolled_back
                                              : devices::ListRefusal::not_ours;
}

}  // namespace

TrustAge age_of(const TrustList& list, visit::Moment now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  if (list.stale(seconds)) return TrustAge::stale;
  if (!list.expires() || !list.issued()) return TrustAge::fresh;
  const auto last = std::min<std::chrono::seconds>(kDay, (*list.expires() - *list.issued()) / 4);
  return seconds >= *list.expires() - last ? TrustAge::old : TrustAge::fresh;
}

// The parts that the list in force is made of. Used by one thread at a time.
class TrustKeeper::Lists {
 public:
  std::optional<printing::cose::Signer> root;
  bool whole = false;   // what is fetched is a whole list, not the revoked alone
  TrustList installed;  // of which the signers count where `whole` does not hold
  TrustList federation;
  std::optional<visit::Moment> reached;

  // The list in force once `bytes` count, and its number.
  tl::expected<TrustList, TrustTrouble> made_of(std::string_view bytes, std::uint64_t least) const {
    if (whole) return TrustList::read_signed(as_bytes(bytes), *root, least);
    auto revoked = RevocationList::read_signed(as_bytes(bytes), *root, least);
    if (!revoked) return tl::unexpected(revoked.error());
    TrustList list = installed;
    list.take(std::move(*revoked));
    return list;
  }

  tl::expected<std::uint64_t, devices::ListRefusal> judge(std::string_view bytes,
                                                          std::uint64_t least) {
    auto list = made_of(bytes, least);
    if (!list) return tl::unexpected(refusal(list.error()));
    judged_ = std::move(*list);
    return judged_.sequence();
  }
  void adopt(TrustStore& store) { put(store, std::move(judged_)); }
  void put(TrustStore& store, TrustList list) const {
    list.add_foreign(federation);
    store.take(std::move(list));
  }

 private:
  TrustList judged_;
};

TrustKeeper::TrustKeeper() : lists_(std::make_unique<Lists>()) {}
TrustKeeper::~TrustKeeper() = default;

void TrustKeeper::look_now() {
  if (keeper_) keeper_->look_now();
}

tl::expected<std::unique_ptr<TrustKeeper>, std::string> TrustKeeper::open(
    const TrustSettings& settings, std::function<visit::Moment()> now,
    std::function<void(TrustNews)> tell, devices::Chance chance) {
  std::unique_ptr<TrustKeeper> trust(new TrustKeeper());
  Lists& lists = *trust->lists_;
  if (!settings.federation.empty()) {
    auto federation = read_trust(settings.federation);
    if (!federation) return tl::unexpected(federation.error());
    lists.federation = std::move(*federation);
  }
  auto installed = read_trust(settings.list, settings.root);
  if (!installed) return tl::unexpected(installed.error());
  lists.installed = std::move(*installed);
  lists.whole = lists.installed.issued().has_value();
  if (!settings.from) {
    lists.put(*trust->store_, lists.installed);
    return trust;
  }

  if (settings.root.empty())
    return tl::unexpected(std::string("the root that signs the fetched list is not named"));
  if (settings.kept.empty())
    return tl::unexpected(std::string("where the fetched list is kept is not named"));
  auto root = read_root(settings.root);
  if (!root) return tl::unexpected(root.error());
  lists.root = std::move(*root);
  auto kept = devices::KeptList::open(settings.kept);
  if (!kept) {
    return tl::unexpected(
        fmt::format("{}.highest: holds no number; which lists are too old is "
                    "not known",
                    settings.kept.string()));
  }
  // Whichever is newest, and nothing older than what was gone by once.
  const auto bytes = kept->bytes();
  auto newest = bytes
                    ? lists.made_of(*bytes, kept->highest())
                    : tl::expected<TrustList, TrustTrouble>(tl::unexpect, TrustTrouble::unreadable);
  const bool installed_counts =
      lists.whole ? lists.installed.sequence() >= kept->highest() &&
                        (!newest || newest->sequence() < lists.installed.sequence())
                  : !newest && kept->highest() == 0;
  if (installed_counts) newest = lists.installed;
  if (newest) {
    // The disk may be full: then the next start knows a little less, and this one goes on.
    (void)kept->remember(newest->sequence());
    lists.put(*trust->store_, std::move(*newest));
  }

  devices::ListPlan plan = settings.plan;
  plan.path = lists.whole ? kWhole : kRevoked;
  lists.reached = now();
  devices::ListReader reader{
      [&lists](std::string_view list, std::uint64_t least) { return lists.judge(list, least); },
      [&lists, store = trust->store_] { lists.adopt(*store); }};
  const auto heard = [&lists, store = trust->store_, now = std::move(now),
                      tell = std::move(tell)](devices::ListNews news) {
    const visit::Moment moment = now();
    if (news != devices::ListNews::not_reached && news != devices::ListNews::refused)
      lists.reached = moment;
    TrustAge age = age_of(*store->list(), moment);
    if (age == TrustAge::fresh && moment - *lists.reached >= kDay) age = TrustAge::old;
    tell({news, age});
  };
  trust->keeper_ = std::make_unique<devices::ListKeeper>(
      *settings.from, plan, std::move(*kept), std::move(reader), heard, std::move(chance));
  return trust;
}

}  // namespace kiosk
