// SPDX-License-Identifier: GPL-3.0-or-later
// Who may act for whom, against the real service: its own process, real TLS on the loopback.
#include "devices/https_registry.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <thread>

#include "devices/clock.h"
#include "devices/request_signature.h"
#include "devices/sandbox/cast.h"
#include "tests/devices/inbox.h"
#include "tests/devices/real_service.h"

namespace devices {

using namespace std::chrono_literals;
namespace e = visit::event;
using devices_test::cast_identity;
using devices_test::quick;
using devices_test::RealService;
using visit::AppealKind;
using visit::AppealTrouble;
using visit::BindTrouble;
using visit::Relation;

namespace {

struct Far : RealService {
  explicit Far(const std::string& region = "XA") : RealService(region) {}

  HttpsRegistry registry{source(), now, inbox.post(), quick()};
  std::uint64_t ticket = 0;

  visit::Household family(std::string_view id) {
    registry.ask_family({++ticket}, cast_identity(id));
    auto known = inbox.next<e::FamilyKnown>();
    CHECK(known.ticket.number == ticket);
    return std::move(known.household);
  }
  static visit::Wish wish(std::string_view agent, std::string_view person) {
    visit::Wish wish;
    wish.agent = cast_identity(agent);
    wish.person = cast_identity(person);
    wish.relation = Relation::carer;
    wish.valid_to = now() + std::chrono::days{30};
    return wish;
  }
  visit::event::Bound bound(visit::Wish wish) {
    registry.bind({++ticket}, std::move(wish));
    return inbox.next<e::Bound>();
  }
  BindTrouble not_bound(visit::Wish wish) {
    registry.bind({++ticket}, std::move(wish));
    return inbox.next<e::NotBound>().trouble;
  }
};

// In a time that no bench outlives; the day itself is the service's.
visit::Moment in_days(int days) { return now() + std::chrono::days{days}; }

}  // namespace

TEST_CASE("an agent sees whom they may act for, by name and number; the person sees by whom") {
  Far far;
  const visit::Household hui = far.family("hui");
  REQUIRE(hui.people.size() == 1);
  CHECK(hui.agents.empty());
  const visit::Delegation& sun = hui.people[0];
  CHECK(sun.id.size() == 32);
  CHECK(sun.relation == Relation::child);
  CHECK(sun.scope.query);
  CHECK(sun.scope.print);
  CHECK(sun.scope.survey);
  CHECK(sun.valid_to > in_days(170));
  CHECK(sun.masked_agent.reveal() == "孙*");
  REQUIRE(sun.person);
  CHECK(sun.person->name == cast_identity("sun").name);
  CHECK(sun.person->number == cast_identity("sun").number);

  const visit::Household other_side = far.family("sun");
  CHECK(other_side.people.empty());
  REQUIRE(other_side.agents.size() == 1);
  CHECK(other_side.agents[0].id == sun.id);
  CHECK_FALSE(other_side.agents[0].person);

  CHECK(far.family("mei").people.size() == 3);
  // Controls: one who is bound to nobody, and one whom nobody has registered.
  for (const char* nobody : {"jun", "qian"}) {
    const visit::Household none = far.family(nobody);
    CHECK(none.people.empty());
    CHECK(none.agents.empty());
  }
}

TEST_CASE("two who come together are bound, seen on both sides, and let go again") {
  Far far;
  visit::Wish wish = Far::wish("jun", "wang");
  wish.relation = Relation::grandchild;
  wish.scope = {true, true, false};
  wish.valid_to = visit::Moment{std::chrono::floor<std::chrono::seconds>(in_days(30))};
  const visit::Moment until = wish.valid_to;
  const auto bound = far.bound(std::move(wish));
  const std::string id = bound.delegation.id;
  CHECK(bound.delegation.relation == Relation::grandchild);
  CHECK(bound.delegation.scope.print);
  CHECK_FALSE(bound.delegation.scope.survey);
  CHECK(bound.delegation.valid_to == until);
  CHECK(bound.delegation.masked_person.reveal() == "王*英");
  REQUIRE(bound.delegation.person);
  CHECK(bound.delegation.person->number == cast_identity("wang").number);
  REQUIRE(far.family("jun").people.size() == 1);
  REQUIRE(far.family("wang").agents.size() == 1);
  CHECK(far.not_bound(Far::wish("jun", "wang")) == BindTrouble::already_bound);

  far.registry.end({77}, id);
  const auto ended = far.inbox.next<e::DelegationEnded>();
  CHECK(ended.ticket.number == 77);
  CHECK(ended.id == id);
  CHECK(far.family("jun").people.empty());
  CHECK(far.family("wang").agents.empty());
  // Ended again, and one that the service has never heard of: it counts no more either way.
  for (const std::string& gone : {id, std::string(32, '0')}) {
    far.registry.end({78}, gone);
    CHECK(far.inbox.next<e::DelegationEnded>().id == gone);
  }
  // Control: what is no id is not sent anywhere.
  far.registry.end({79}, "../status/query");
  CHECK(far.inbox.next<e::DelegationKept>().ticket.number == 79);
}

TEST_CASE("the region's ages and the record's word are the reasons why two are not bound") {
  Far far;
  CHECK(far.not_bound(Far::wish("jun", "he")) == BindTrouble::age_not_eligible);
  CHECK(far.not_bound(Far::wish("jun", "qian")) == BindTrouble::no_record);
  visit::Wish other = Far::wish("jun", "wang");
  other.person.name = visit::Secret("张三");
  CHECK(far.not_bound(std::move(other)) == BindTrouble::name_mismatch);
  // Whoever acts for themselves, or over a time that is past, is asked for by mistake.
  CHECK(far.not_bound(Far::wish("wang", "wang")) == BindTrouble::no_answer);
  visit::Wish late = Far::wish("jun", "wang");
  late.valid_to = now() - 24h;
  CHECK(far.not_bound(std::move(late)) == BindTrouble::no_answer);
  CHECK(far.family("jun").people.empty());
  (void)far.bound(Far::wish("jun", "wang"));
}

TEST_CASE("H15: by Beijing's rules the fifth is refused, and one let go makes room") {
  Far far("BJ");
  const auto three = far.family("mei").people.size();
  REQUIRE(three == 3);
  (void)far.bound(Far::wish("mei", "wang"));
  CHECK(far.not_bound(Far::wish("mei", "abdu")) == BindTrouble::binding_limit);
  far.registry.end({90}, far.family("mei").people[0].id);
  (void)far.inbox.next<e::DelegationEnded>();
  (void)far.bound(Far::wish("mei", "abdu"));
  CHECK(far.family("mei").people.size() == 4);
  // Controls: by Xi'an's rules five are not too many, and by Beijing's nobody is of the wrong age.
  Far elsewhere("XA");
  (void)elsewhere.bound(Far::wish("mei", "wang"));
  (void)elsewhere.bound(Far::wish("mei", "abdu"));
  (void)far.bound(Far::wish("jun", "he"));
}

TEST_CASE("a written consent binds with the badge of who saw it, and not without") {
  Far far;
  visit::Wish wish = Far::wish("jun", "wang");
  wish.consent = visit::PersonConsent::written;
  CHECK(far.not_bound(std::move(wish)) == BindTrouble::no_answer);
  wish = Far::wish("jun", "wang");
  wish.consent = visit::PersonConsent::written;
  wish.badge = "0011223344556677";
  (void)far.bound(std::move(wish));
}

TEST_CASE("an appeal is taken with an id, or refused with the service's reason") {
  Far far;
  const visit::Consent self{visit::Actor::self, now(), {}, {}};
  const visit::Consent staff{visit::Actor::staff, now(), "0011223344556677", {}};
  far.registry.appeal({1}, cast_identity("li"), self, AppealKind::miscode);
  const auto taken = far.inbox.next<e::AppealTaken>();
  CHECK(taken.ticket.number == 1);
  CHECK(taken.id.size() == 32);
  const auto refusal = [&](visit::Identity identity, AppealKind kind) {
    far.registry.appeal({2}, std::move(identity), staff, kind);
    return far.inbox.next<e::AppealRefused>().trouble;
  };
  // wang's newest sample was reported today; zhao's last contact is five days old.
  CHECK(refusal(cast_identity("wang"), AppealKind::not_converted) == AppealTrouble::too_early);
  far.registry.appeal({3}, cast_identity("zhao"), staff, AppealKind::not_converted);
  CHECK(far.inbox.next<e::AppealTaken>().ticket.number == 3);
  CHECK(refusal(cast_identity("qian"), AppealKind::miscode) == AppealTrouble::no_record);
  visit::Identity other = cast_identity("wang");
  other.name = visit::Secret("王秀瑛");
  CHECK(refusal(other.clone(), AppealKind::miscode) == AppealTrouble::name_mismatch);
  far.registry.appeal({4}, std::move(other), self, AppealKind::identity);
  CHECK(far.inbox.next<e::AppealTaken>().ticket.number == 4);
  // Against a name that is the record's nothing can be said.
  CHECK(refusal(cast_identity("wang"), AppealKind::identity) == AppealTrouble::no_answer);
}

TEST_CASE("tasks are done in their order, and none is dropped for a newer one") {
  Far far;
  far.registry.bind({1}, Far::wish("jun", "wang"));
  far.registry.ask_family({2}, cast_identity("jun"));
  far.registry.ask_family({3}, cast_identity("hui"));
  CHECK(far.inbox.next<e::Bound>().ticket.number == 1);
  const auto jun = far.inbox.next<e::FamilyKnown>();
  CHECK(jun.ticket.number == 2);
  CHECK(jun.household.people.size() == 1);
  CHECK(far.inbox.next<e::FamilyKnown>().ticket.number == 3);
}

TEST_CASE("a service that is away, busy or late answers nothing, and once it is back it does") {
  Far far;
  const auto trouble = [&](std::uint64_t ticket) {
    far.registry.ask_family({ticket}, cast_identity("hui"));
    return far.inbox.next<e::FamilyNotKnown>().trouble;
  };
  far.trouble({{"path", "/v1/delegations/query"}, {"count", 1}, {"delayMs", 30'000}});
  CHECK(trouble(1) == visit::QueryTrouble::silent);
  far.process().stop();
  CHECK(trouble(2) == visit::QueryTrouble::unreachable);
  CHECK(far.not_bound(Far::wish("jun", "wang")) == BindTrouble::no_answer);
  far.registry.end({3}, std::string(32, 'a'));
  CHECK(far.inbox.next<e::DelegationKept>().ticket.number == 3);
  far.registry.appeal({4}, cast_identity("li"), {visit::Actor::self, now(), {}, {}},
                      AppealKind::miscode);
  CHECK(far.inbox.next<e::AppealRefused>().trouble == AppealTrouble::no_answer);
  REQUIRE(far.process().resume());
  // Nothing of what failed was done behind our back. A breaker has its own clock: a new client.
  HttpsRegistry again(far.source(), now, far.inbox.post(), quick());
  again.ask_family({5}, cast_identity("jun"));
  CHECK(far.inbox.next<e::FamilyKnown>().household.people.empty());
}

TEST_CASE("a name that is not the record's learns nothing") {
  Far far;
  visit::Identity other = cast_identity("hui");
  other.name = visit::Secret("孙红");
  far.registry.ask_family({1}, std::move(other));
  CHECK(far.inbox.next<e::FamilyNotKnown>().trouble == visit::QueryTrouble::name_mismatch);
  visit::Identity misread = cast_identity("hui");
  misread.number = visit::Secret("990101196803160098");
  far.registry.ask_family({2}, std::move(misread));
  CHECK(far.inbox.next<e::FamilyNotKnown>().trouble == visit::QueryTrouble::number_rejected);
}

TEST_CASE("names and numbers travel in bodies only: the service's log holds nobody") {
  Far far;
  (void)far.family("mei");
  const auto bound = far.bound(Far::wish("jun", "wang"));
  far.registry.end({1}, bound.delegation.id);
  (void)far.inbox.next<e::DelegationEnded>();
  far.registry.appeal({2}, cast_identity("li"), {visit::Actor::self, now(), {}, {}},
                      AppealKind::miscode);
  (void)far.inbox.next<e::AppealTaken>();
  std::string log = far.log();
  // A line is written when its answer has left; the last one may be on its way.
  for (int i = 0; i < 100 && log.find("/v1/appeals") == std::string::npos; ++i, log = far.log())
    std::this_thread::sleep_for(50ms);
  for (const char* path : {"/v1/delegations/query", "/v1/delegations", "/v1/appeals", "DELETE"}) {
    INFO(path);
    CHECK(log.find(path) != std::string::npos);  // it did log
  }
  for (const sandbox::Person& person : sandbox::cast()) {
    const visit::Identity identity = cast_identity(person.id);
    CHECK(log.find(identity.number.reveal()) == std::string::npos);
    CHECK(log.find(identity.name.reveal()) == std::string::npos);
  }
  CHECK(log.find("孙*") == std::string::npos);
  CHECK(log.find(bound.delegation.id) == std::string::npos);
}

TEST_CASE("the registry ends at once with a request under way, and tells nobody any more") {
  Far far;
  far.trouble({{"path", "/v1/delegations/query"}, {"count", 0}, {"delayMs", 30'000}});
  HealthCodeBudget patient = quick();
  patient.ladder.retry.total = patient.ladder.all = 60s;
  {
    HttpsRegistry leaving(far.source(), now, far.inbox.post(), patient);
    leaving.ask_family({1}, cast_identity("hui"));
    leaving.ask_family({2}, cast_identity("mei"));
  }
  CHECK(far.inbox.count<e::FamilyKnown>() == 0);
  CHECK(far.inbox.count<e::FamilyNotKnown>() == 0);
}

}  // namespace devices
