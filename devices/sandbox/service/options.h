// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of health-code-service, read whole before anything is done. A value.
#pragma once
#include <tl/expected.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace service {

struct Options {
  enum class Task { serve, try_policy, generate, help, version };
  Task task = Task::serve;
  std::string config;
  bool practice = false;  // take orders on /_test/*
  std::string issuer;     // "42", "00" for --national; "": as the configuration says
  std::string policy;
  std::string cases;
  std::int64_t residents = 0;
  std::uint64_t seed = 1;
};

// The error is one clear line.
tl::expected<Options, std::string> read_options(std::span<const char* const> arguments);

extern const std::string_view kUsage;

}  // namespace service
