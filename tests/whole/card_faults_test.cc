// SPDX-License-Identifier: GPL-3.0-or-later
// The real `kioskctl card` when readers and cards fail.
#include <catch2/catch.hpp>

#include "tests/whole/card_tool.h"

namespace whole {

namespace {

using sandbox::Pn532Fault;
using sandbox::SamVFault;

}  // namespace

TEST_CASE("a reader that goes is told once, and its next card is seen when it is back") {
  Readers readers;
  const bool antenna_too = GENERATE(false, true);
  Tool tool(antenna_too ? antenna(readers) : module(readers));
  const auto lay = [&] {
    readers.pn532->lay(card_named("wang"));
    readers.sam_v->lay(card_named("wang"));
  };
  lay();
  tool.event("card");
  readers.pn532->lift();
  readers.sam_v->lift();
  tool.event("removed");
  readers.pn532->unplug();
  readers.sam_v->unplug();
  CHECK(tool.event() == json{{"event", "fault"}, {"code", "gone"}});
  readers.pn532->replug();
  readers.sam_v->replug();
  lay();
  CHECK(tool.event()["event"] == "card");
  CHECK(tool.end() == 0);
}

TEST_CASE("a module that does not answer is silent, and one that answers nonsense garbled") {
  Readers readers;
  readers.sam_v->arm(SamVFault::busy, sandbox::kUntilDisarmed);
  Tool tool(module(readers));
  CHECK(tool.event() == json{{"event", "fault"}, {"code", "silent"}});
  readers.sam_v->disarm();
  readers.sam_v->lay(card_named("wang"));
  CHECK(tool.event()["event"] == "card");
  tool.event("identity");
  readers.sam_v->lift();
  tool.event("removed");
  readers.sam_v->arm(SamVFault::bad_chk, 1, 0x2001);
  CHECK(tool.event() == json{{"event", "fault"}, {"code", "garbled"}});
}

TEST_CASE("what a card refuses is told by its kind, once a laying") {
  Readers readers;
  const auto [fault, code] =
      GENERATE(table<SamVFault, std::string>({{SamVFault::card_refuses, "not-genuine"},
                                              {SamVFault::not_authorised, "not-genuine"},
                                              {SamVFault::select_failed, "lay-again"},
                                              {SamVFault::wrong_card, "lay-again"},
                                              {SamVFault::twin_flip, "misread"}}));
  readers.sam_v->arm(
      fault, sandbox::kUntilDisarmed,
      fault == SamVFault::not_authorised ? std::optional<std::uint16_t>(0x3001) : std::nullopt);
  Tool tool(module(readers));
  readers.sam_v->lay(card_named("wang"));
  CHECK(tool.event()["event"] == "card");
  CHECK(tool.event() == json{{"event", "fault"}, {"code", code}});
  readers.sam_v->disarm();
  CHECK(tool.event()["event"] == "identity");
}

TEST_CASE("a reader that kills libnfc kills no more than a child, and the next card is seen") {
  Readers readers;
  Tool tool(antenna(readers));
  readers.pn532->lay(card_named("wang"));
  tool.event("card");
  readers.pn532->arm(Pn532Fault::status_0x80, 1);
  CHECK(tool.event() == json{{"event", "fault"}, {"code", "reader-died"}});
  CHECK(tool.event()["event"] == "card");
  CHECK(tool.end() == 0);
}

TEST_CASE("a reader that is not there ends with 3, an empty one with 1") {
  Readers readers;
  Tool none({"--sam", (readers.folder() / "nothing").string(), "--seconds", "1", "--json"});
  Tool empty({"--pn532", readers.antenna(), "--seconds", "1", "--json"});
  CHECK(none.event() == json{{"event", "fault"}, {"code", "gone"}});
  CHECK(none.wait() == 3);
  CHECK(empty.wait() == 1);
  CHECK(empty.said().empty());
}

}  // namespace whole
