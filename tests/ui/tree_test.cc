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

TEST_CASE("each key of the keypad is a button with its figure, and scripts press it") {
  for (const Panel& panel : {kPortrait, kSmall, kWide}) {
    Bench bench(panel);
    bench.show("type-number");
    for (const char* id : {"key_0", "key_7", "key_x", "key_erase", "number_done"}) {
      INFO(id << " on " << panel.width_px);
      const Node* node = bench.screen->tree().find(id);
      REQUIRE(node != nullptr);
      CHECK(node->role == (node->id == "number_done" ? Role::primary : Role::button));
      CHECK_FALSE(node->personal);
      const auto label = node->label.reveal();
      CHECK(label == (node->id == "key_0"       ? "0"
                      : node->id == "key_7"     ? "7"
                      : node->id == "key_x"     ? "X"
                      : node->id == "key_erase" ? "退一位"
                                                : "好了"));
      CHECK(bench.screen->press(id));
      const auto pressed = bench.pump();
      REQUIRE(pressed);
      CHECK(visit::name(*pressed) == node->id);
      bench.now += std::chrono::seconds(1);
    }
  }
}

TEST_CASE("a number that is typed is personal: listed for nobody, kept no longer than the visit") {
  Bench bench;
  bench.show("type-number");
  CHECK_FALSE(bench.pump());
  const std::string dump = bench.screen->tree().dump();
  CHECK(dump.find("19380412") == std::string::npos);
  const Node* entry = bench.screen->tree().find("entry");
  REQUIRE(entry != nullptr);
  CHECK(entry->personal);
  // The control: the tree itself does hold it.
  CHECK(entry->label.reveal().find("990101 19380412") != std::string_view::npos);
  bench.show("welcome");
  bench.screen->forget();
  CHECK(bench.screen->cached_texts() == 0);
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
  bench.show("paper-checked");
  const std::string paper = bench.screen->tree().dump();
  CHECK(paper.find("还有效") != std::string::npos);
  CHECK(paper.find("英") == std::string::npos);
  CHECK(paper.find("0055") == std::string::npos);
}
