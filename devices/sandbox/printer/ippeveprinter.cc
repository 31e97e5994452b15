// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/printer/ippeveprinter.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>
#include <system_error>
#include <thread>

namespace sandbox {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kReadyWithin{5000};
constexpr milliseconds kGoneWithin{2000};
constexpr milliseconds kLook{10};

// Below Linux' ephemeral ports (32768): a client that knocks on a port of those while the printer
// is off can be given that very port for itself, and so talk to itself.
constexpr int kFirstPort = 20'000;
constexpr int kLastPort = 32'000;
constexpr std::string_view kA4 = "iso_a4_210x297mm";

// A bus of its own: ippeveprinter does not start without one, and Avahi need not be there.
constexpr std::string_view kBus = R"(<busconfig>
  <type>session</type>
  <listen>unix:path=@FOLDER@/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/>
  </policy>
</busconfig>
)";

// Starts all, then waits for the end of the lifeline on its standard input: its owner has died. One
// process group, so that a power cut leaves no engine behind that would still let a sheet out.
constexpr std::string_view kPower = R"sh(#!/bin/sh
cd '@FOLDER@' || exit 1
export HOME='@FOLDER@' PATH="$PATH:/usr/sbin" DBUS_SYSTEM_BUS_ADDRESS='unix:path=@FOLDER@/bus'
rm -f bus
dbus-daemon --nofork --nopidfile --config-file=bus.conf >dbus.log 2>&1 &
tries=0
until [ -S bus ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 250 ] || exit 1
  sleep 0.02
done
{
  ippeveprinter -v -p @PORT@ -n localhost -r off -K keys -d spool -f @FORMAT@ \
    -c '@FOLDER@/engine' 'Kiosk sandbox' >ippeveprinter.log 2>&1
  kill -KILL 0
} &
read -r _
rm -rf '@FOLDER@'
kill -KILL 0
)sh";

// Lets one sheet out: $1 is the document. A file in fault/ stands for each thing that can be wrong.
constexpr std::string_view kEngine = R"sh(#!/bin/sh
cd '@FOLDER@' || exit 1
[ ! -e fault/broken ] || exit 1
[ ! -e fault/slow ] || sleep "$(cat fault/slow)"
wait_while() {
  [ -e "fault/$1" ] || return 0
  echo "STATE: +$2" >&2
  while [ -e "fault/$1" ]; do sleep 0.02; done
  echo "STATE: -$2" >&2
}
wait_while tray-empty media-empty,media-needed
wait_while cover-open cover-open
wait_while jam media-jam
name=$(printf %s "$IPP_JOB_NAME" | tr -c 'A-Za-z0-9-' _)
copies='@COPIES@'
case "$CONTENT_TYPE" in */pwg-raster) kind=pwg ;; *) kind=pdf ;; esac
[ -z "$copies" ] || cp "$1" "$copies/$name.$kind"
echo "$name" >>paper.log
[ ! -e fault/power ] || kill -KILL 0
echo 'ATTR: job-impressions-completed=1' >&2
)sh";

