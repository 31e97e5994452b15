// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/sandbox/service/records/postgresql_server.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "devices/sandbox/service/records/postgresql.h"

namespace store_test {
namespace {

namespace fs = std::filesystem;

// Debian keeps every major version in a folder of its own; the newest one is taken.
fs::path find_programs() {
  fs::path found;
  int newest = 0;
  std::error_code none;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", none)) {
    const int number = std::atoi(version.path().filename().c_str());
    const bool whole =
        fs::exists(version.path() / "bin/initdb") && fs::exists(version.path() / "bin/postgres");
    if (number > newest && whole) {
      newest = number;
      found = version.path() / "bin";
    }
  }
  return found;
}

// PostgreSQL refuses to run as root.
const passwd* other_user() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  return user ? user : getpwnam("nobody");
}

}  // namespace

PostgresqlServer* PostgresqlServer::get() {
  static const std::unique_ptr<PostgresqlServer> server = [] {
    const fs::path programs = find_programs();
    return std::unique_ptr<PostgresqlServer>(programs.empty() ? nullptr
                                                              : new PostgresqlServer(programs));
  }();
  return server.get();
}

PostgresqlServer::PostgresqlServer(fs::path programs) : programs_(std::move(programs)) {
  // A socket's path may have 107 characters; the build folder's may be longer.
  char name[] = "/tmp/postgresql-XXXXXX";
  REQUIRE(mkdtemp(name));
  folder_ = name;
  if (const passwd* user = other_user()) REQUIRE(chown(name, user->pw_uid, user->pw_gid) == 0);
  const pid_t made = run("initdb", {"-D", folder_ / "data", "-A", "trust", "-U", "postgres", "-E",
                                    "UTF8", "--locale=C", "--no-sync"});
  int status = 0;
  REQUIRE(waitpid(made, &status, 0) == made);
  REQUIRE(status == 0);
  start();
}

PostgresqlServer::~PostgresqlServer() {
  stop(true);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PostgresqlServer::address(const std::string& database) const {
  return "postgresql://postgres@/" + database + "?host=" + folder_.string();
}

std::string PostgresqlServer::new_database() {
  const std::string name = "store_" + std::to_string(++databases_);
  auto database = service::open_postgresql(address("postgres"));
  REQUIRE(database);
  (*database)->lease(service::Use::write)->execute("CREATE DATABASE " + name);
  return address(name);
}

void PostgresqlServer::stop(bool in_order) {
  if (id_ == 0) return;
  kill(id_, in_order ? SIGINT : SIGQUIT);
  waitpid(id_, nullptr, 0);
  id_ = 0;
}

void PostgresqlServer::start() {
  id_ = run("postgres", {"-D", folder_ / "data", "-c", "listen_addresses=", "-c",
                         "unix_socket_directories=" + folder_.string(), "-c", "fsync=off", "-c",
                         "shared_buffers=16MB", "-c", "autovacuum=off"});
  for (int tries = 0; tries < 1000; ++tries) {
    if (service::open_postgresql(address("postgres"))) return;
    REQUIRE(waitpid(id_, nullptr, WNOHANG) == 0);
    usleep(10'000);
  }
  FAIL("PostgreSQL does not answer within ten seconds");
}

pid_t PostgresqlServer::run(const std::string& program, std::vector<std::string> arguments) const {
  const std::string path = programs_ / program;
  const std::string log = folder_ / "log";
  arguments.insert(arguments.begin(), path);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const passwd* user = other_user();
  const pid_t parent = getpid();
  const pid_t id = fork();
  REQUIRE(id >= 0);
  if (id == 0) {
    if (user &&
        (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
      _exit(97);
    }
    // After the change of user, which would undo it.
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent || chdir(folder_.c_str()) != 0) _exit(96);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    execv(pointers[0], pointers.data());
    _exit(98);
  }
  return id;
}

}  // namespace store_test
