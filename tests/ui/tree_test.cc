// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tree.h"

#include <catch2/catch.hpp>

#include "tests/ui/pages.h"

using namespace ui;
using namespace ui::test;

TEST_CASE("the tree finds a target by the name scripts press it by, and where to press") {
  Bench bench;
  bench.show("consent");
  const Tree& tree = bench.screen->tree();
  CHECK(tree.page == "consent");
  const Node* agree = tree.find("agree");
  REQUIRE(agree != nullptr);
  CHECK(agree->role == Role::primary);
  CHECK(agree->pressable);
  CHECK(agree->label.reveal() == "同意，开始查");
  const auto middle = tree.centre("agree");
  REQUIRE(middle);
  CHECK(agree->rect.holds(*middle));
  CHECK(tree.find("its_me") == nullptr);
  CHECK_FALSE(tree.centre("its_me"));
}

TEST_CASE("the tree reads what the page says, in reading order and without break marks") {
  Bench bench;
  bench.show("consent");
  const Tree& tree = bench.screen->tree();
  CHECK(tree.find("title")->label.reveal() == "要查您的健康码，先问您一声：同意吗？");
  CHECK(tree.find("point-1")->label.reveal() == "只看三样 姓名、证件号、健康码");
  const auto at = [&tree](std::string_view id) { return tree.find(id) - tree.nodes.data(); };
  CHECK(at("title") < at("point-1"));
  CHECK(at("point-4") < at("agree"));
  CHECK(at("decline") < at("back"));
}

TEST_CASE("the dump names every node and nobody") {
  Bench bench;
  bench.show("confirm");
  const std::string dump = bench.screen->tree().dump();
  CHECK(dump.find(R"("page":"confirm")") != std::string::npos);
  CHECK(dump.find(R"("id":"its_me")") != std::string::npos);
  CHECK(dump.find("是我，往下查") != std::string::npos);
  CHECK(dump.find(R"("personal":true)") != std::string::npos);
  CHECK(dump.find("孙") == std::string::npos);
  CHECK(dump.find("0055") == std::string::npos);
  // The control: the tree itself does hold the name.
  CHECK(bench.screen->tree().find("person")->label.reveal().find("孙𠅤") != std::string_view::npos);
  for (const char* page : {"verdict-green", "verdict-yellow", "verdict-red"}) {
    bench.show(page);
    const std::string verdict = bench.screen->tree().dump();
    CHECK(verdict.find("码") != std::string::npos);
    CHECK(verdict.find("英") == std::string::npos);
    CHECK(verdict.find("0055") == std::string::npos);
  }
}
