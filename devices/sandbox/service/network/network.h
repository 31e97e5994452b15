// SPDX-License-Identifier: GPL-3.0-or-later
// One issuer's place among the others: a province asks across, reports up and takes what comes
// down; the national platform keeps the catalogue and the list of issuers, and pushes. Safe from
// any thread once open.
#pragma once
#include <atomic>

#include "devices/sandbox/service/chores.h"
#include "devices/sandbox/service/desks/area_desk.h"
#include "devices/sandbox/service/desks/facts_desk.h"
#include "devices/sandbox/service/desks/issuer_desk.h"
#include "devices/sandbox/service/desks/push_desk.h"
#include "devices/sandbox/service/network/code_relay.h"
#include "devices/sandbox/service/network/travellers.h"

namespace service {

class Network {
 public:
  // The office's settings have a network. It puts its chores on the list.
  Network(Office& office, AreaDesk& areas, Chores& chores);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;

  // What is wrong with the settings; "" if nothing.
  [[nodiscard]] std::string wrong() const { return upstream_.wrong(); }
  void open(Routes& routes);
  // Where the codes of other issuers are asked after.
  [[nodiscard]] CodeSource& codes() { return codes_; }
  // A province announces itself with that port.
  void listens_on(int port) { port_ = port; }
  // Cuts every question that is under way.
  void close() { upstream_.close(); }

 private:
  // Throws Refusal until it has worked; then once an hour.
  void announce();
  // What the platform says of the areas; throws Refusal.
  void fetch_areas();

  Office& office_;
  AreaDesk& areas_;
  Upstream upstream_;
  Directory directory_;
  Courier courier_;
  Outbox outbox_;
  Travellers travellers_;
  CodeRelay codes_;
  IssuerDesk issuers_;
  FactsDesk facts_;
  PushDesk pushes_;
  std::atomic<int> port_ = 0;
  std::optional<Instant> announced_;  // the chores' thread alone
};

}  // namespace service
