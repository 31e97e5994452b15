// SPDX-License-Identifier: GPL-3.0-or-later
// A list that is fetched, judged, kept and handed on, against a service that says exactly what a
// test wants. A list is here "LIST 7 …": its number, and anything; tests/kiosk has real ones.
#include "devices/list_keeper.h"

#include <catch2/catch.hpp>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>

#include "tests/devices/raw_service.h"
#include "tests/files.h"

namespace devices {

namespace {

using namespace std::chrono_literals;
using devices_test::http;
using devices_test::RawAnswer;
using devices_test::RawService;

// One that keeps lists, and all that it tells.
class Keeping {
 public:
  Keeping(const RawService& service, const std::filesystem::path& file) {
    auto kept = KeptList::open(file);
    REQUIRE(kept);
    ListReader reader{
        [this](std::string_view list, std::uint64_t least) { return judge(list, least); },
        [this] {
          const std::lock_guard held(lock_);
          adopted_.push_back(judged_);
        }};
    keeper_ = std::make_unique<ListKeeper>(
        service.source(), ListPlan{.connect = 5s, .total = 5s}, std::move(*kept), std::move(reader),
        [this](ListNews news) {
          const std::lock_guard held(lock_);
          news_.push_back(news);
          told_.notify_all();
        },
        [] { return 0.5; });
  }

  ListNews next() {
    std::unique_lock held(lock_);
    REQUIRE(told_.wait_for(held, 20s, [this] { return !news_.empty(); }));
    const ListNews news = news_.front();
    news_.pop_front();
    return news;
  }
  ListNews look() {
    keeper_->look_now();
    return next();
  }
  std::vector<std::string> adopted() {
    const std::lock_guard held(lock_);
    return adopted_;
  }
  void end() { keeper_.reset(); }

 private:
  tl::expected<std::uint64_t, ListRefusal> judge(std::string_view list, std::uint64_t least) {
    if (!list.starts_with("LIST ")) return tl::unexpected(ListRefusal::not_ours);
    const auto number = std::strtoull(std::string(list.substr(5)).c_str(), nullptr, 10);
    if (number < least) return tl::unexpected(ListRefusal::rolled_back);
    judged_ = list;
    return number;
  }

