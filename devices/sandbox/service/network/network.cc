// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/network/network.h"

#include <fmt/format.h>

namespace service {
namespace {

using namespace std::chrono;

constexpr hours kAnnouncementHolds{1};

}  // namespace

Network::Network(Office& office, AreaDesk& areas, Chores& chores)
    : office_(office),
      areas_(areas),
      upstream_(*office.settings().network, [&office] { return office.clock().guard_time(); }),
      directory_(office),
      courier_(office, upstream_, directory_),
      outbox_(office, upstream_),
      travellers_(office, upstream_),
      codes_(office, upstream_, directory_),
      issuers_(office, upstream_, directory_),
      facts_(office, outbox_, courier_),
      pushes_(office, courier_) {
  if (office_.is_national()) {
    chores.add({"courier", seconds{2}, [this] { courier_.deliver(); }});
    return;
  }
  office_.ask(&travellers_);
  chores.add({"announce", seconds{1}, [this] { announce(); }});
  chores.add({"areas from the platform", minutes{1}, [this] { fetch_areas(); }});
  chores.add({"reports", seconds{2}, [this] { outbox_.deliver(); }});
}

Network::~Network() { office_.ask(nullptr); }

void Network::open(Routes& routes) {
  issuers_.open(routes);
  facts_.open(routes);
  pushes_.open(routes);
}

void Network::fetch_areas() {
  const auto told = upstream_.post(office_.settings().network->national, "/v1/areas/query",
                                   Json::object(), upstream_.deadline());
  if (!told) throw Refusal{Code::upstream, {}, {}};
  areas_.take(JsonView(*told, "").at("areas"));
}

void Network::announce() {
  const Instant now = office_.clock().guard_time();
  if (announced_ && now >= *announced_ && now < *announced_ + kAnnouncementHolds) return;
  const Settings& settings = office_.settings();
  const Province* province = office_.province();
  const Json body{{"code", settings.issuer.code},
                  {"url", fmt::format("{}:{}", settings.network->announce, port_.load())},
                  {"mode", name_of(province == nullptr ? Recognition::share : province->mode)}};
  if (!upstream_.post(settings.network->national, "/v1/issuers", body, upstream_.deadline())) {
    throw Refusal{Code::upstream, {}, {}};
  }
  announced_ = now;
}

}  // namespace service
