// SPDX-License-Identifier: GPL-3.0-or-later
// A call for help, from the person who asks to whoever hears it: on the glass, in the bell's file,
// on a beacon's line and at the hospital's paging service; and that somebody has come.
#include <httplib.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "devices/clock.h"
#include "devices/sandbox/service/practice/practice_ca.h"
#include "kiosk/visit/effect.h"
#include "tests/files.h"
#include "tests/whole/desk.h"

namespace whole {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using std::filesystem::path;
using visit::Call;
using visit::Entry;

// A hospital's paging service, under an authority of its own.
class Pager {
 public:
  Pager() {
    const auto today = std::chrono::floor<std::chrono::milliseconds>(devices::now());
    const service::Lifetime lifetime{today - 24h, today + 24h};
    const service::PracticeCa ca("Practice hospital CA", lifetime);
    const auto own = ca.server({"127.0.0.1"}, lifetime);
    write("ca.pem", ca.certificate());
    write("other.pem", service::PracticeCa("Somebody else's CA", lifetime).certificate());
    write("server.pem", own.certificate);
    write("server.key", own.key);
    server_ = std::make_unique<httplib::SSLServer>((folder_ / "server.pem").c_str(),
                                                   (folder_ / "server.key").c_str());
    REQUIRE(server_->is_valid());
    server_->Post("/bell", [this](const httplib::Request& request, httplib::Response& response) {
      const std::lock_guard lock(mutex_);
      heard_.push_back(request.body);
      response.status = 204;
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    REQUIRE(port_ > 0);
    thread_ = std::thread([this] { server_->listen_after_bind(); });
  }
  ~Pager() {
    server_->stop();
    thread_.join();
  }
  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;

  [[nodiscard]] std::string lines(const char* authority) const {
    return "[bell]\nwebhook = \"https://127.0.0.1:" + std::to_string(port_) +
           "/bell\"\nwebhook_ca = \"" + (folder_ / authority).string() + "\"\n";
  }
  [[nodiscard]] std::vector<std::string> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  [[nodiscard]] std::vector<std::string> calls() {
    std::vector<std::string> calls;
    for (const std::string& body : heard()) calls.push_back(json::parse(body).at("call"));
    return calls;
  }

 private:
  void write(const char* name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  files::Folder folder_;
  std::unique_ptr<httplib::SSLServer> server_;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> heard_;
  std::thread thread_;
};

using Calls = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "a call for help stands on the glass, in the bell's file and at the pager, and ends there") {
  Pager pager;
  StageOptions options;
  options.more = pager.lines("ca.pem");
  Stage stage(options);
  const path bell = stage.bench().folder() / "bell.log";
  stage.play(
      "wait welcome 60\nexpect text \"device card_reader works\"\npress ask_staff\n"
      "expect call-staff\nexpect text \"已经叫了工作人员\"\nexpect text \"工作人员来帮您\"\n");
  CHECK(soon([&] { return pager.calls() == Calls{"asked"}; }));
  CHECK(soon([&] { return files::contents(bell).ends_with(" asked\n"); }));
  CHECK(noted(stage, Entry::What::call, Call::asked) == 1);
  // Somebody comes with a badge: the lamp goes out.
  stage.play("card lay badge\n" + std::string(kPin) + "wait desk\n");
  CHECK(soon([&] { return pager.calls() == Calls{"asked", "answered"}; }));
  CHECK(soon([&] { return files::contents(bell).ends_with(" answered\n"); }));
  stage.play(kSignOut);

  // From the middle of a visit the page stays, and says that somebody was called.
  stage.up_to_confirm("wang");
  stage.play("press help\nexpect confirm\n");
  CHECK(soon([&] { return pager.calls() == Calls{"asked", "answered", "asked"}; }));
  stage.play(
      "press its_me\nwait verdict-green\npress no_print\ncard lift\npress have_all\n"
      "expect welcome\n");
  // Which machine, why and since when; never for whom.
  for (const std::string& body : pager.heard()) {
    const json call = json::parse(body);
    CHECK(call.size() == 3);
    CHECK(call.at("machine") == "GC07");
    CHECK_FALSE(says(body, "9901"));
  }
  CHECK_FALSE(says(files::contents(bell), "9901"));
}

TEST_CASE("H27: a red code calls staff at once, refuses nobody, and leads to where one can wait") {
  Pager pager;
  StageOptions options;
  options.more = pager.lines("ca.pem");
  Stage stage(options);
  stage.up_to_confirm("zhao");
  stage.play("press its_me\nwait verdict-red\n");
  const std::string page = stage.player().now().text;
  for (const char* refusal : {"拒绝", "禁止", "不能进", "不准", "不得"}) {
    INFO(refusal);
    CHECK_FALSE(says(page, refusal));
  }
  CHECK(soon([&] { return pager.calls() == Calls{"red_code"}; }));
  CHECK(soon(
      [&] { return says(files::contents(stage.bench().folder() / "bell.log"), " red_code\n"); }));
  CHECK(noted(stage, Entry::What::call, Call::red_code) == 1);
  // The history leads her on: never past the ward for those with a red code.
  stage.play("press survey\nexpect survey-question\n");
  for (int question = 1; question <= 5; ++question) {
    stage.play("expect text \"第 " + std::to_string(question) + " 题\"\npress item_2\n");
  }
  stage.play(
      "expect text \"不舒服\"\npress item_2\nexpect survey-temperature\nthermometer 36.5\n"
      "expect survey-review\npress hand_in\nwait routed 15\nexpect text \"请在这里等\"\n"
      "expect text \"有人来陪您\"\nexpect text \"不会改变健康码的颜色\"\n");
  // The control: a green code calls nobody.
  stage.play("press no_print\ncard lift\npress have_all\nexpect welcome\n");
  stage.up_to_paper();
  stage.play("press no_print\ncard lift\npress have_all\nexpect welcome\n");
  CHECK(noted(stage, Entry::What::call, Call::red_code) == 1);
  CHECK(pager.calls() == Calls{"red_code"});
}

TEST_CASE("a call for help turns the beacon on until somebody came") {
#ifdef KIOSK_SANITIZED
  WARN("skipped: nothing can be loaded before a sanitizer");
  return;
#endif
  // This kernel may have no chip to simulate: the kiosk is given one in the C library's place.
  StageOptions options;
  const path place =
      std::filesystem::temp_directory_path() / ("kiosk-gpio-" + std::to_string(getpid()));
  std::filesystem::create_directory(place);
  options.more = "[bell]\nchip = \"" + (place / "gpiochip0").string() + "\"\nline = 17\n";
  {
    Stage stage(options);
    // Without a chip the rest of the call is as it was.
    stage.play("expect welcome\npress ask_staff\nexpect call-staff\npress have_all\n");
    setenv("KIOSK_GPIO_CHIP", (place / "gpiochip0").c_str(), 1);
    setenv("KIOSK_GPIO_LINE", "17", 1);
    setenv("KIOSK_GPIO_LOG", (place / "line").c_str(), 1);
    setenv("LD_PRELOAD", PLUGGED_CHIP, 1);
    stage.restart();
    for (const char* name : {"LD_PRELOAD", "KIOSK_GPIO_CHIP", "KIOSK_GPIO_LINE", "KIOSK_GPIO_LOG"})
      unsetenv(name);
    const auto line = [&] { return files::contents(place / "line"); };
    CHECK(soon([&] { return line() == "0"; }));
    stage.play(
        "wait welcome 60\nexpect text \"device card_reader works\"\npress ask_staff\n"
        "expect call-staff\n");
    CHECK(soon([&] { return line() == "01"; }));
    stage.play("card lay badge\n" + std::string(kPin) + "wait desk\n");
    CHECK(soon([&] { return line() == "010"; }));
    stage.play(kSignOut);
    // Nobody comes: it stays on as long as the page says that somebody was called.
    stage.play("press ask_staff\nexpect call-staff\n");
    CHECK(soon([&] { return line() == "0101"; }));
    stage.play("press have_all\nexpect welcome\n");
    CHECK(soon([&] { return line() == "01010"; }));
  }
  std::filesystem::remove_all(place);
}

TEST_CASE("a pager of another authority hears nothing, and the visit goes on all the same") {
  Pager pager;
  StageOptions options;
  options.more = pager.lines("other.pem");
  Stage stage(options);
  stage.play(
      "wait welcome 60\nexpect text \"device card_reader works\"\npress ask_staff\n"
      "expect call-staff\npress have_all\nexpect welcome\n");
  stage.visit("wang");
  CHECK(pager.heard().empty());
  CHECK(
      soon([&] { return says(files::contents(stage.bench().folder() / "bell.log"), " asked\n"); }));
}

}  // namespace whole
