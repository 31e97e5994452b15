// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/acting_reader.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string_view>
#include <vector>

#include "devices/reader/reader_messages.h"
#include "devices/reader_child.h"

namespace {

using namespace devices::reader;

constexpr int kChannel = 3;

void send_bytes(const std::vector<std::uint8_t>& bytes) {
  (void)::send(kChannel, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void send_report(const Report& report) {
  Packet packet;
  encode(report, packet);
  send_bytes({packet.bytes().begin(), packet.bytes().end()});
}

void beat() { send_report(Beat{DeviceState::works, DeviceState::works, DeviceState::gone}); }

Read somebody(std::uint64_t ticket) {
  Read read;
  read.ticket = ticket;
  read.identity.name = visit::Secret("测试");
  read.identity.number = visit::Secret("990101193804120022");
  read.identity.birth = std::chrono::year{1938} / 4 / 12;
  return read;
}

// Answers each start with what belongs to the ticket before it, and only then to its own.
[[noreturn]] void be_late() {
  for (;;) {
    beat();
    Packet packet;
    const auto got = ::recv(kChannel, packet.room().data(), packet.room().size(), 0);
    if (got <= 0) ::_exit(0);
    const auto order = decode_order(packet.room().first(static_cast<std::size_t>(got)));
    const auto* start = order ? std::get_if<Start>(&*order) : nullptr;
    if (start == nullptr) continue;
    send_report(Laid{start->ticket - 1});
    send_report(Failed{start->ticket - 1, visit::CardTrouble::not_genuine});
    send_report(somebody(start->ticket - 1));
    send_report(Laid{start->ticket});
  }
}

[[noreturn]] void beat_until_told_to_end() {
  for (;;) {
    beat();
    const timeval second{1, 0};
    ::setsockopt(kChannel, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
    Packet packet;
    if (::recv(kChannel, packet.room().data(), packet.room().size(), 0) == 0) ::_exit(0);
  }
}

[[noreturn]] void be_mortal(const std::string& file) {
  int lives = 0;
  std::ifstream(file) >> lives;
  std::ofstream(file) << lives + 1;
  if (lives < devices::ReaderProcess::kDeathsOutOfOrder) ::_exit(1);
  beat_until_told_to_end();
}

[[noreturn]] void wait_for_the_end() {
  for (;;) ::pause();
}

[[noreturn]] void play(const std::string& role) {
  if (role == acting::kSilent) wait_for_the_end();
  if (role == acting::kLate) be_late();
  if (role.starts_with(acting::kMortal)) be_mortal(role.substr(acting::kMortal.size()));
  if (role.starts_with(acting::kParent)) {
    const auto child =
        devices::ReaderChild::begin({.program = role.substr(acting::kParent.size())});
    wait_for_the_end();
  }
  beat();
  if (role == acting::kGarbage) send_bytes({0x83, 0xFF, 0x00});
  if (role == acting::kEndless) send_bytes(std::vector<std::uint8_t>(5000, 0x81));
  if (role == acting::kStranger) send_bytes({0x81, 99, 1, 1});
  beat_until_told_to_end();
}

// Before main(), and before Catch sees the arguments.
__attribute__((constructor)) void act(int argc, char** argv, char**) {
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]).starts_with("role:")) play(argv[i]);
  }
}

}  // namespace
