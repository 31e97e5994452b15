// SPDX-License-Identifier: GPL-3.0-or-later
// What issuers ask one another about a person, and how they announce themselves (docs/wire.md
// §4.14). An issuer that is asked here asks nobody on, but for the national platform, which asks
// the person's home. Safe from any thread.
#pragma once
#include "devices/sandbox/service/network/catalogue.h"
#include "devices/sandbox/service/network/directory.h"
#include "devices/sandbox/service/network/told_status.h"
#include "devices/sandbox/service/network/upstream.h"

namespace service {

// The code of the issuer whose device this is ("issuer-42"); throws Refusal E_DEVICE.
std::string code_of_issuer(const DeviceSettings& device);

class IssuerDesk {
 public:
  IssuerDesk(Office& office, Upstream& upstream, Directory& directory)
      : office_(office), upstream_(upstream), directory_(directory), catalogue_(office) {}

  void open(Routes& routes);

 private:
  // All throw Refusal or Malformed.
  Answer announce(const Request& request);
  Answer where(const Request& request);
  Answer facts(const Request& request);
  Answer status(const Request& request);
  // Throws E_NO_RECORD if nobody of that document is registered.
  Resident known(const Request& request, const IdDocument& document);
  // What the person's home says, in national words.
  ToldStatus ask_home(const IssuerEntry& home, const IdDocument& document, Deadline deadline);

  Office& office_;
  Upstream& upstream_;
  Directory& directory_;
  Catalogue catalogue_;
};

}  // namespace service
