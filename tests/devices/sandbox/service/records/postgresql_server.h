// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's PostgreSQL on a Unix socket in a folder of its own, for one test program. Never listens
// on a network; ends with the program that started it. Started and stopped by the main thread.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace store_test {

class PostgresqlServer {
 public:
  // The one of this program, started when first asked for. Null if PostgreSQL is not installed.
  static PostgresqlServer* get();
  ~PostgresqlServer();
  PostgresqlServer(const PostgresqlServer&) = delete;
  PostgresqlServer& operator=(const PostgresqlServer&) = delete;

  // An empty database; its address is postgresql://…
  std::string new_database();
  // Where everything lies that it has written.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  // Ends the server as a machine that fails would (no word to its clients), or in order.
  void stop(bool in_order);
  void start();

 private:
  explicit PostgresqlServer(std::filesystem::path programs);
  [[nodiscard]] std::string address(const std::string& database) const;
  // Runs one of PostgreSQL's programs, not as root.
  pid_t run(const std::string& program, std::vector<std::string> arguments) const;

  std::filesystem::path programs_;
  std::filesystem::path folder_;
  pid_t id_ = 0;
  int databases_ = 0;
};

}  // namespace store_test
