// SPDX-License-Identifier: GPL-3.0-or-later
// The regions' rules for acting for others, as they meet people at the kiosk: whom, how many, and
// what the refused are told (the table of docs: config/policy/README.md).
#include <catch2/catch.hpp>

#include "tests/whole/household.h"

namespace whole {

namespace {

StageOptions in(const char* region) {
  StageOptions options;
  options.region = region;
  return options;
}

// Bound by their card, and back on the page that says whom.
void binds(Stage& stage, const std::string& person) {
  INFO(person);
  stage.play(bind_by_card("add_person", person) +
             "wait confirm\npress back\nexpect "
             "choose-person\n");
}

// Refused in these words; and the way out leads back to the others.
void is_refused(Stage& stage, const std::string& person, const std::string& why) {
  INFO(person);
  stage.play(bind_by_card("add_person", person) + "wait refused\n");
  CHECK(shows(stage, why));
  CHECK(shows(stage, "不耽误看病"));
  CHECK(offers(stage, "ask_staff"));
  stage.play("press all_done\nexpect choose-person\n");
}

constexpr const char* kFull = "替人办的名额满了";
constexpr const char* kNotThisOne = "您不能替这位办";

}  // namespace

TEST_CASE("H15, D01, D02: in Beijing a fourth may be bound, a fifth is refused and staff come") {
  Stage stage(in("BJ"));
  sit_down(stage, "mei");  // three already
  binds(stage, "wang");
  is_refused(stage, "zhou", kFull);
  CHECK(asked(stage, "POST /v1/delegations 422") == 1);
  // One way out: somebody is let go, and there is a place.
  choose(stage, "王秀英");
  stage.play("press end_binding\nexpect end-binding\npress yes\nwait choose-person\n");
  binds(stage, "zhou");
  // The other: staff.
  stage.play(bind_by_card("add_person", "wang") + "wait refused\nexpect text \"先解除一位\"\n");
  stage.play("press ask_staff\nexpect call-staff\nexpect text \"工作人员来看看\"\n");
  // Whoever was refused was never looked up.
  CHECK(asked(stage, "POST /v1/status/query") == 0);
}

TEST_CASE("D03, D04: in Xi'an an eighth may be bound, a ninth is refused") {
  Stage stage(in("XA"));
  for (const char* person : {"wang", "li", "zhao", "sun", "abdu", "zhou", "anna"})
    stage.play(std::string("bind jun ") + person + "\n");
  stage.play("record qian \"钱桂芳\"\n");
  sit_down(stage, "jun");
  binds(stage, "child");
  is_refused(stage, "qian", kFull);
}

TEST_CASE("D11-D14: in Xi'an nobody between 17 and 59, and nobody has a fourth agent") {
  Stage stage(in("XA"));
  sit_down(stage, "jun");
  stage.play(bind_by_card("add_person", "he") + "wait refused\n");
  CHECK(shows(stage, kNotThisOne));
  CHECK(line_with(stage, "lead").find("这里只能替老人和孩子办，|这位今年 4") != std::string::npos);
  stage.play("press all_done\nexpect choose-person\n");
  // The control: a child and an old man.
  binds(stage, "child");
  stage.play("bind he sun\nbind mei sun\n");  // and hui: three
  is_refused(stage, "sun", "已经");
  CHECK(asked(stage, "POST /v1/delegations 409") == 1);
  binds(stage, "li");
}

TEST_CASE("D08, D09: in Shanghai at 45 only with a certificate of disability") {
  Stage stage(in("SH"));
  sit_down(stage, "jun");
  is_refused(stage, "he", kNotThisOne);
  stage.play("record he \"何敏\" disabled\n");
  binds(stage, "he");
}

TEST_CASE("D19, D20: in Suzhou such a certificate changes nothing") {
  Stage stage(in("SZ"));
  stage.play("record he \"何敏\" disabled\n");
  sit_down(stage, "jun");
  is_refused(stage, "he", kNotThisOne);
  binds(stage, "wang");
}

TEST_CASE("D22: in Jiangsu everybody is on one other's list at most") {
  Stage stage(in("JS"));
  sit_down(stage, "jun");
  is_refused(stage, "sun", "已经");  // hui's
  binds(stage, "wang");
}

}  // namespace whole
