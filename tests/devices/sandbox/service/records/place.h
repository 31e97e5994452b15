// SPDX-License-Identifier: GPL-3.0-or-later
// A fresh place for a store on one of the engines, and the people who are put there: what the tests
// of this folder begin with.
#pragma once
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "devices/sandbox/service/records/database.h"
#include "devices/sandbox/service/records/store.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

namespace store_test {

using service_test::at;

// "sqlite", "postgresql"; the second only where it is installed.
std::vector<std::string> engines();

class Place {
 public:
  explicit Place(const std::string& engine);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::unique_ptr<service::Store> open() const;
  // The engine beneath, for what a store would never do.
  [[nodiscard]] std::unique_ptr<service::Database> engine() const;
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  files::Folder folder_;
  std::string name_;
};

service::PersonRef person(int number);
// Someone with facts of every kind.
service::Resident resident(int number);
service::Record record(const std::string& id, int of = 0, int other = 0,
                       const std::string& state = "OPEN", const std::string& kind = "delegation");
service::KeptReply reply(const std::string& key);

// From any thread: Catch's own macros are for one at a time.
template <typename T>
T must(service::Store::Result<T> result) {
  if (!result) throw std::runtime_error("the store did not do it");
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace store_test
