// SPDX-License-Identifier: GPL-3.0-or-later
// A health-code service whose data were put back from a copy serves an older trust list, honestly
// signed. The kiosk goes on verifying by the newer one that it once had.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/files.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

using std::filesystem::path;

// The service's name of what that code was signed for, as it writes it.
std::string id_of(Stage& stage, const std::string& code) {
  const auto said = run(program("kioskctl").string() + " verify --json --trust " +
                            (stage.bench().folder() / "issuers/signers").string(),
                        code + "\n");
  INFO(said.out);
  std::string id = nlohmann::json::parse(said.out).at("reference");
  std::transform(id.begin(), id.end(), id.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return id;
}

class Lists {
 public:
  explicit Lists(Stage& stage) : stage_(stage) {}

  // How often the kiosk was sent a list, by the service's own account.
  [[nodiscard]] long served() const {
    std::ifstream log(stage_.bench().folder() / "issuers/42/service.log");
    long count = 0;
    for (std::string line; std::getline(log, line);)
      count += line.find("GET /v1/trust 200") != std::string::npos ? 1 : 0;
    return count;
  }
  // Until it was once more, and has had time to take it. A kiosk that found nobody looks again
  // after 15 to 45 s.
  void wait_until_served(long before) const {
    REQUIRE(soon([&] { return served() > before; }, std::chrono::seconds{120}));
    std::this_thread::sleep_for(std::chrono::seconds{1});
  }
  // The number below which no list counts any more.
  [[nodiscard]] std::string highest() const {
    return files::contents(kept().string() + ".highest");
  }
  [[nodiscard]] path kept() const { return stage_.bench().folder() / "trust-kept.hct"; }

  void check_paper(const std::string& code, const std::string& words) const {
    stage_.play(
        "expect welcome\nexpect text \"带来的证明\"\npress check_paper\nexpect scan-paper\nscan "
        "\"" +
        code + "\"\nexpect paper-checked\nexpect text \"" + words +
        "\"\npress have_all\nexpect welcome\n");
  }

 private:
  Stage& stage_;
};

}  // namespace

TEST_CASE("an older list than the kiosk once had is refused while it runs and at its next start") {
  StageOptions options;
  options.trust_list = true;
  Stage stage(options);
  const Lists lists(stage);
  stage.visit("wang");
  const std::string code = stage.newest_code();
  lists.check_paper(code, "还有效");
  const std::string first = lists.highest();
  REQUIRE_FALSE(first.empty());

  stage.play("service backup\nservice revoke " + id_of(stage, code) + "\n");
  long served = lists.served();
  stage.restart();
  lists.wait_until_served(served);
  CHECK(soon([&] { return lists.highest() != first; }));
  lists.check_paper(code, "已经收回了");
  const std::string newest = lists.highest();
  const std::string list = files::contents(lists.kept());

  // Nobody is there when the kiosk starts, and what comes back is what was before the revocation.
  stage.play("service down\n");
  stage.restart();
  stage.play("service restore\n");
  lists.check_paper(code, "已经收回了");
  served = lists.served();
  lists.wait_until_served(served);
  lists.check_paper(code, "已经收回了");
  CHECK(lists.highest() == newest);
  CHECK(files::contents(lists.kept()) == list);

  served = lists.served();
  stage.restart();
  lists.wait_until_served(served);
  lists.check_paper(code, "已经收回了");
  CHECK(lists.highest() == newest);
  CHECK(files::contents(lists.kept()) == list);

  // The control: it is a list that counts, for a kiosk that never had a newer one.
  std::filesystem::remove(lists.kept());
  std::filesystem::remove(lists.kept().string() + ".highest");
  served = lists.served();
  stage.restart();
  lists.wait_until_served(served);
  CHECK(soon([&] { return exists(lists.kept()); }));
  lists.check_paper(code, "还有效");
  CHECK(lists.highest() == first);
  CHECK(files::contents(lists.kept()) != list);
}

}  // namespace whole
