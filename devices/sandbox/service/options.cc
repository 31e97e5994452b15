// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/options.h"

#include <fmt/format.h>

namespace service {

const std::string_view kUsage =
    R"(Usage: health-code-service --config FILE
       health-code-service try-policy --policy FILE --cases FILE
       health-code-service --help | --version

One issuer of health codes over HTTPS with client certificates (docs/wire.md, section 4).
Prints "ready https://ADDRESS:PORT" when it listens; SIGTERM or SIGINT ends it.

  --config FILE   what the issuer runs with (TOML)

try-policy prints what a policy gives for a list of cases, as a JSON array of {id, got}.
  --policy FILE   the policy (JSON)
  --cases FILE    the cases (JSON)

Exit status: 0 done, 1 the service cannot run, 2 a wrong option, configuration, policy or case.
)";

tl::expected<Options, std::string> read_options(std::span<const char* const> arguments) {
  Options options;
  std::size_t i = 1;
  if (i < arguments.size() && std::string_view(arguments[i]) == "try-policy") {
    options.task = Options::Task::try_policy;
    ++i;
  }
  for (; i < arguments.size(); ++i) {
    const std::string_view name = arguments[i];
    if (name == "--help") return Options{Options::Task::help, {}, {}, {}};
    if (name == "--version") return Options{Options::Task::version, {}, {}, {}};
    const bool trying = options.task == Options::Task::try_policy;
    std::string* value = nullptr;
    if (!trying && name == "--config") value = &options.config;
    if (trying && name == "--policy") value = &options.policy;
    if (trying && name == "--cases") value = &options.cases;
    if (!value) return tl::unexpected(fmt::format("{} is no option that is known", name));
    if (i + 1 == arguments.size()) return tl::unexpected(fmt::format("{} wants a file", name));
    *value = arguments[++i];
  }
  switch (options.task) {
    case Options::Task::serve:
      if (options.config.empty()) return tl::unexpected(std::string("--config is missing"));
      break;
    case Options::Task::try_policy:
      if (options.policy.empty()) return tl::unexpected(std::string("--policy is missing"));
      if (options.cases.empty()) return tl::unexpected(std::string("--cases is missing"));
      break;
    case Options::Task::help:
    case Options::Task::version:
      break;
  }
  return options;
}

}  // namespace service
