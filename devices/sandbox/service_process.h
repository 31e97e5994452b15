// SPDX-License-Identifier: GPL-3.0-or-later
// One issuer of health codes as a neighbour process: started, troubled and stopped from here. Use
// from one thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "devices/sandbox/cast.h"

namespace sandbox {

class ServiceProcess {
 public:
  using Done = tl::expected<void, std::string>;

  // What a kiosk needs to reach it, PEM files but for the device key.
  struct Credentials {
    std::string device;
    std::filesystem::path ca, certificate, key, device_key;
  };

  // Runs `program` from a configuration that names port 0.
  [[nodiscard]] static tl::expected<std::unique_ptr<ServiceProcess>, std::string> launch(
      const std::filesystem::path& program, const std::filesystem::path& config,
      Credentials credentials);
  // An issuer that stands alone: makes throw-away certificates and configuration in `folder`, runs
  // it by the rules in the file `policy`, and seeds the whole cast and who acts for whom. `region`
  // is whose rules bind people.
  [[nodiscard]] static tl::expected<std::unique_ptr<ServiceProcess>, std::string> start(
      const std::filesystem::path& program, const std::filesystem::path& policy,
      const std::filesystem::path& folder, const std::string& region = "XA");
  ~ServiceProcess();
  ServiceProcess(const ServiceProcess&) = delete;
  ServiceProcess& operator=(const ServiceProcess&) = delete;

  [[nodiscard]] const std::string& url() const {
    return url_;
  }  // the same after stop() and resume()

  [[nodiscard]] Done answer_well();
  [[nodiscard]] Done be_busy();                // 503, from now on
  [[nodiscard]] Done be_slow(double seconds);  // before each answer
  // 503 to the next request for a signature, and an answer to the one after it.
  [[nodiscard]] Done stumble() const;
  void stop();  // nothing listens any more
  [[nodiscard]] Done resume();
  // Sets its data aside, as every night.
  [[nodiscard]] Done back_up();
  // Puts back what was set aside last: whatever came since, it has never heard of.
  [[nodiscard]] Done restore();
  // Takes back what it signed under that id: 16 hex digits.
  [[nodiscard]] Done revoke(const std::string& id) const;
  // Its signed trust list as it publishes it now (docs/wire.md §5.7).
  [[nodiscard]] tl::expected<std::string, std::string> trust_list() const;
  // Binds those of the cast who act for others, as two who come to a kiosk together.
  [[nodiscard]] Done bind_cast() const;
  [[nodiscard]] Done bind(const Binding& binding) const;
  // Its register has somebody of the cast like this, from now on.
  [[nodiscard]] Done enter(const Record& record) const;
  // Its rules see a day that is so many days ahead.
  [[nodiscard]] Done go_ahead(int days) const;
  // The health code on the telephone of one of the cast: GC1:42:…
  [[nodiscard]] tl::expected<std::string, std::string> code_of(const Person& person) const;
  // A practice order (docs/wire.md §4.6): "/_test/seed".
  [[nodiscard]] Done practise(const std::string& path, const std::string& body) const;

  [[nodiscard]] const std::string& device() const { return credentials_.device; }
  [[nodiscard]] const std::filesystem::path& ca() const { return credentials_.ca; }
  [[nodiscard]] const std::filesystem::path& client_certificate() const {
    return credentials_.certificate;
  }
  [[nodiscard]] const std::filesystem::path& client_key() const { return credentials_.key; }
  [[nodiscard]] const std::filesystem::path& device_key() const { return credentials_.device_key; }
  // Trusted DSCs, beside the configuration of an issuer that stands alone.
  [[nodiscard]] std::filesystem::path signers() const { return config_.parent_path() / "signers"; }

 private:
  ServiceProcess(std::filesystem::path program, std::filesystem::path config,
                 Credentials credentials);
  [[nodiscard]] Done run();
  [[nodiscard]] Done copy_data(const std::filesystem::path& from,
                               const std::filesystem::path& to) const;
  [[nodiscard]] Done keep_port() const;
  [[nodiscard]] Done order_fault(const std::string& fault) const;

  const std::filesystem::path program_;
  const std::filesystem::path config_;
  const Credentials credentials_;
  int port_ = 0;
  std::string url_;
  pid_t pid_ = 0;
};

}  // namespace sandbox
