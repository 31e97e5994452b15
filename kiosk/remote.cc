// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/remote.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>

namespace kiosk {

namespace {

void say(const nlohmann::json& line) {
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

Remote::Remote(std::function<void()> wake) : wake_(std::move(wake)) {
  if (pipe2(end_, O_CLOEXEC) != 0) std::abort();
  thread_ = std::thread([this] { read(); });
}

Remote::~Remote() {
  close(end_[1]);
  thread_.join();
  close(end_[0]);
}

void Remote::read() {
  std::string kept;
  bool over = false;
  while (!over) {
    pollfd watched[2] = {{STDIN_FILENO, POLLIN, 0}, {end_[0], POLLIN, 0}};
    if (poll(watched, 2, -1) < 0) continue;
    if (watched[1].revents != 0) return;
    char bytes[4096];
    const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    over = count <= 0;
    if (over) {
      kept += "quit\n";
    } else {
      kept.append(bytes, static_cast<std::size_t>(count));
    }
    {
      const std::lock_guard lock(mutex_);
      for (auto end = kept.find('\n'); end != std::string::npos; end = kept.find('\n')) {
        orders_.push_back(kept.substr(0, end));
        kept.erase(0, end + 1);
      }
    }
    wake_();
  }
}

std::optional<std::string> Remote::next() {
  const std::lock_guard lock(mutex_);
  if (orders_.empty()) return std::nullopt;
  std::string order = std::move(orders_.front());
  orders_.erase(orders_.begin());
  return order;
}

void Remote::say_page(std::string_view page, std::int64_t ms, std::string_view text) {
  say({{"event", "page"}, {"page", page}, {"ms", ms}, {"text", text}});
}
void Remote::say_done() { say({{"event", "done"}}); }
void Remote::say_refused(std::string_view why) { say({{"event", "refused"}, {"why", why}}); }

}  // namespace kiosk
