// SPDX-License-Identifier: GPL-3.0-or-later
// Throw-away certificates for practice and tests: an authority, a service, a kiosk, a signer, all
// P-256. The keys live as long as the folder they are written to. Not shared by threads.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "devices/sandbox/service/rules/instant.h"

namespace service {

// Both PEM.
struct Credential {
  std::string certificate;
  std::string key;
};

struct Lifetime {
  Instant from;
  Instant to;
};

class PracticeCa {
 public:
  PracticeCa(std::string_view common_name, const Lifetime& lifetime);
  ~PracticeCa();
  PracticeCa(const PracticeCa&) = delete;
  PracticeCa& operator=(const PracticeCa&) = delete;

  // PEM, for whoever shall trust what is issued here.
  [[nodiscard]] const std::string& certificate() const { return certificate_; }
  // The private key, PEM: for an authority that signs more than certificates (a trust list's root).
  [[nodiscard]] const std::string& key() const { return key_pem_; }

  // `names` become the SAN: addresses and host names. None: a certificate that no client may
  // accept.
  [[nodiscard]] Credential server(const std::vector<std::string>& names,
                                  const Lifetime& lifetime) const;
  // A kiosk; its device id is the subject's CN.
  [[nodiscard]] Credential client(std::string_view device, const Lifetime& lifetime) const;
  // A document signer (DSC).
  [[nodiscard]] Credential signer(std::string_view country, const Lifetime& lifetime) const;

 private:
  struct Handles;
  struct Request;
  [[nodiscard]] Credential issue(const Request& request) const;

  std::unique_ptr<Handles> handles_;
  std::string certificate_;
  std::string key_pem_;
};

}  // namespace service
