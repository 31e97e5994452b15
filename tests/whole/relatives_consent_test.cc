// SPDX-License-Identifier: GPL-3.0-or-later
// How far a relative may go, through the real binaries: by a paper that staff have looked at, by
// the scope of the binding, and with a code on a telephone.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/whole/household.h"
#include "tests/whole/paper.h"

namespace whole {

namespace {

constexpr const char* kBind = "POST /v1/delegations";

// To the page that waits for somebody's badge.
void show_written_consent(Stage& stage, const std::string& agent) {
  sit_down(stage, agent);
  stage.play(
      "card lift\npress add_person\nexpect lay-card\npress written_consent\nexpect call-staff\n"
      "expect text \"请把同意书|给工作人员看\"\n");
}

}  // namespace

TEST_CASE("a written consent counts once staff have looked at it, with badge and PIN") {
  Stage stage;
  show_written_consent(stage, "hui");
  const int before = asked(stage, kBind);
  // Nobody binds anybody with a card alone here, nor with a wrong PIN.
  stage.play("card lay wang\npause 2\nexpect call-staff\n");
  stage.play(
      "card lay badge\nwait enter-pin\npress key_1\npress key_1\npress key_1\npress key_1\n"
      "press key_1\npress key_2\npress number_done\nexpect text \"还能试 4 次\"\nexpect "
      "enter-pin\n");
  CHECK(asked(stage, kBind) == before);
  stage.play(std::string(kPin) + "wait lay-card\nexpect text \"请放家人的身份证\"\n");
  stage.play("card lay wang\nwait choose-relation\nexpect text \"王秀英\"\npress item_2\n");
  stage.play("wait confirm\npress its_me\nwait verdict-green\nexpect text \"王*英\"\n");
  CHECK(asked(stage, kBind) == before + 1);
  // The sitting is still the relative's, and the desk is not open to them.
  stage.play("press no_print\nexpect choose-person\nexpect text \"王秀英\"\n");
  CHECK(shows(stage, "孙𠅤"));
  get_up(stage);
}

TEST_CASE("who has no such duty opens their own desk, not the relative's way") {
  Stage stage;
  show_written_consent(stage, "hui");
  const int before = asked(stage, kBind);
  stage.play("card lay maintainer\n" + std::string(kPin) + "wait desk\n");
  stage.play("press sign_out\nexpect welcome\ncard lift\n");
  CHECK(asked(stage, kBind) == before);
}

TEST_CASE("the scope of a binding is the scope of the page") {
  Stage stage;
  stage.play("bind jun wang QUERY\nbind jun sun \"QUERY PRINT\"\nbind jun zhou \"PRINT SURVEY\"\n");
  sit_down(stage, "jun");
  CHECK(line_with(stage, "王秀英").find("\"查码，到 ") != std::string::npos);
  CHECK(line_with(stage, "孙𠅤").find("\"查码、打印，|到 ") != std::string::npos);
  choose(stage, "王秀英");
  stage.play("press its_me\nwait verdict-green\n");
  CHECK_FALSE(offers(stage, "print"));
  CHECK_FALSE(offers(stage, "survey"));
  CHECK_FALSE(stage.player().press("print"));
  stage.play("press no_print\nexpect choose-person\n");
  choose(stage, "孙𠅤");
  stage.play("press its_me\nwait verdict-green\n");
  CHECK(offers(stage, "print"));
  CHECK_FALSE(offers(stage, "survey"));
  stage.play("press no_print\nexpect choose-person\n");
  // Without a word about asking nothing is asked: the reason, and the ways out.
  const int before = asked(stage, "POST /v1/status/query");
  touch(stage, "周兰");
  stage.play("expect refused\nexpect text \"这一项|您不能替这位办\"\n");
  CHECK(asked(stage, "POST /v1/status/query") == before);
  CHECK(shows(stage, "不耽误看病"));
  stage.play("press ask_staff\nexpect call-staff\n");
}

TEST_CASE("a relative's phone code is read by the scanner and resolved by the service") {
  Stage stage;
  stage.play("expect welcome\npress check_paper\nexpect scan-paper\n");
  CHECK(shows(stage, "家人手机上的健康码"));
  CHECK(asked(stage, "POST /v1/codes/verify") == 0);
  stage.play("phone li\nwait paper-checked\nexpect text \"手机上的码//现在是黄码\"\n");
  CHECK(asked(stage, "POST /v1/codes/verify") == 1);
  // What it says of whose it is: nothing.
  CHECK_FALSE(shows(stage, "李"));
  stage.play("press another_paper\nexpect scan-paper\nphone wang\nwait paper-checked\n");
  stage.play("expect text \"手机上的码//现在是绿码\"\n");
  CHECK(asked(stage, "POST /v1/codes/verify") == 2);
  // Nobody resolves a code while nobody answers.
  stage.play("press another_paper\nexpect scan-paper\nservice down\nnational down\n");
  stage.play("scan \"GC1:42:AAAAAAAAAAAAAAAAAAAAAA\"\nwait paper-checked 20\n");
  CHECK(shows(stage, "没有回答"));
  for (const char* word : {"绿码", "黄码", "红码"}) CHECK_FALSE(shows(stage, word));
}

TEST_CASE("H14: a card whose name the record does not bear shows nothing of that record") {
  Stage stage;
  stage.play("record wang \"王秀兰\"\n");
  stage.up_to_confirm("wang");
  stage.play("press its_me\nwait not-found\n");
  CHECK(shows(stage, "对不上"));
  for (const char* word : {"王秀兰", "王*兰", "绿码", "核酸"}) CHECK_FALSE(shows(stage, word));
  CHECK_FALSE(offers(stage, "print"));
  stage.play("press by_hand\nwait take 30\npress have_all\nexpect welcome\ncard lift\n");
  // Nor may anybody be bound to that name.
  sit_down(stage, "hui");
  stage.play(bind_by_card("add_person", "wang") + "wait refused\n");
  CHECK(shows(stage, "姓名和记录//对不上"));
  CHECK_FALSE(shows(stage, "王秀兰"));
  stage.play("press ask_staff\nexpect call-staff\n");
}

}  // namespace whole
