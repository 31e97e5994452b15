// SPDX-License-Identifier: GPL-3.0-or-later
// The health-code service as a neighbour process with throw-away certificates: started, seeded with
// the cast, troubled and stopped from here. Use from one thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <tl/expected.hpp>

namespace sandbox {

class ServiceProcess {
 public:
  using Done = tl::expected<void, std::string>;

  // Makes certificates and configuration in `folder`, starts `program`, seeds the cast. `policy` is
  // the rules file.
  [[nodiscard]] static tl::expected<std::unique_ptr<ServiceProcess>, std::string> start(
      const std::filesystem::path& program, const std::filesystem::path& policy,
      const std::filesystem::path& folder);
  ~ServiceProcess();
  ServiceProcess(const ServiceProcess&) = delete;
  ServiceProcess& operator=(const ServiceProcess&) = delete;

  [[nodiscard]] const std::string& url() const {
    return url_;
  }  // the same after stop() and resume()

  [[nodiscard]] Done answer_well();
  [[nodiscard]] Done be_busy();                // 503, from now on
  [[nodiscard]] Done be_slow(double seconds);  // before each answer
  void stop();                                 // nothing listens any more
  [[nodiscard]] Done resume();

  // What a kiosk needs, PEM files in the folder.
  [[nodiscard]] std::filesystem::path ca() const { return folder_ / "ca.pem"; }
  [[nodiscard]] std::filesystem::path client_certificate() const { return folder_ / "kiosk.pem"; }
  [[nodiscard]] std::filesystem::path client_key() const { return folder_ / "kiosk.key"; }
  [[nodiscard]] std::filesystem::path device_key() const { return folder_ / "GC07.key"; }
  [[nodiscard]] std::filesystem::path signers() const {
    return folder_ / "signers";
  }  // trusted DSCs

 private:
  ServiceProcess(std::filesystem::path program, std::filesystem::path folder);
  [[nodiscard]] Done make_certificates() const;
  [[nodiscard]] Done write_config(const std::filesystem::path& policy) const;
  [[nodiscard]] Done launch();
  [[nodiscard]] Done post(const std::string& path, const std::string& body) const;

  const std::filesystem::path program_;
  const std::filesystem::path folder_;
  int port_ = 0;
  std::string url_;
  pid_t pid_ = 0;
};

}  // namespace sandbox
