// SPDX-License-Identifier: GPL-3.0-or-later
// Seeing and hearing, through the real binaries: languages, the voice's page, keys, and that all of
// it is gone for the next person.
#include <catch2/catch.hpp>

#include "tests/whole/stage.h"

namespace whole {

TEST_CASE("whoever reads Uyghur does so to the end of the visit, and nobody after them") {
  Stage stage;
  stage.play(
      "expect welcome\nexpect text \"您好\"\npress language\nexpect language\npress uyghur\n"
      "expect welcome\nexpect text \"ياخشىمۇسىز\"\n"
      "expect text \"device printer works\"\n");
  stage.visit("wang");
  stage.play("expect welcome\nexpect text \"您好\"\n");
  CHECK(stage.bench().sheets().size() == 1);
}

TEST_CASE("the voice is switched on, changed and switched off on a page of its own") {
  Stage stage;
  stage.play(
      "expect welcome\npress check_code\nexpect consent\npress listen\nexpect consent\n"
      "press listen\nexpect sound\nexpect text \"stepper 3 of 5\"\npress slower\n"
      "press slower\nexpect text \"stepper 1 of 5\"\npress louder\n"
      "expect text \"stepper 4 of 5\"\npress silence\nexpect consent\n"
      // Silent again, the next press begins it anew.
      "press listen\nexpect consent\npress listen\nexpect sound\npress hear_again\n"
      "expect consent\n");
}

TEST_CASE("by the keypad alone one finds the voice on and the page in another language") {
  Stage stage;
  // A new page takes no key for half a second.
  stage.play(
      "expect welcome\npause 1\nkey next\nkey ok\nexpect consent\n"
      // A key has begun the voice, so that listen leads to its page.
      "press listen\nexpect sound\npause 1\nkey back\nexpect consent\n"
      "press language\nexpect language\npause 1\nkey next\nkey ok\nexpect consent\n"
      "expect text \"May we look up\"\npause 1\nkey help\nexpect text \"help called\"\n");
}

}  // namespace whole
