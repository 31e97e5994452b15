// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/policy_desk.h"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "devices/sandbox/service/wire/conditional.h"

namespace service {
namespace {

using namespace std::chrono;

constexpr std::uintmax_t kLongest = 4 << 20;

}  // namespace

PolicyDesk::PolicyDesk(Office& office, Chores& chores, std::function<void(const std::string&)> log)
    : office_(office), log_(std::move(log)) {
  if (!office_.settings().policy_file.empty()) {
    chores.add({"policy", seconds{1}, [this] { look(); }});
  }
  // Another process on the same store may have set a level.
  if (office_.store().is_shared()) {
    chores.add({"areas", seconds{10}, [this] { office_.load_areas(); }});
  }
}

void PolicyDesk::open(Routes& routes) {
  routes.push_back({"GET", "/v1/policy", Audience::devices, false, [this](const Request& request) {
                      const auto policy = office_.policy();
                      return if_changed(request.call, {200, policy->document, {}, {}});
                    }});
}

void PolicyDesk::look() {
  const auto& path = office_.settings().policy_file;
  std::error_code error;
  Seen seen;
  seen.size = std::filesystem::file_size(path, error);
  if (!error) seen.written = std::filesystem::last_write_time(path, error);
  if (error) {
    seen_.reset();
    digest_.clear();
    return refuse("cannot be read");
  }
  if (seen_ == seen) return;
  if (seen.size > kLongest) {
    seen_ = seen;
    digest_.clear();
    return refuse("is too large");
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return refuse("cannot be read");
  seen_ = seen;
  const std::string digest = sha256(text.str());
  if (digest == digest_) return;
  digest_ = digest;
  judge(text.str());
}

void PolicyDesk::judge(const std::string& text) {
  auto read = parse_policy(text);
  if (!read) {
    const Malformed& fault = read.error();
    return refuse(fault.path.empty() ? fault.reason : fault.path + " " + fault.reason);
  }
  const auto present = office_.policy();
  const bool same_name = read->key() == present->key();
  // A verdict names its policy and version; one name must not stand for two sets of rules.
  if (same_name && !read->same_rules(*present)) {
    return refuse("version has other rules than those in force under it");
  }
  refused_ = false;
  told_.clear();
  if (same_name && read->document == present->document) return;
  const std::string key = read->key();
  office_.adopt(std::move(*read));
  log_(fmt::format("{} policy {} is in force", rfc3339(machine_time()), key));
}

void PolicyDesk::refuse(const std::string& reason) {
  refused_ = true;
  if (told_ == reason + digest_) return;
  told_ = reason + digest_;
  log_(fmt::format("{} policy {} refused: {}", rfc3339(machine_time()),
                   office_.settings().policy_file.string(), reason));
}

}  // namespace service