std::string filled(std::string_view text, std::string_view mark, const std::string& value) {
  std::string out{text};
  for (std::size_t at = out.find(mark); at != std::string::npos;
       at = out.find(mark, at + value.size())) {
    out.replace(at, mark.size(), value);
  }
  return out;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

bool can_listen(int family, int port) {
  const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  int bound = -1;
  if (family == AF_INET6) {
    const int only = 1;
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    address.sin6_port = htons(static_cast<std::uint16_t>(port));
    bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  } else {
    const sockaddr_in address = loopback(port);
    bound = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  }
  close(fd);
  return bound == 0;
}

int free_port() {
  std::random_device random;
  std::uniform_int_distribution<int> port{kFirstPort, kLastPort};
  for (int tries = 0; tries < 200; ++tries) {
    const int candidate = port(random);
    if (can_listen(AF_INET, candidate) && can_listen(AF_INET6, candidate)) return candidate;
  }
  return 0;
}

// A connection to the printer, -1 if nobody listens.
int connected(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  const timeval patience{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const sockaddr_in address = loopback(port);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

bool is_listening(int port) {
  const int fd = connected(port);
  if (fd >= 0) close(fd);
  return fd >= 0;
}

// Whether the printer's web page at that path was answered. ippeveprinter acts on a form while it
// writes the page, so the page is read to its end: the last chunk of HTTP's chunked encoding.
bool get(int port, const std::string& path) {
  const int fd = connected(port);
  if (fd < 0) return false;
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  std::string answer;
  if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
    std::array<char, 4096> part{};
    while (!answer.ends_with("\r\n0\r\n\r\n")) {
      const ssize_t got = recv(fd, part.data(), part.size(), 0);
      if (got <= 0) break;
      answer.append(part.data(), static_cast<std::size_t>(got));
    }
  }
  close(fd);
  return answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n0\r\n\r\n");
}

}  // namespace

tl::expected<std::unique_ptr<IppEvePrinter>, PrinterStartTrouble> IppEvePrinter::start(
    const fs::path& copies, Takes takes) {
  // Another program may take the port between our look and ippeveprinter's: then another is tried.
  for (int tries = 0; tries < 3; ++tries) {
    const int port = free_port();
    if (port == 0) return tl::unexpected(PrinterStartTrouble::no_port);
    std::error_code error;
    std::string folder = (fs::temp_directory_path(error) / "kiosk-printer-XXXXXX").string();
    if (error || mkdtemp(folder.data()) == nullptr) {
      return tl::unexpected(PrinterStartTrouble::no_folder);
    }
    std::unique_ptr<IppEvePrinter> printer{new IppEvePrinter(folder, port)};
    if (!printer->write_scripts(copies, takes))
      return tl::unexpected(PrinterStartTrouble::no_folder);
    if (printer->on()) return printer;
  }
  return tl::unexpected(PrinterStartTrouble::silent);
}

IppEvePrinter::IppEvePrinter(fs::path folder, int port) : folder_(std::move(folder)), port_(port) {}

IppEvePrinter::~IppEvePrinter() {
  off();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string IppEvePrinter::uri() const {
  return "ipp://localhost:" + std::to_string(port_) + "/ipp/print";
}

void IppEvePrinter::load_paper() {
  paper_ = true;
  size_ = kA4;
  set_fault("tray-empty", false);
  (void)set_tray();
}
void IppEvePrinter::load_letter() {
  load_paper();
  size_ = "na_letter_8.5x11in";
  (void)set_tray();
}
void IppEvePrinter::set_supplies(int toner, int waste) {
  (void)get(port_,
            "/supplies?supply0=" + std::to_string(waste) + "&supply1=" + std::to_string(toner));
}
void IppEvePrinter::empty_tray() {
  paper_ = false;
  set_fault("tray-empty", true);
  (void)set_tray();
}
void IppEvePrinter::run_dry() { set_fault("tray-empty", true); }
void IppEvePrinter::jam() { set_fault("jam", true); }
void IppEvePrinter::clear_jam() { set_fault("jam", false); }
void IppEvePrinter::open_cover() { set_fault("cover-open", true); }
void IppEvePrinter::close_cover() { set_fault("cover-open", false); }
void IppEvePrinter::break_down(bool broken) { set_fault("broken", broken); }
void IppEvePrinter::fail_after_sheet(bool fails) { set_fault("power", fails); }
void IppEvePrinter::slow(milliseconds a_sheet) {
  const std::string thousandths = std::to_string(1000 + a_sheet.count() % 1000).substr(1);
  set_fault("slow", a_sheet.count() > 0,
            std::to_string(a_sheet.count() / 1000) + "." + thousandths);
}

void IppEvePrinter::off() {
  if (group_ == 0) return;
  kill(-group_, SIGKILL);
  close(lifeline_);
  int status = 0;
  while (waitpid(group_, &status, 0) < 0 && errno == EINTR) {
  }
  // The leader's children are the system's now; a port that nobody listens on says they are gone.
  for (milliseconds waited{0}; waited < kGoneWithin && is_listening(port_); waited += kLook) {
    std::this_thread::sleep_for(kLook);
  }
  group_ = 0;
  lifeline_ = -1;
}

bool IppEvePrinter::on() {
  if (group_ != 0 && get(port_, "/media")) return true;
  off();
  if (!launch()) return false;
  for (milliseconds waited{0}; waited < kReadyWithin; waited += kLook) {
    if (set_tray()) return true;
    if (waitpid(group_, nullptr, WNOHANG) == group_) break;
    std::this_thread::sleep_for(kLook);
  }
  off();
  return false;
}

std::vector<std::string> IppEvePrinter::sheets() const {
  std::vector<std::string> names;
  std::ifstream log{folder_ / "paper.log"};
  for (std::string name; std::getline(log, name);) names.push_back(name);
  return names;
}

bool IppEvePrinter::launch() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ends[0], STDIN_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);

  std::string shell = "sh";
  std::string script = (folder_ / "power").string();
  std::array<char*, 3> arguments{shell.data(), script.data(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawn(&child, "/bin/sh", &files, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  close(ends[0]);
  if (failed != 0) {
    close(ends[1]);
    return false;
  }
  group_ = child;
  lifeline_ = ends[1];
  return true;
}

// ippeveprinter starts with US letter; sources 1 and 3 are its tray and its by-pass, and it waits
// unless both have paper.
bool IppEvePrinter::set_tray() {
  const std::string level = paper_ ? "100" : "0";
  const std::string size(size_);
  return get(port_, "/media?size1=" + size + "&type1=stationery&level1=" + level +
                        "&size3=" + size + "&type3=stationery&level3=25");
}

void IppEvePrinter::set_fault(std::string_view name, bool set, std::string_view value) {
  const fs::path file = folder_ / "fault" / name;
  if (set) {
    std::ofstream{file} << value;
  } else {
    std::error_code ignored;
    fs::remove(file, ignored);
  }
}

bool IppEvePrinter::write_scripts(const fs::path& copies, Takes takes) const {
  std::error_code error;
  for (const char* name : {"spool", "keys", "fault"}) fs::create_directory(folder_ / name, error);
  if (error) return false;
  const auto write = [&](const char* name, std::string_view text) {
    std::string content = filled(text, "@FOLDER@", folder_.string());
    content = filled(content, "@PORT@", std::to_string(port_));
    content = filled(content, "@COPIES@", copies.string());
    content =
        filled(content, "@FORMAT@", takes == Takes::pdf ? "application/pdf" : "image/pwg-raster");
    std::ofstream{folder_ / name} << content;
    fs::permissions(folder_ / name, fs::perms::owner_all, error);
    return !error;
  };
  return write("bus.conf", kBus) && write("power", kPower) && write("engine", kEngine);
}

}  // namespace sandbox
