// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/options.h"

#include <fmt/format.h>

#include <charconv>

#include "devices/sandbox/service/practice/population.h"
#include "devices/sandbox/service/rules/province.h"

namespace service {
namespace {

template <typename Number>
bool read_number(std::string_view text, Number least, Number most, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && out >= least && out <= most;
}

}  // namespace

const std::string_view kUsage =
    R"(Usage: health-code-service [--issuer NN | --national] [--practice] --config FILE
       health-code-service try-policy --policy FILE --cases FILE
       health-code-service generate --config FILE --residents N [--seed N]
       health-code-service --help | --version

One issuer of health codes over HTTPS with client certificates (docs/wire.md, section 4).
Prints "ready https://ADDRESS:PORT" when it listens; SIGTERM or SIGINT ends it.

  --config FILE   what the issuer runs with (TOML)
  --issuer NN     the province it is (GB/T 2260, 42 is Hubei); the configuration must agree
  --national      the same for the national platform
  --practice      from loopback, take orders on /_test/*: clock, residents, troubles (practice = true only)

try-policy prints what a policy gives for a list of cases, as a JSON array of {id, got}.
  --policy FILE   the policy (JSON)
  --cases FILE    the cases (JSON)

generate fills the store of a practice issuer with invented residents of area 99.
  --residents N   how many, at most 10000000
  --seed N        the same seed on the same day: the same residents (1)

Exit status: 0 done, 1 the service cannot run, 2 a wrong option, configuration, policy or case.
)";

tl::expected<Options, std::string> read_options(std::span<const char* const> arguments) {
  Options options;
  std::size_t i = 1;
  if (i < arguments.size() && std::string_view(arguments[i]) == "try-policy") {
    options.task = Options::Task::try_policy;
    ++i;
  } else if (i < arguments.size() && std::string_view(arguments[i]) == "generate") {
    options.task = Options::Task::generate;
    ++i;
  }
  for (; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (name == "--help") {
      Options help;
      help.task = Options::Task::help;
      return help;
    }
    if (name == "--version") {
      Options version;
      version.task = Options::Task::version;
      return version;
    }
    const bool serving = options.task == Options::Task::serve;
    const bool trying = options.task == Options::Task::try_policy;
    const bool generating = options.task == Options::Task::generate;
    if (serving && name == "--practice") {
      options.practice = true;
      continue;
    }
    const bool national = serving && name == "--national";
    if (national || (serving && name == "--issuer")) {
      if (!options.issuer.empty()) return tl::unexpected(std::string("one issuer is enough"));
      if (!national && ++i == arguments.size()) {
        return tl::unexpected(std::string("--issuer wants a code"));
      }
      options.issuer = national ? "00" : arguments[i];
      if (!national && (!is_issuer_code(options.issuer) || options.issuer == "00")) {
        return tl::unexpected(std::string("--issuer wants a province's two figures"));
      }
      continue;
    }
    std::string* value = nullptr;
    if (!trying && name == "--config") value = &options.config;
    if (trying && name == "--policy") value = &options.policy;
    if (trying && name == "--cases") value = &options.cases;
    const bool residents = generating && name == "--residents";
    const bool seed = generating && name == "--seed";
    if (!value && !residents && !seed) {
      return tl::unexpected(fmt::format("{} is no option that is known", name));
    }
    if (i + 1 == arguments.size()) {
      return tl::unexpected(fmt::format("{} wants a {}", name, value ? "file" : "number"));
    }
    const std::string_view given = arguments[++i];
    if (value) *value = given;
    if ((residents && !read_number(given, std::int64_t{1}, Population::kMost, options.residents)) ||
        (seed && !read_number(given, std::uint64_t{0}, ~std::uint64_t{0}, options.seed))) {
      return tl::unexpected(fmt::format("{} wants another number", name));
    }
  }
  switch (options.task) {
    case Options::Task::serve:
      if (options.config.empty()) return tl::unexpected(std::string("--config is missing"));
      break;
    case Options::Task::try_policy:
      if (options.policy.empty()) return tl::unexpected(std::string("--policy is missing"));
      if (options.cases.empty()) return tl::unexpected(std::string("--cases is missing"));
      break;
    case Options::Task::generate:
      if (options.config.empty()) return tl::unexpected(std::string("--config is missing"));
      if (options.residents == 0) return tl::unexpected(std::string("--residents is missing"));
      break;
    case Options::Task::help:
    case Options::Task::version:
      break;
  }
  return options;
}

}  // namespace service
