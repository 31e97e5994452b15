// SPDX-License-Identifier: GPL-3.0-or-later
// A real kiosk with all its far ends, of which the kiosk itself, the FHIR server and the
// health-code service are killed at random moments and come back a while later. Use from one
// thread; it strikes from another.
#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#include "devices/sandbox/bench.h"
#include "devices/sandbox/fhir/response_shelf.h"
#include "devices/sandbox/player.h"
#include "tests/devices/torture/fhir_server_process.h"
#include "tests/files.h"

namespace torture {

struct Killed {
  int kiosks = 0, servers = 0, services = 0;
};

class Stand {
 public:
  // `forgets`: the FHIR server creates whatever If-None-Exist says.
  Stand(unsigned seed, bool forgets);
  ~Stand();
  Stand(const Stand&) = delete;
  Stand& operator=(const Stand&) = delete;

  [[nodiscard]] sandbox::Player& player() { return *player_; }
  void lay(const std::string& person);
  void lift();

  // Brings back what was killed long enough ago; but for the kiosk, whose visitor is to notice.
  void tend();
  void start_kiosk();
  // One more shot at the kiosk, so long from now.
  void strike_kiosk_in(std::chrono::milliseconds wait);
  void strike_kiosk_now();
  // The FHIR server stays down until it is let up.
  void hold_server_down(bool down);
  // Nothing is killed from now on, and everything stands.
  void cease();

  // While no kiosk runs: what it had signed and not delivered is gone.
  void throw_outbox_away() const;
  // What the kiosk has still to deliver, as `kioskctl surveys` lists it.
  [[nodiscard]] int undelivered() const;
  [[nodiscard]] std::vector<sandbox::KeptResponse> delivered() const;
  [[nodiscard]] Killed killed() const { return killed_; }

 private:
  using Time = std::chrono::milliseconds;  // of the steady clock

  [[nodiscard]] Time after(int least, int most);
  void start_server();
  void tend_server();
  void tend_service();
  void strike();

  std::mt19937 random_;  // the visitors' thread
  const bool forgets_;
  files::Folder out_;
  std::unique_ptr<sandbox::Bench> bench_;
  std::filesystem::path fhir_;
  std::unique_ptr<sandbox::Player> player_;
  std::unique_ptr<Process> server_;
  bool held_down_ = false, service_down_ = false;
  Time server_at_{}, service_at_{};
  Killed killed_;

  std::mutex mutex_;  // of what follows: whom the other thread may strike, and when
  std::condition_variable changed_;
  bool over_ = false;
  pid_t kiosk_ = 0, fhir_server_ = 0;
  Time kiosk_struck_at_{}, server_struck_at_{};
  std::mt19937 striking_;
  std::thread striker_;
};

}  // namespace torture
