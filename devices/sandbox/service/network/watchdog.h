// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts sockets whose time is over. A library's time-outs are per read, so a peer that sends a byte
// now and then would never meet them. One thread for all; safe from any thread.
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <thread>

namespace service {

class Watchdog {
 public:
  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // A socket that is shut down at the deadline unless let go before.
  class Watch {
   public:
    Watch(Watchdog& dog, std::chrono::steady_clock::time_point deadline);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    // The socket to shut down, a handle of the watch's own; it may be given late, and again.
    void over(int socket);
    [[nodiscard]] bool fired() const;

   private:
    Watchdog& dog_;
    std::multimap<std::chrono::steady_clock::time_point, Watch*>::iterator entry_;
    int socket_ = -1;
    bool fired_ = false;
    friend class Watchdog;
  };

  // Ends every watch now, and each new one at once.
  void cut_all();

 private:
  void work();

  mutable std::mutex lock_;
  std::condition_variable changed_;
  std::multimap<std::chrono::steady_clock::time_point, Watch*> watches_;
  bool cut_ = false;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace service
