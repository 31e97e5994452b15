// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/bell_file.h"

#include <catch2/catch.hpp>
#include <memory>
#include <set>

#include "devices/bells.h"
#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {
namespace {

using namespace std::chrono_literals;

// 2021-01-26 10:42 in Shanghai.
constexpr visit::Moment kMorning{1611628920000ms};

struct CountingBell final : visit::StaffBell {
  void ring(visit::Call call) override { rung.push_back(call); }
  void answered() override { ++answers; }
  std::vector<visit::Call> rung;
  int answers = 0;
};

}  // namespace

TEST_CASE("a call and its answer are a line each, with the time in Shanghai") {
  const files::Folder folder;
  const auto file = folder.path() / "bell";
  visit::Moment now = kMorning;
  BellFile bell(file, [&] { return now; });
  bell.ring(visit::Call::red_code);
  now += 1min;
  bell.answered();
  now += 14h;
  bell.ring(visit::Call::surveys_waiting);
  CHECK(files::contents(file) ==
        "2021-01-26 10:42 red_code\n2021-01-26 10:43 answered\n2021-01-27 00:43 surveys_waiting\n");
}

TEST_CASE("every call has a name of its own, and none is the answer's") {
  std::set<std::string_view> names{kAnswered};
  for (int call = 0; call <= static_cast<int>(visit::Call::surveys_waiting); ++call) {
    CHECK(names.insert(name(static_cast<visit::Call>(call))).second);
  }
  CHECK(name(visit::Call::asked) == "asked");
  CHECK(name(visit::Call::supply_low) == "supply_low");
  CHECK(name(visit::Call::written_consent) == "written_consent");
  CHECK(name(visit::Call::not_allowed) == "not_allowed");
  CHECK(name(visit::Call::survey_on_paper) == "survey_on_paper");
}

TEST_CASE("a file that cannot be written holds nobody up") {
  const files::Folder folder;
  BellFile bell(folder.path() / "no" / "such" / "folder", [] { return kMorning; });
  bell.ring(visit::Call::asked);
  bell.answered();
  BellFile("", [] { return kMorning; }).ring(visit::Call::asked);
}

TEST_CASE("several bells ring as one") {
  const auto one = std::make_shared<CountingBell>();
  const auto other = std::make_shared<CountingBell>();
  Bells bells({one, other});
  bells.ring(visit::Call::asked);
  bells.ring(visit::Call::red_code);
  bells.answered();
  for (const auto& bell : {one, other}) {
    CHECK(bell->rung == std::vector{visit::Call::asked, visit::Call::red_code});
    CHECK(bell->answers == 1);
  }
  Bells({}).ring(visit::Call::asked);  // none at all is no trouble
}

}  // namespace devices
