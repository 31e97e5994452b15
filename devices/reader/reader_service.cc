// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/reader_service.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

#include "devices/reader/antenna_watch.h"
#include "devices/reader/module_watch.h"
#include "devices/reader/nfc_reader.h"
#include "devices/reader/scanner_watch.h"
#include "devices/reader/thermometer_watch.h"

namespace devices::reader {

namespace {

constexpr Milliseconds kBeatEvery{1000};
// A thread in the middle of an exchange gets this long to close its device in order.
constexpr Milliseconds kFarewell{400};

// A kiosk that does not read its messages is as good as gone.
void send_or_exit(int channel, const Report& report) {
  Packet packet;
  encode(report, packet);
  const auto bytes = packet.bytes();
  const ssize_t sent = ::send(channel, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(bytes.size())) ::_exit(0);
}

enum class Received { order, nothing, end, nonsense };

Received receive(int channel, Session& session) {
  Packet packet;
  const auto room = packet.room();
  const ssize_t got = ::recv(channel, room.data(), room.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Received::nothing;
  if (got <= 0) return Received::end;
  const auto order = decode_order(room.first(static_cast<std::size_t>(got)));
  if (!order) return Received::nonsense;
  if (const auto* start = std::get_if<Start>(&*order)) {
    session.start(*start);
  } else {
    session.stop();
  }
  return Received::order;
}

// Until the kiosk closes the channel, or says what no kiosk says.
int follow(int channel, Session& session) {
  session.beat();
  Instant next_beat = monotonic_now() + kBeatEvery;
  for (;;) {
    pollfd entry{channel, POLLIN, 0};
    const auto left = Deadline::at(next_beat).left();
    if (::poll(&entry, 1, static_cast<int>(left.count())) > 0) {
      switch (receive(channel, session)) {
        case Received::order:
        case Received::nothing:
          break;
        case Received::end:
          return 0;
        case Received::nonsense:
          return 1;
      }
    }
    if (monotonic_now() >= next_beat) {
      session.beat();
      next_beat = monotonic_now() + kBeatEvery;
    }
  }
}

}  // namespace

bool is_channel(int descriptor) {
  int type = 0;
  socklen_t size = sizeof type;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

bool become_reader() {
  const pid_t parent = ::getppid();
  constexpr rlimit kNoCore{0, 0};
  ::setrlimit(RLIMIT_CORE, &kNoCore);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  tame_libnfc();
  // The parent may have died between its fork and our request.
  return ::getppid() == parent;
}

void serve(const ReaderOptions& options) {
  Session session(
      [channel = options.channel](const Report& report) { send_or_exit(channel, report); });
  std::atomic<int> running{0};
  const auto begin = [&](Part part, bool named, auto watch) {
    if (!named) {
      session.set_state(part, DeviceState::gone);
      return;
    }
    // A scanner is only listened to, and a thermometer is told at its next opening that nobody
    // waits: they have nothing to close in order.
    const int waited_for = part == Part::scanner || part == Part::thermometer ? 0 : 1;
    running += waited_for;
    std::thread([&running, watch, waited_for] {
      watch();
      running -= waited_for;
    }).detach();
  };
  begin(Part::module, !options.sam_v.empty(), [&] { watch_module(session, options.sam_v); });
  begin(Part::antenna, !options.pn532.empty(),
        [&] { watch_antenna(session, options.pn532, options.staff_ca); });
  begin(Part::scanner, !options.scanner.empty() || !options.scanner_keys.empty(),
        [&] { watch_scanner(session, options.scanner, options.scanner_keys); });
  begin(Part::thermometer, !options.thermometer.empty(),
        [&] { watch_thermometer(session, options.thermometer); });

  const int status = follow(options.channel, session);
  session.leave();
  const Deadline farewell(kFarewell);
  while (running > 0 && !farewell.passed()) std::this_thread::sleep_for(Milliseconds{5});
  // Not exit(): a thread that still waits for its device uses what exit would destroy.
  ::_exit(status);
}

}  // namespace devices::reader
