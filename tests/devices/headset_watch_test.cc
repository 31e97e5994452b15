// SPDX-License-Identifier: GPL-3.0-or-later
// The jack of a headset is followed through everything a device does: it is there, it is not, it
// speaks in halves, it is lost with somebody's name on the way.
#include "devices/headset_watch.h"

#include <fcntl.h>
#include <linux/input.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#include "tests/files.h"

namespace {

using devices::HeadsetWatch;
using devices::JackDecoder;
using Bytes = std::vector<std::uint8_t>;

Bytes event(std::uint16_t type, std::uint16_t code, std::int32_t value) {
  input_event one{};
  one.type = type;
  one.code = code;
  one.value = value;
  Bytes bytes(sizeof one);
  std::memcpy(bytes.data(), &one, sizeof one);
  return bytes;
}
Bytes jack(bool in) { return event(EV_SW, SW_HEADPHONE_INSERT, in ? 1 : 0); }
Bytes report() { return event(EV_SYN, SYN_REPORT, 0); }
Bytes dropped() { return event(EV_SYN, SYN_DROPPED, 0); }

Bytes operator+(Bytes one, const Bytes& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

// What was posted, in order.
class Told {
 public:
  visit::Post post() {
    return [this](const visit::Event& posted) {
      const std::lock_guard lock(mutex_);
      words_ += std::get<visit::event::HeadsetPlugged>(posted).in ? "in " : "out ";
      changed_.notify_all();
    };
  }
  bool is(const std::string& words) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return words_ == words; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string words_;
};

// A pipe with a name in place of the jack's device.
class Pipe {
 public:
  Pipe() = default;
  ~Pipe() { unplug(); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] std::filesystem::path path() const { return folder_ / "jack"; }
  void make() const { REQUIRE(mkfifo(path().c_str(), 0600) == 0); }
  // Waits until somebody reads.
  void plug() {
    writer_ = ::open(path().c_str(), O_WRONLY | O_CLOEXEC);
    REQUIRE(writer_ >= 0);
  }
  void unplug() {
    if (writer_ >= 0) ::close(writer_);
    writer_ = -1;
  }
  void send(const Bytes& bytes) const {
    REQUIRE(::write(writer_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }

 private:
  files::Folder folder_;
  int writer_ = -1;
};

}  // namespace

TEST_CASE("the last word about the jack counts; other switches and keys say nothing of it") {
  JackDecoder decoder;
  CHECK(decoder.take(jack(true) + report()).in == true);
  CHECK(decoder.take(jack(false) + report()).in == false);
  CHECK(decoder.take(jack(true) + report() + jack(false) + report()).in == false);
  CHECK_FALSE(decoder.take(event(EV_SW, SW_MICROPHONE_INSERT, 1) + report()).in);
  CHECK_FALSE(decoder.take(event(EV_KEY, SW_HEADPHONE_INSERT, 1) + report()).in);
  CHECK_FALSE(decoder.take({}).in);
}

TEST_CASE("an event that comes in two halves is one event") {
  const Bytes whole = jack(true);
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    JackDecoder decoder;
    const auto at = whole.begin() + static_cast<std::ptrdiff_t>(cut);
    CHECK_FALSE(decoder.take(Bytes(whole.begin(), at)).in);
    CHECK(decoder.take(Bytes(at, whole.end())).in == true);
  }
}

TEST_CASE("after events were lost the jack is asked, and nothing in between is believed") {
  JackDecoder decoder;
  const auto lost = decoder.take(jack(true) + dropped() + jack(false) + report());
  CHECK(lost.lost);
  CHECK_FALSE(lost.in);
  // What comes after is believed again.
  const auto after = decoder.take(jack(true) + report());
  CHECK(after.in == true);
  CHECK_FALSE(after.lost);
}

TEST_CASE("a headset is told when it goes in and when it comes out, once each") {
  Pipe pipe;
  pipe.make();
  Told told;
  const HeadsetWatch watch(pipe.path(), told.post());
  pipe.plug();
  pipe.send(jack(true) + report());
  CHECK(told.is("in "));
  pipe.send(jack(true) + report() + event(EV_SW, SW_LID, 1) + report());
  pipe.send(jack(false) + report());
  CHECK(told.is("in out "));
  pipe.send(jack(true) + report());
  CHECK(told.is("in out in "));
}

TEST_CASE("a jack that is lost counts as empty, and is followed again when it is back") {
  Pipe pipe;
  Told told;
  const HeadsetWatch watch(pipe.path(), told.post());
  pipe.make();  // not there when the watch began
  pipe.plug();
  pipe.send(jack(true) + report());
  CHECK(told.is("in "));
  pipe.unplug();
  CHECK(told.is("in out "));
  pipe.plug();
  pipe.send(jack(true) + report());
  CHECK(told.is("in out in "));
  // A pipe cannot be asked: lost events leave an empty jack.
  pipe.send(dropped() + report());
  CHECK(told.is("in out in out "));
}

TEST_CASE("a watch of nothing tells nothing and ends at once") {
  Told told;
  for (const char* nothing : {"/nonexistent/jack", "/dev/null", "/tmp"}) {
    const HeadsetWatch watch(nothing, told.post());
  }
  CHECK(told.is(""));
}