  std::string judged_;
  std::mutex lock_;
  std::condition_variable told_;
  std::deque<ListNews> news_;
  std::vector<std::string> adopted_;
  std::unique_ptr<ListKeeper> keeper_;
};

RawAnswer ok(const std::string& list, const std::string& more = {}) {
  return {.bytes = http(200, list, more)};
}

std::optional<std::string> on_disk(const std::filesystem::path& file) {
  auto kept = KeptList::open(file);
  REQUIRE(kept);
  return kept->bytes();
}

}  // namespace

TEST_CASE("a list is taken, kept, and asked after by its tag; a newer one replaces it") {
  const files::Folder folder;
  const auto file = folder.path() / "list";
  RawService service;
  service.say({ok("LIST 7 a", "ETag: \"seven\"\r\n"),
               {.bytes = "HTTP/1.1 304 Not Modified\r\nETag: \"seven\"\r\n\r\n"},
               ok("LIST 8 b", "ETag: \"eight\"\r\n")});
  Keeping keeping(service, file);
  CHECK(keeping.next() == ListNews::taken);
  CHECK(on_disk(file) == "LIST 7 a");
  CHECK(keeping.look() == ListNews::unchanged);
  CHECK(keeping.look() == ListNews::taken);
  CHECK(on_disk(file) == "LIST 8 b");
  CHECK(keeping.adopted() == std::vector<std::string>{"LIST 7 a", "LIST 8 b"});
  const auto asked = service.asked();
  REQUIRE(asked.size() == 3);
  CHECK(asked[0].text.starts_with("GET /v1/trust HTTP/1.1\r\n"));
  CHECK(asked[0].header("If-None-Match").empty());
  CHECK(asked[1].header("If-None-Match") == "\"seven\"");
  CHECK(asked[2].header("If-None-Match") == "\"seven\"");
}

TEST_CASE("what is forged or older is refused: the one at hand stays, on the disk too") {
  const files::Folder folder;
  const auto file = folder.path() / "list";
  RawService service;
  service.say({ok("LIST 7 a"), ok("SOMETHING ELSE", "ETag: \"else\"\r\n"), ok("LIST 6 old"),
               ok("LIST 7 a")});
  Keeping keeping(service, file);
  CHECK(keeping.next() == ListNews::taken);
  CHECK(keeping.look() == ListNews::refused);
  CHECK(keeping.look() == ListNews::refused);
  CHECK(keeping.look() == ListNews::unchanged);
  CHECK(on_disk(file) == "LIST 7 a");
  CHECK(keeping.adopted() == std::vector<std::string>{"LIST 7 a"});
  // The tag of what was refused is not used: with it the service would say "unchanged" of it.
  CHECK(service.asked()[2].header("If-None-Match").empty());
}

TEST_CASE("an older list is refused after a restart, and after the kept one was deleted") {
  const files::Folder folder;
  const auto file = folder.path() / "list";
  RawService service;
  service.say({ok("LIST 7 a"), ok("LIST 6 old")});
  {
    Keeping keeping(service, file);
    CHECK(keeping.next() == ListNews::taken);
  }
  {
    Keeping keeping(service, file);
    CHECK(keeping.next() == ListNews::refused);
    CHECK(keeping.adopted().empty());
  }
  std::filesystem::remove(file);
  {
    Keeping keeping(service, file);
    CHECK(keeping.next() == ListNews::refused);
    CHECK_FALSE(on_disk(file));
  }
  // The control: without the number beside it, nothing speaks against it.
  std::filesystem::remove(file.string() + ".highest");
  Keeping keeping(service, file);
  CHECK(keeping.next() == ListNews::taken);
}

TEST_CASE("a list cut on its way keeps the old one; so does every answer without a list") {
  const files::Folder folder;
  const auto file = folder.path() / "list";
  const std::string longer = http(200, "LIST 9 " + std::string(5000, 'x'));
  RawService service;
  service.say({ok("LIST 7 a"),
               {.bytes = longer.substr(0, longer.size() - 100), .end = RawAnswer::End::cut},
               {.bytes = http(404, "{}")},
               {.bytes = http(503, "{}", "Retry-After: 1\r\n")},
               {.bytes = "HTTP/1.1 304 Not Modified\r\n\r\n"},
               {.bytes = longer}});
  Keeping keeping(service, file);
  CHECK(keeping.next() == ListNews::taken);
  CHECK(keeping.look() == ListNews::not_reached);
  CHECK(keeping.look() == ListNews::not_reached);
  CHECK(keeping.look() == ListNews::not_reached);
  // Nobody asked whether it was still the same: then that is no answer.
  CHECK(keeping.look() == ListNews::not_reached);
  CHECK(on_disk(file) == "LIST 7 a");
  CHECK(keeping.look() == ListNews::taken);
}

TEST_CASE("a list longer than an answer of a person's question may be is taken whole") {
  const files::Folder folder;
  const auto file = folder.path() / "list";
  const std::string list = "LIST 9 " + std::string(std::size_t{2} << 20U, 'x');
  RawService service;
  service.say({ok(list)});
  Keeping keeping(service, file);
  CHECK(keeping.next() == ListNews::taken);
  CHECK(on_disk(file) == list);
}

TEST_CASE("a list that the disk does not take counts all the same, and is asked for again") {
  const files::Folder folder;
  const auto gone = folder.path() / "gone";
  std::filesystem::create_directory(gone);
  RawService service;
  service.say({{.bytes = http(404, "")}, ok("LIST 7 a", "ETag: \"seven\"\r\n")});
  Keeping keeping(service, gone / "list");
  CHECK(keeping.next() == ListNews::not_reached);
  std::filesystem::remove(gone);
  CHECK(keeping.look() == ListNews::not_kept);
  CHECK(keeping.adopted() == std::vector<std::string>{"LIST 7 a"});
  std::filesystem::create_directory(gone);
  CHECK(keeping.look() == ListNews::taken);
  CHECK(on_disk(gone / "list") == "LIST 7 a");
  CHECK(service.asked()[2].header("If-None-Match").empty());
}

TEST_CASE("a keeper ends at once although its service does not answer") {
  const files::Folder folder;
  RawService service;
  service.say({{.bytes = "", .end = RawAnswer::End::hang}});
  Keeping keeping(service, folder.path() / "list");
  keeping.end();
}

TEST_CASE(
    "looks are spread around their period; failures are tried again sooner, then less often") {
  const ListPlan plan{.period = 30min, .first_retry = 30s};
  const auto pause = [&](int failures, double chance) {
    return pause_after(plan, failures, [chance] { return chance; });
  };
  CHECK(pause(0, 0.5) == 30min);
  CHECK(pause(0, 0.0) == 15min);
  CHECK(pause(0, 0.999) < 45min);
  CHECK(pause(1, 0.5) == 30s);
  CHECK(pause(2, 0.5) == 60s);
  CHECK(pause(4, 0.5) == 240s);
  CHECK(pause(7, 0.5) == 30min);
  CHECK(pause(1000, 0.5) == 30min);
}

}  // namespace devices
