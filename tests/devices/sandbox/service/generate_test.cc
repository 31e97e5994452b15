// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "devices/sandbox/service/clock.h"
#include "devices/sandbox/service/practice/population.h"
#include "devices/sandbox/service/practice/practice_deployment.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using namespace service;

namespace {

std::filesystem::path deploy(const files::Folder& folder) {
  IssuerSettings issuer;
  issuer.code = "99";
  issuer.country = "XA";
  issuer.area = 990101;
  issuer.name = {"练习健康码", "Practice health code"};
  const auto made = deploy_practice(
      folder.path(), std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json",
      issuer, {"GC07"}, machine_time());
  REQUIRE(made);
  return made->config;
}

struct Outcome {
  int status;
  std::string out;
  std::string err;
};

Outcome generate(const files::Folder& folder, const std::string& arguments) {
  const auto out = folder.path() / "stdout";
  const auto err = folder.path() / "stderr";
  const std::string command = std::string("'") + KIOSK_BINARY_DIR +
                              "/bin/health-code-service' generate " + arguments + " >'" +
                              out.string() + "' 2>'" + err.string() + "'";
  const int status = std::system(command.c_str());
  return {WEXITSTATUS(status), files::contents(out), files::contents(err)};
}

}  // namespace

TEST_CASE("generate fills the store of a practice issuer, and the same again with the same seed") {
  const files::Folder folder;
  const auto config = deploy(folder);
  const std::string arguments = "--config '" + config.string() + "' --residents 500 --seed 3";
  for (int i = 0; i < 2; ++i) {
    const auto outcome = generate(folder, arguments);
    CHECK(outcome.status == 0);
    CHECK(outcome.out.starts_with("generated 500 residents in "));
    CHECK(outcome.err.empty());
  }
  const auto settings = read_settings(config);
  REQUIRE(settings);
  const auto store = open_store(settings->store);
  REQUIRE(store);
  CHECK((*store)->count_residents() == 500);
  CHECK((*store)->areas()->size() == 20);
  const Seal seal(settings->store_key);
  const auto in_store = [&](std::uint64_t seed) {
    const auto number = Population(seed, machine_time()).document(42).number;
    return (*store)->find(seal.pseudonym("NI", number))->has_value();
  };
  CHECK(in_store(3));
  CHECK_FALSE(in_store(4));
}

TEST_CASE("nobody is invented where practice is not") {
  const files::Folder folder;
  const auto config = deploy(folder);
  std::string text = files::contents(config);
  text.replace(text.find("practice = true"), 15, "practice = false");
  std::ofstream(config, std::ios::binary) << text;
  const auto outcome = generate(folder, "--config '" + config.string() + "' --residents 5");
  CHECK(outcome.status == 2);
  CHECK(outcome.err.find("practice") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "health-code.db"));
}

TEST_CASE("generate wants a configuration and a number of people that there can be") {
  const files::Folder folder;
  const auto config = "--config '" + deploy(folder).string() + "'";
  for (const std::string& wrong :
       {std::string(), config, config + " --residents", config + " --residents 0",
        config + " --residents 10000001", config + " --residents 5x",
        config + " --residents 5 --seed -1", std::string("--residents 5"),
        config + " --residents 5 --policy x"}) {
    const auto outcome = generate(folder, wrong);
    INFO(wrong);
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find('\n') == outcome.err.size() - 1);
  }
}
