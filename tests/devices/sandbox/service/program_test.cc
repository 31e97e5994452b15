// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include <fstream>

#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/practice/practice_deployment.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::Json;
using service_test::inquiry;

namespace {

const std::string kProgram = std::string(KIOSK_BINARY_DIR) + "/bin/health-code-service";
const std::string kSource = KIOSK_SOURCE_DIR;

// A program that runs, with both its outputs in files of a folder.
class Process {
 public:
  Process(const files::Folder& folder, std::vector<std::string> arguments)
      : out_(folder.path() / "stdout"), err_(folder.path() / "stderr") {
    arguments.insert(arguments.begin(), kProgram);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    id_ = fork();
    REQUIRE(id_ >= 0);
    if (id_ == 0) {
      if (!freopen(out_.c_str(), "w", stdout) || !freopen(err_.c_str(), "w", stderr)) _exit(99);
      execv(pointers[0], pointers.data());
      _exit(98);
    }
  }
  ~Process() {
    if (id_ > 0) {
      kill(id_, SIGKILL);
      waitpid(id_, nullptr, 0);
    }
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void signal(int number) const { kill(id_, number); }
  int wait() {
    int status = 0;
    REQUIRE(waitpid(id_, &status, 0) == id_);
    id_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  }
  [[nodiscard]] std::string out() const { return files::contents(out_); }
  [[nodiscard]] std::string err() const { return files::contents(err_); }
  // The first line of its output, once it is whole.
  [[nodiscard]] std::string first_line() const {
    for (int tries = 0; tries < 1000; ++tries) {
      if (std::filesystem::exists(out_)) {
        const std::string text = out();
        if (const auto end = text.find('\n'); end != std::string::npos) return text.substr(0, end);
      }
      usleep(10'000);
    }
    FAIL("no line within ten seconds: " << err());
    return {};
  }

 private:
  std::filesystem::path out_;
  std::filesystem::path err_;
  pid_t id_ = 0;
};

struct Outcome {
  int status;
  std::string out;
  std::string err;
};

Outcome run(std::vector<std::string> arguments) {
  const files::Folder folder;
  Process process(folder, std::move(arguments));
  const int status = process.wait();
  return {status, process.out(), process.err()};
}

bool is_one_line(const std::string& text) {
  return !text.empty() && text.find('\n') == text.size() - 1;
}

service::PracticeDeployment deploy(const files::Folder& folder) {
  auto made = service::deploy_practice(folder.path(), kSource + "/config/policy/reference.json",
                                       {"99", "XA", 990101, {"练习健康码", "Practice health code"}},
                                       {"GC07"}, service::machine_time());
  REQUIRE(made);
  return *made;
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

TEST_CASE("the program tells how it is used, and which it is") {
  const auto help = run({"--help"});
  CHECK(help.status == 0);
  CHECK(help.out.starts_with("Usage: health-code-service"));
  const auto version = run({"--version"});
  CHECK(version.status == 0);
  CHECK(version.out.starts_with("health-code-service "));
}

TEST_CASE("a wrong option is one clear line and exit 2") {
  const std::vector<std::vector<std::string>> wrong{
      {},
      {"--verbose"},
      {"--config"},
      {"--config", "/nowhere/service.toml"},
      {"try-policy", "--policy", kSource + "/config/policy/reference.json"},
      {"try-policy", "--config", "x"},
  };
  for (const auto& arguments : wrong) {
    const auto outcome = run(arguments);
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(is_one_line(outcome.err));
  }
}

TEST_CASE("a broken configuration is one clear line that names the place, and exit 2") {
  const files::Folder folder;
  const auto made = deploy(folder);
  const std::string good = files::contents(made.config);
  const auto broken = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    text.replace(place, from.size(), to);
    write_file(made.config, text);
    const auto outcome = run({"--config", made.config.string()});
    CHECK(outcome.status == 2);
    CHECK(is_one_line(outcome.err));
    CHECK(outcome.out.empty());
    return outcome.err;
  };
  using Catch::Matchers::Contains;
  CHECK_THAT(broken("code = \"99\"", "code = \"9\""), Contains("issuer.code"));
  CHECK_THAT(broken("country = \"XA\"", "country = \"CN\""), Contains("issuer.country"));
  CHECK_THAT(broken("area = 990101", "area = \"990101\""), Contains("issuer.area"));
  CHECK_THAT(broken("port = 0", "port = 70000"), Contains("listen.port"));
  CHECK_THAT(broken("port = 0", "prot = 0"), Contains("listen.port is missing"));
  CHECK_THAT(broken("hours = 48", "hours = 48\nminutes = 3"), Contains("slip.minutes"));
  CHECK_THAT(broken("server.pem", "lost.pem"), Contains("lost.pem cannot be read"));
  CHECK_THAT(broken("store.key", "ca.pem"), Contains("64 hex digits"));
  CHECK_THAT(broken("id = \"GC07\"", "id = \"GC 07\""), Contains("device[0].id"));
  CHECK_THAT(broken("[issuer]", "[issuer"), Contains(":2:"));
  CHECK_THAT(broken("reference.json", "no-such.json"), Contains("no-such.json"));
}

TEST_CASE("keys that do not belong together stop the program with exit 1") {
  const files::Folder folder;
  const auto made = deploy(folder);
  const std::string good = files::contents(made.config);
  for (const auto& [from, to] :
       {std::pair{"\"dsc.key\"", "\"server.key\""}, std::pair{"\"server.key\"", "\"dsc.key\""}}) {
    std::string text = good;
    text.replace(text.find(from), std::string(from).size(), to);
    write_file(made.config, text);
    const auto outcome = run({"--config", made.config.string()});
    CHECK(outcome.status == 1);
    CHECK(is_one_line(outcome.err));
  }
}

TEST_CASE("the program serves what a practice folder lays out, and ends when told") {
  const files::Folder folder;
  const auto made = deploy(folder);
  Process process(folder, {"--config", made.config.string()});
  const std::string line = process.first_line();
  REQUIRE(line.starts_with("ready https://127.0.0.1:"));
  const int port = std::stoi(line.substr(line.rfind(':') + 1));
  const service::PracticeKiosk& kiosk = made.kiosks.at(0);
  service::PracticeClient client({"127.0.0.1",
                                  port,
                                  files::contents(made.ca),
                                  {files::contents(kiosk.certificate), files::contents(kiosk.key)},
                                  kiosk.device,
                                  *service::read_hex_key(files::contents(kiosk.signing_key)),
                                  service::machine_time});
  const auto reply = client.post("/v1/status/query", inquiry());
  CHECK(reply.status == 200);
  CHECK(reply.json()["state"] == "NOT_FOUND");
  process.signal(SIGTERM);
  CHECK(process.wait() == 0);
  CHECK(process.err().find(" GC07 POST /v1/status/query 200 ") != std::string::npos);
}

TEST_CASE("orders on /_test are taken with --practice alone, and only by a practice issuer") {
  const auto order = [](std::vector<std::string> arguments) {
    const files::Folder folder;
    const auto made = deploy(folder);
    arguments.insert(arguments.end(), {"--config", made.config.string()});
    Process process(folder, std::move(arguments));
    const std::string line = process.first_line();
    const service::PracticeKiosk& kiosk = made.kiosks.at(0);
    service::PracticeClient client(
        {"127.0.0.1",
         std::stoi(line.substr(line.rfind(':') + 1)),
         files::contents(made.ca),
         {files::contents(kiosk.certificate), files::contents(kiosk.key)},
         kiosk.device,
         *service::read_hex_key(files::contents(kiosk.signing_key)),
         service::machine_time});
    return client.post("/_test/clock", std::string(R"({"real":true})")).status;
  };
  CHECK(order({}) == 404);
  CHECK(order({"--practice"}) == 200);

  const files::Folder folder;
  const auto made = deploy(folder);
  std::string text = files::contents(made.config);
  text.replace(text.find("practice = true"), 15, "practice = false");
  text.replace(text.find("country = \"XA\""), 14, "country = \"FR\"");
  write_file(made.config, text);
  const auto outcome = run({"--practice", "--config", made.config.string()});
  CHECK(outcome.status == 2);
  CHECK(is_one_line(outcome.err));
}

TEST_CASE("what only the owner may read is written so") {
  const files::Folder folder;
  deploy(folder);
  for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
    CHECK((file.status().permissions() & std::filesystem::perms(0077)) ==
          std::filesystem::perms::none);
  }
}

TEST_CASE("try-policy prints what a policy gives, and names what is malformed") {
  const files::Folder folder;
  const auto cases = folder.path() / "cases.json";
  const auto policy = folder.path() / "policy.json";
  const std::string reference = files::contents(kSource + "/config/policy/reference.json");
  const auto attempt = [&](const std::string& policy_text, const std::string& cases_text) {
    write_file(policy, policy_text);
    write_file(cases, cases_text);
    return run({"try-policy", "--policy", policy.string(), "--cases", cases.string()});
  };
  const auto good = attempt(reference, R"([{"id":"A","bind":["BJ",4,0,75,false]},
                     {"id":"B","natw":"2021-01-18T09:00","now":"2021-01-20T09:30:00+08:00"},
                     {"id":"C","person":{"tempC":37.3},"scene":"HOSPITAL_OUTPATIENT",
                      "now":"2021-01-20T09:30:00+08:00"}])");
  CHECK(good.status == 0);
  CHECK(good.out == R"([{"id":"A","got":"E_BINDING_LIMIT"},{"id":"B","got":["H72","D7","D14"]},)"
                    R"({"id":"C","got":["YELLOW",["Y_SYMPTOM"],"FEVER_CLINIC_OR_BUFFER"]}])"
                    "\n");

