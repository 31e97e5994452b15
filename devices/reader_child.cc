// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader_child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>
#include <utility>
#include <vector>

#include "devices/reader/deadline.h"

namespace devices {

namespace {

using reader::Deadline;
using reader::Milliseconds;

// The number under which the child finds its end of the channel.
constexpr int kChildChannel = 3;
constexpr Milliseconds kFarewell{500};
// A killed process is gone at once, unless its driver holds it; then the reaping is the system's
// business.
constexpr Milliseconds kBurial{500};

class SpawnPlan {
 public:
  SpawnPlan(int channel) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions_, channel, kChildChannel);
    // Screens, sockets and databases of the kiosk are none of the reader's business.
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, kChildChannel + 1);

    ::posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  std::optional<pid_t> run(std::vector<std::string> words) const {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t pid = -1;
    if (::posix_spawn(&pid, arguments[0], &actions_, &attributes_, arguments.data(), environ) !=
        0) {
      return std::nullopt;
    }
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

bool reaped_within(pid_t pid, Milliseconds time) {
  const Deadline deadline(time);
  for (;;) {
    const pid_t done = ::waitpid(pid, nullptr, WNOHANG);
    if (done == pid || (done < 0 && errno != EINTR)) return true;
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(Milliseconds{2});
  }
}

}  // namespace

std::optional<ReaderChild> ReaderChild::begin(const ReaderCommand& command) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return std::nullopt;
  }
  std::vector<std::string> words{command.program, "--channel", std::to_string(kChildChannel)};
  const auto add = [&words](const char* option, const std::string& value) {
    if (!value.empty()) words.insert(words.end(), {option, value});
  };
  add("--pn532", command.pn532);
  add("--sam-v", command.sam_v);
  add("--scanner", command.scanner);
  add("--scanner-keys", command.scanner_keys);
  add("--staff-ca", command.staff_ca);
  add("--thermometer", command.thermometer);
  const auto pid = SpawnPlan(ends[1]).run(std::move(words));
  ::close(ends[1]);
  if (!pid) {
    ::close(ends[0]);
    return std::nullopt;
  }
  return ReaderChild(ends[0], *pid);
}

ReaderChild::ReaderChild(ReaderChild&& other) noexcept
    : channel_(std::exchange(other.channel_, -1)),
      pid_(std::exchange(other.pid_, -1)),
      broken_(other.broken_) {}

ReaderChild& ReaderChild::operator=(ReaderChild&& other) noexcept {
  if (this != &other) {
    end();
    channel_ = std::exchange(other.channel_, -1);
    pid_ = std::exchange(other.pid_, -1);
    broken_ = other.broken_;
  }
  return *this;
}

ReaderChild::~ReaderChild() { end(); }

void ReaderChild::end() {
  if (channel_ >= 0) ::close(std::exchange(channel_, -1));
  const pid_t pid = std::exchange(pid_, -1);
  if (pid < 0) return;
  if (!broken_ && reaped_within(pid, kFarewell)) return;
  ::kill(pid, SIGKILL);
  reaped_within(pid, kBurial);
}

bool ReaderChild::send(const reader::Order& order) {
  reader::Packet packet;
  reader::encode(order, packet);
  const auto bytes = packet.bytes();
  const ssize_t sent = ::send(channel_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  broken_ = broken_ || sent != static_cast<ssize_t>(bytes.size());
  return !broken_;
}

tl::expected<reader::Report, ReaderChild::Nothing> ReaderChild::receive() {
  reader::Packet packet;
  const auto room = packet.room();
  const ssize_t got = ::recv(channel_, room.data(), room.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return tl::unexpected(Nothing::yet);
  if (got > 0) {
    auto report = reader::decode_report(room.first(static_cast<std::size_t>(got)));
    if (report) return std::move(*report);
  }
  broken_ = true;
  return tl::unexpected(Nothing::lost);
}

}  // namespace devices
