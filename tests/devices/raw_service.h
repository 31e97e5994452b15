// SPDX-License-Identifier: GPL-3.0-or-later
// A TLS server on the loopback that says exactly the bytes a test gives it, for what no honest
// service says. It keeps what it was asked and when. Its own thread; call it from one.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "devices/https_health_codes.h"
#include "tests/files.h"

namespace devices_test {

// One connection's answer.
struct RawAnswer {
  enum class End { properly, cut, hang };  // close_notify · the line ends without it · held open
  std::string bytes;
  End end = End::properly;
  std::chrono::milliseconds each{0};   // pause after each byte
  std::chrono::milliseconds after{0};  // pause before the first
};

struct RawRequest {
  std::string text;
  std::chrono::milliseconds at;  // devices::steady()

  [[nodiscard]] std::string header(const std::string& name) const;  // "" if there is none
};

// How the server presents itself.
struct RawFace {
  std::vector<std::string> names{"127.0.0.1"};  // of its certificate
  bool trusted = true;                          // by the client
  bool takes_client = true;                     // false: wants a certificate of another authority
  bool current = true;                          // false: the certificate ended yesterday
  int newest_tls = 0;                           // TLS1_2_VERSION caps it; 0: no cap
  enum class Speaks { tls, clear, nothing, hangs_up } speaks = Speaks::tls;
};

class RawService {
 public:
  explicit RawService(RawFace face = {});
  ~RawService();
  RawService(const RawService&) = delete;
  RawService& operator=(const RawService&) = delete;

  // Answers in the order of the connections; the last one stays for all further ones.
  void say(std::vector<RawAnswer> answers);
  [[nodiscard]] std::vector<RawRequest> asked() const;
  [[nodiscard]] devices::HealthCodeSource source(
      visit::Source rung = visit::Source::province) const;

 private:
  struct Tls;
  void serve();
  void answer(int socket);

  files::Folder folder_;
  RawFace face_;
  std::unique_ptr<Tls> tls_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::deque<RawAnswer> answers_;
  std::vector<RawRequest> asked_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

// "HTTP/1.1 200 OK" with this body and its length.
[[nodiscard]] std::string http(int status, const std::string& body,
                               const std::string& more_headers = {});
// A body of §4.3 that every reader takes.
[[nodiscard]] std::string good_status();

}  // namespace devices_test