  using Catch::Matchers::Contains;
  const auto wrong_case = [&](const std::string& text) {
    const auto outcome = attempt(reference, text);
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(is_one_line(outcome.err));
    return outcome.err;
  };
  CHECK_THAT(wrong_case("{}"), Contains("is not a list"));
  CHECK_THAT(wrong_case("[{}]"), Contains("[0].id is missing"));
  CHECK_THAT(wrong_case(R"([{"id":"A"}])"), Contains("[0] is not of exactly one kind"));
  CHECK_THAT(wrong_case(R"([{"id":"A","bind":["MOON",4,0,75,false]}])"), Contains("[0].bind[0]"));
  CHECK_THAT(wrong_case(R"([{"id":"A","fresh":"soon","now":"2021-01-20"}])"),
             Contains("[0].fresh is not a time"));

  const auto wrong_policy = [&](const std::string& from, const std::string& to) {
    std::string text = reference;
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    text.replace(place, from.size(), to);
    const auto outcome = attempt(text, "[]");
    CHECK(outcome.status == 2);
    CHECK(is_one_line(outcome.err));
    return outcome.err;
  };
  CHECK_THAT(wrong_policy("\"days\": 14", "\"days\": -1"),
             Contains("courses.CONFIRMED.phases[0].days is not between 0"));
  CHECK_THAT(wrong_policy("\"days\": 14", "\"days\": \"14\""), Contains("is not a whole number"));
  CHECK_THAT(wrong_policy("\"feverC\"", "\"feverF\""), Contains("feverF"));
  CHECK_THAT(wrong_policy("\"colour\": \"RED\"", "\"colour\": \"BLUE\""),
             Contains("courses.CONFIRMED.openPhase.colour"));
  CHECK_THAT(wrong_policy("R_CONFIRMED", "Y_CONFIRMED"), Contains("openPhase.reason"));
  CHECK_THAT(wrong_policy("Asia/Shanghai", "Europe/Paris"), Contains("tz"));
  CHECK_THAT(wrong_policy("\"YELLOW\": \"FEVER_CLINIC_OR_BUFFER\",\n", ""),
             Contains("scenes.HOSPITAL_OUTPATIENT says nothing about YELLOW"));
  CHECK_THAT(wrong_policy("{", "{{"), Contains("not JSON"));
}
