// SPDX-License-Identifier: GPL-3.0-or-later
#include <catch2/catch.hpp>
#include <fstream>

#include "devices/sandbox/service/options.h"
#include "devices/sandbox/service/practice/practice_deployment.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service_test::at;

namespace {

std::string issuer_of(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "health-code-service");
  const auto options = service::read_options(arguments);
  return options ? options->issuer : "refused";
}

// A province's configuration as deployed, with one text replaced; what is said of it.
class Deployed {
 public:
  Deployed() {
    const auto source = std::filesystem::path(KIOSK_SOURCE_DIR) / "config";
    const service::PracticeNetworkPlan plan{
        source / "policy/reference.json", source / "provinces", {"42"}, {}, 1500};
    const auto made = service::deploy_practice_network(folder_.path(), plan,
                                                       {at("2020-01-01"), at("2120-01-01")});
    REQUIRE(made);
    REQUIRE(
        service::configure_practice_province(folder_.path(), plan, "42", "https://127.0.0.1:8443"));
    config_ = made->issuers.at("42").config;
  }
  tl::expected<service::Settings, std::string> read(const std::string& issuer,
                                                    const std::string& from = "",
                                                    const std::string& to = "") {
    const std::string good = files::contents(config_);
    std::string text = good;
    const auto place = text.find(from);
    REQUIRE(place != std::string::npos);
    text.replace(place, from.size(), to);
    std::ofstream(config_, std::ios::binary) << text;
    auto settings = service::read_settings(config_, issuer);
    std::ofstream(config_, std::ios::binary) << good;
    return settings;
  }
  std::string wrong(const std::string& issuer, const std::string& from = "",
                    const std::string& to = "") {
    const auto settings = read(issuer, from, to);
    return settings ? "" : settings.error();
  }

 private:
  files::Folder folder_;
  std::filesystem::path config_;
};

}  // namespace

TEST_CASE("one issuer is chosen on the command line, by two figures or as the national one") {
  CHECK(issuer_of({"--issuer", "42", "--config", "f"}) == "42");
  CHECK(issuer_of({"--config", "f", "--national"}) == "00");
  CHECK(issuer_of({"--config", "f"}).empty());
  for (const auto& wrong : std::vector<std::vector<const char*>>{
           {"--issuer", "--config", "f"},
           {"--issuer", "4", "--config", "f"},
           {"--issuer", "00", "--config", "f"},
           {"--issuer", "42", "--national", "--config", "f"},
           {"--config", "f", "--issuer"},
           {"--issuer", "42"},
           {"try-policy", "--national", "--policy", "p", "--cases", "c"}}) {
    CHECK(issuer_of(wrong) == "refused");
  }
}

TEST_CASE("the configuration agrees with the option, or leaves the code to it") {
  Deployed deployed;
  CHECK(deployed.read("42")->issuer.code == "42");
  CHECK(deployed.read("")->issuer.code == "42");
  CHECK(deployed.read("42", "code = \"42\"\n")->issuer.code == "42");
  using Catch::Matchers::Contains;
  CHECK_THAT(deployed.wrong("44"), Contains("issuer.code is another one than 44"));
  CHECK_THAT(deployed.wrong("", "code = \"42\"\n"), Contains("issuer.code is missing"));
}

TEST_CASE("an issuer's name comes from its province file unless the configuration has one") {
  Deployed deployed;
  CHECK(deployed.read("42")->issuer.name.zh == "湖北健康码");
  CHECK(deployed.read("42", "[listen]", "name = { zh = \"练习\", en = \"Practice\" }\n[listen]")
            ->issuer.name.zh == "练习");
}

TEST_CASE("a network that cannot work is one clear line") {
  Deployed deployed;
  using Catch::Matchers::Contains;
  CHECK_THAT(deployed.wrong("", "https://127.0.0.1:8443", "http://127.0.0.1:8443"),
             Contains("network.national is not of the form https://host:port"));
  CHECK_THAT(deployed.wrong("", "announce = \"https://127.0.0.1\"", "announce = \"127.0.0.1\""),
             Contains("network.announce is not of the form https://host"));
  CHECK_THAT(deployed.wrong("", "device = \"issuer-42\"", "device = \"issuer-44\""),
             Contains("network.device is not issuer-42"));
  CHECK_THAT(deployed.wrong("", "config/provinces'", "config/no-provinces'"),
             Contains("cannot be read"));
  const std::string line = "provinces = '" +
                           (std::filesystem::path(KIOSK_SOURCE_DIR) / "config/provinces").string() +
                           "'\n";
  CHECK_THAT(deployed.wrong("", line), Contains("issuer.name is missing"));
  CHECK_THAT(deployed.wrong("", line + "[issuer]", "[issuer]\nname = { zh = \"a\", en = \"b\" }"),
             Contains("provinces is missing beside network"));
}
