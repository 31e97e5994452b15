// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/store_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <optional>

#include "tests/devices/reader/bench.h"
#include "tests/files.h"

namespace devices {

using Trouble = StoreLock::Trouble;

TEST_CASE("a store is one kiosk's until it ends") {
  files::Folder scratch;
  std::optional<StoreLock> held;
  {
    auto first = StoreLock::take(scratch.path());
    REQUIRE(first);
    held.emplace(std::move(*first));
  }
  const auto second = StoreLock::take(scratch.path());
  REQUIRE_FALSE(second);
  CHECK(second.error() == Trouble::taken);
  held.reset();
  CHECK(StoreLock::take(scratch.path()));
}

TEST_CASE("a kiosk that was killed leaves nothing locked") {
  files::Folder scratch;
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto held = StoreLock::take(scratch.path());
    ::_exit(held ? 0 : 1);  // no destructor runs
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(StoreLock::take(scratch.path()));
}

TEST_CASE("a folder that is not there cannot be locked") {
  files::Folder scratch;
  const auto lock = StoreLock::take(scratch.path() / "none");
  REQUIRE_FALSE(lock);
  CHECK(lock.error() == Trouble::unreachable);
}

}  // namespace devices
