// SPDX-License-Identifier: GPL-3.0-or-later
// Who may deliver: tokens, certificates, and what happens without them.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/devices/delivery_desk.h"

namespace devices {

using devices_test::DeliveryDesk;
using devices_test::last_trouble;
using sandbox::FhirIntake;
using namespace std::chrono_literals;

TEST_CASE("one token serves until shortly before its end; then there is a new one") {
  DeliveryDesk desk;
  for (int i = 0; i < 3; ++i) desk.add();
  REQUIRE(desk.deliver());
  CHECK(desk.intake->tokens_issued() == 1);
  desk.time.advance(265s);  // of 300
  desk.add();
  REQUIRE(desk.deliver());
  CHECK(desk.intake->tokens_issued() == 1);
  desk.time.advance(10s);
  desk.add();
  REQUIRE(desk.deliver());
  CHECK(desk.intake->tokens_issued() == 2);
  for (const auto& arrival : desk.intake->arrivals()) CHECK(arrival.status < 300);
}

TEST_CASE("a token that the server has forgotten is replaced once, and the survey goes on") {
  DeliveryDesk desk;
  const std::string first = desk.add();
  REQUIRE(desk.deliver());
  desk.intake->revoke_tokens();
  const std::string second = desk.add();
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{first, second});
  CHECK(desk.intake->tokens_issued() == 2);
  CHECK(desk.told(DeliveryKind::waiting) == 0);
}

TEST_CASE("a server that takes no token is not asked for one after the other") {
  sandbox::FhirIntakeOptions options;
  options.token_life = 0s;
  DeliveryDesk desk(std::move(options));
  desk.add();
  desk.employ(desk.server());
  CHECK(desk.courier->turn({}) > 0s);
  CHECK(last_trouble(desk) == FhirTrouble::denied);
  CHECK(desk.intake->tokens_issued() == 2);
  CHECK(desk.waiting() == 1);
  CHECK(desk.aside() == 0);
}

TEST_CASE("a secret that is not known is told, and no survey is set aside for it") {
  DeliveryDesk desk;
  desk.add();
  FhirServer server = desk.server();
  server.client_secret = visit::Secret("practice  nothing else");
  desk.employ(std::move(server));
  (void)desk.courier->turn({});
  CHECK(last_trouble(desk) == FhirTrouble::denied);
  CHECK(desk.intake->arrivals().size() == 1);
  CHECK(desk.intake->arrivals()[0].path == FhirIntake::kTokenPath);
  CHECK(desk.aside() == 0);
}

TEST_CASE("a client certificate speaks for the kiosk where there are no tokens") {
  sandbox::FhirIntakeOptions options;
  options.wants_token = false;
  options.wants_certificate = true;
  DeliveryDesk desk(std::move(options));
  const std::string first = desk.add();
  FhirServer nobody = desk.server();
  nobody.certificate_file = nobody.key_file = "";
  CHECK_FALSE(is_usable(nobody));
  nobody.token_url = desk.intake->token_url();
  nobody.client_id = "GC07";
  nobody.client_secret = visit::Secret("any");
  desk.employ(std::move(nobody));
  (void)desk.courier->turn({});
  CHECK(last_trouble(desk) == FhirTrouble::denied);
  CHECK(desk.intake->arrivals().empty());
  desk.employ(desk.server());
  REQUIRE(desk.deliver());
  CHECK(desk.received() == std::vector{first});
}

TEST_CASE("a server with a stranger's certificate hears nothing") {
  sandbox::FhirIntakeOptions options;
  options.wrong_certificate = true;
  DeliveryDesk desk(std::move(options));
  desk.add();
  desk.employ(desk.server());
  (void)desk.courier->turn({});
  CHECK(last_trouble(desk) == FhirTrouble::untrusted);
  CHECK(desk.intake->arrivals().empty());
  CHECK(desk.waiting() == 1);
}

}  // namespace devices
