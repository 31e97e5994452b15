// SPDX-License-Identifier: GPL-3.0-or-later
// Those who sign configurations in tests, and some who must not: authorities, keys and certificates
// made by the openssl program in a folder that goes with this object. And a small configuration.
#pragma once

#include <stdlib.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/files.h"

namespace package_test {

using std::filesystem::path;

inline void write(const path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}
inline int openssl(const std::string& arguments) {
  return std::system(("openssl " + arguments + " </dev/null >/dev/null 2>&1").c_str());
}

// Its own authority, and whom it has given certificates to.
class Signers {
 public:
  explicit Signers(const std::string& name = "Test authority") {
    REQUIRE(openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 "
                    "-subj '/CN=" +
                    name + "' -keyout " + key("ca").string() + " -out " + ca().string()) == 0);
  }
  // `days` from now; fewer than none: it is over already. `extensions`: lines of a configuration.
  void certify(const std::string& name, int days = 30, const std::string& extensions = "") const {
    if (!std::filesystem::exists(key(name))) {
      REQUIRE(openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " +
                      key(name).string()) == 0);
      std::filesystem::permissions(
          key(name), std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    }
    write(folder_ / "extensions", extensions);
    REQUIRE(openssl("req -new -key " + key(name).string() + " -subj '/CN=" + name + "' -out " +
                    (folder_ / "csr").string()) == 0);
    REQUIRE(openssl("x509 -req -in " + (folder_ / "csr").string() + " -CA " + ca().string() +
                    " -CAkey " + key("ca").string() + " -days " + std::to_string(days) +
                    " -extfile " + (folder_ / "extensions").string() + " -out " +
                    certificate(name).string()) == 0);
  }
  [[nodiscard]] path ca() const { return folder_ / "ca.pem"; }
  [[nodiscard]] path key(const std::string& name) const { return folder_ / (name + ".key"); }
  [[nodiscard]] path certificate(const std::string& name) const {
    return folder_ / (name + ".pem");
  }

 private:
  files::Folder folder_;
};

}  // namespace package_test
