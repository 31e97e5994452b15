// SPDX-License-Identifier: GPL-3.0-or-later
// What a practice issuer lets the person who runs it do: move its clock, seed its residents, order
// its troubles (docs/wire.md §4.6). Safe from any thread.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>

#include "devices/sandbox/service/desks/office.h"
#include "devices/sandbox/service/wire/call.h"

namespace service {

// A trouble ordered for one path.
struct Fault {
  int count = 1;  // 0: until it is cleared
  std::chrono::milliseconds delay{0};
  std::optional<Code> code;
  std::optional<std::chrono::milliseconds> retry_after;
  std::optional<std::string> body;
  std::optional<std::size_t> truncate;
  std::optional<std::size_t> drop;
};

class PracticeDesk {
 public:
  explicit PracticeDesk(Office& office) : office_(office) {}

  // All throw Refusal or Malformed.
  Answer clock(const JsonView& body);
  Answer seed(const JsonView& body);
  Answer faults(const JsonView& body);

  // The trouble that a request to `path` meets now, used up by one; its delay is already over.
  std::optional<Fault> meet(const std::string& path);
  // Ends every delay.
  void close();

 private:
  Office& office_;
  std::mutex lock_;
  std::condition_variable closed_;
  bool closing_ = false;
  std::map<std::string, Fault> faults_;
};

}  // namespace service
