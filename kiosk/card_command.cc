// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/card_command.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "devices/reader/connstring.h"
#include "devices/reader/reader_service.h"
#include "devices/reader/recording.h"
#include "devices/reader/serial_line.h"
#include "kiosk/card_teller.h"
#include "kiosk/card_view.h"
#include "kiosk/command_line.h"

namespace kiosk {

namespace {

using devices::reader::Descriptor;
using devices::reader::Instant;
using devices::reader::Milliseconds;
using devices::reader::monotonic_now;

constexpr int kSawCard = 0;
constexpr int kSawNone = 1;
constexpr int kNoReader = 3;

// A child that does not move for this long is stuck in a driver.
constexpr Milliseconds kPatience{12'000};
// What it gets to close its device in order.
constexpr Milliseconds kFarewell{3000};
constexpr Milliseconds kFirstRetry{200};
constexpr Milliseconds kLastRetry{5000};
constexpr int kLongestRun = 7 * 24 * 3600;

constexpr const char* kHelp =
    "Usage: kioskctl card --pn532 CONNSTRING | --sam DEVICE [OPTION…]\n"
    "Shows what a card reader sees, an event a line: card, identity, removed, fault.\n"
    "Names and numbers are masked. The kiosk must not be using the reader.\n"
    "\n"
    "  --pn532 CONNSTRING  the NFC reader, as libnfc names it: pn532_uart:/dev/ttyUSB0:115200\n"
    "  --sam DEVICE        the identity module's serial line: /dev/ttyUSB1\n"
    "  --seconds N         end after that time; without it, with ^C\n"
    "  --json              a JSON object a line\n"
    "  --unmasked          all that the card says: it names the person\n"
    "  --record FILE       write both directions of the line down (docs/wire.md §10)\n"
    "  --staff-ca FILE     let staff badges prove themselves to these authorities (PEM)\n"
    "  --mrz NUMBER,BIRTH,EXPIRY\n"
    "                      open a travel document with its printed lines; dates as YYMMDD\n"
    "  --help, --version   print this, or the version, and exit\n"
    "\n"
    "Exit code 0 if a card was seen, 1 if none, 2 for a wrong call, 3 if the reader never "
    "answered.\n";

struct Options {
  CardViewOptions view;
  std::optional<Milliseconds> time;
  std::string record;
};

std::optional<Milliseconds> seconds_in(std::string_view word) {
  int number = 0;
  const char* const end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 1 || number > kLongestRun) {
    return std::nullopt;
  }
  return std::chrono::seconds(number);
}

std::optional<devices::reader::MrzKey> mrz_in(std::string_view words) {
  const auto first = words.find(',');
  const auto second = words.find(',', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  devices::reader::MrzKey key{visit::Secret(words.substr(0, first)),
                              visit::Secret(words.substr(first + 1, second - first - 1)),
                              visit::Secret(words.substr(second + 1))};
  if (!devices::reader::key_text(key)) return std::nullopt;
  return key;
}

std::optional<int> parse(int argc, char** argv, Options& options) {
  const auto seconds = [&options](char* value) -> std::optional<std::string> {
    options.time = seconds_in(value);
    if (options.time) return std::nullopt;
    return std::string(value) + " is no number of seconds";
  };
  const auto staff_ca = [&options](char* value) -> std::optional<std::string> {
    auto staff = devices::reader::StaffAuthority::read(value);
    if (!staff) return staff.error();
    options.view.staff = std::move(*staff);
    return std::nullopt;
  };
  const auto mrz = [&options](char* value) -> std::optional<std::string> {
    options.view.mrz = mrz_in(value);
    // Other users can read a command line; it need not stand there longer than it must.
    std::memset(value, '*', std::strlen(value));
    if (options.view.mrz) return std::nullopt;
    return "--mrz wants NUMBER,BIRTH,EXPIRY as printed, dates as YYMMDD";
  };
  const auto words = read_command_line({"kioskctl",
                                        kHelp,
                                        {set_text("pn532", options.view.pn532),
                                         set_text("sam", options.view.sam_v),
                                         {"seconds", true, seconds},
                                         set_flag("json", options.view.style.json),
                                         set_flag("unmasked", options.view.style.unmasked),
                                         set_text("record", options.record),
                                         {"staff-ca", true, staff_ca},
                                         {"mrz", true, mrz}}},
                                       argc, argv);
  if (!words) return words.error();
  if (!words->empty()) return refuse("unexpected argument " + words->front());
  const CardViewOptions& view = options.view;
  if (view.pn532.empty() == view.sam_v.empty()) {
    return refuse("card needs either --pn532 CONNSTRING or --sam DEVICE");
  }
  if (view.pn532.empty() && (view.staff || view.mrz)) {
    return refuse("--staff-ca and --mrz need --pn532: the identity module reads identity cards");
  }
  if (!options.record.empty() && !view.pn532.empty() &&
      !devices::reader::serial_device_of(view.pn532)) {
    return refuse("--record needs a reader on a serial line, which " + view.pn532 + " is not");
  }
  return std::nullopt;
}

// A folder of this user's own, gone with it.
class PrivateFolder {
 public:
  PrivateFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "kioskctl-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// One child, from its fork to its end.
class Child {
 public:
  explicit Child(const CardViewOptions& options) {
    std::array<int, 2> stop{-1, -1};
    std::array<int, 2> told{-1, -1};
    if (::pipe2(stop.data(), O_CLOEXEC) != 0 || ::pipe2(told.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
      std::perror("kioskctl: pipe");
      std::exit(EXIT_FAILURE);
    }
    stop_ = Descriptor(stop[1]);
    told_ = Descriptor(told[0]);
    Descriptor stop_inside(stop[0]);
    Descriptor told_inside(told[1]);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0) {
      std::perror("kioskctl: fork");
      std::exit(EXIT_FAILURE);
    }
    if (pid_ > 0) return;
    stop_.close();
    told_.close();
    if (!devices::reader::become_reader() || ::getppid() != parent) ::_exit(0);
    const bool good = view_cards(options, stop_inside.get(), told_inside.get());
    ::_exit(good ? 0 : EXIT_FAILURE);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    bool ignored = false;
    end(ignored, ignored);
  }

  // Readable when it told something, hung up when it is dead.
  [[nodiscard]] int descriptor() const { return told_.get(); }

  // False when it is dead.
  bool listen(bool& opened, bool& saw_card) {
    std::array<char, 64> bytes{};
    const ssize_t got = ::read(told_.get(), bytes.data(), bytes.size());
    if (got == 0) return false;
    for (ssize_t i = 0; i < got; ++i) {
      opened = opened || bytes[static_cast<std::size_t>(i)] == told::kOpened;
      saw_card = saw_card || bytes[static_cast<std::size_t>(i)] == told::kCard;
    }
    return true;
  }

  // Asks it to end, waits, and insists.
  void end(bool& opened, bool& saw_card) {
    if (pid_ <= 0) return;
    stop_.close();
    const Instant until = monotonic_now() + kFarewell;
    for (bool alive = true; alive && monotonic_now() < until;) {
      pollfd entry{told_.get(), POLLIN, 0};
      if (::poll(&entry, 1, static_cast<int>((until - monotonic_now()).count())) > 0) {
        alive = listen(opened, saw_card);
      }
    }
    ::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    nobody_listens_ = (WIFEXITED(status) && WEXITSTATUS(status) != 0) ||
                      (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
  }
  void kill() { ::kill(pid_, SIGKILL); }
  // After end(): standard output is closed.
  [[nodiscard]] bool nobody_listens() const { return nobody_listens_; }

 private:
  pid_t pid_ = -1;
  Descriptor stop_;
  Descriptor told_;
  bool nobody_listens_ = false;
};

class Supervisor {
 public:
  Supervisor(const Options& options, int signals) : options_(options), signals_(signals) {
    if (options.time) end_ = options.view.began + *options.time;
  }

  int run() {
    Milliseconds retry = kFirstRetry;
    while (!over_) {
      const Instant started = monotonic_now();
      Child child(options_.view);
      watch(child);
      child.end(opened_, saw_card_);
      if (over_ || child.nobody_listens()) break;
      const auto line = fault_line("reader-died", options_.view.style);
      std::fwrite(line.reveal().data(), 1, line.reveal().size(), stdout);
      if (std::fflush(stdout) != 0) break;
      if (monotonic_now() - started > kLastRetry) retry = kFirstRetry;
      wait(-1, retry);
      retry = std::min(retry * 2, kLastRetry);
    }
    if (saw_card_) return kSawCard;
    return opened_ ? kSawNone : kNoReader;
  }

 private:
  // Until it is dead or all is over.
  void watch(Child& child) {
    Instant heard = monotonic_now();
    while (!over_) {
      if (wait(child.descriptor(), heard + kPatience - monotonic_now())) {
        if (!child.listen(opened_, saw_card_)) return;
        heard = monotonic_now();
      } else if (monotonic_now() >= heard + kPatience) {
        child.kill();
        return;
      }
    }
  }

  // Whether `descriptor` has something before the time is over, or all is.
  bool wait(int descriptor, Milliseconds time) {
    const Instant now = monotonic_now();
    if (end_) time = std::min(time, *end_ - now);
    std::array<pollfd, 2> waits{pollfd{signals_, POLLIN, 0}, pollfd{descriptor, POLLIN, 0}};
    ::poll(waits.data(), waits.size(), static_cast<int>(std::max(time, Milliseconds{0}).count()));
    over_ = waits[0].revents != 0 || (end_ && monotonic_now() >= *end_);
    return waits[1].revents != 0;
  }

  const Options& options_;
  const int signals_;
  std::optional<Instant> end_;
  bool over_ = false;
  bool opened_ = false;
  bool saw_card_ = false;
};

}  // namespace

int card_command(int count, char** arguments) {
  Options options;
  if (const auto code = parse(count, arguments, options)) return *code;

  Descriptor recording;
  std::optional<PrivateFolder> folder;
  if (!options.record.empty()) {
    recording = Descriptor(
        ::open(options.record.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
    folder.emplace();
    if (!recording) return refuse(options.record + " cannot be written");
    if (folder->path().empty()) return refuse("no folder can be made for the recorded line");
    const auto header = devices::reader::Recording::header(
        options.view.sam_v.empty() ? devices::reader::WireProtocol::pn532
                                   : devices::reader::WireProtocol::sam_v);
    if (::write(recording.get(), header.data(), header.size()) < 0) {
      return refuse(options.record + " cannot be written");
    }
    // Also a file that was there before.
    (void)::fchmod(recording.get(), 0600);
    options.view.recording = recording.get();
    options.view.folder = folder->path();
  }

  // The child inherits them blocked: ^C at a terminal reaches both, and the parent tells the child.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  ::sigprocmask(SIG_BLOCK, &ends, nullptr);
  const Descriptor signals(::signalfd(-1, &ends, SFD_CLOEXEC));
  options.view.began = monotonic_now();
  return Supervisor(options, signals.get()).run();
}

}  // namespace kiosk
