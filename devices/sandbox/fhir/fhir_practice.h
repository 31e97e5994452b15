// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a practice FHIR server and of the kiosk that speaks to it: an authority, the
// server's certificate, one from an authority that nobody trusts, and the kiosk's. One thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sandbox {

struct FhirPractice {
  explicit FhirPractice(std::filesystem::path in) : folder(std::move(in)) {}
  std::filesystem::path folder;

  [[nodiscard]] std::filesystem::path ca() const { return folder / "fhir-ca.pem"; }
  [[nodiscard]] std::filesystem::path server() const { return folder / "fhir-server.pem"; }
  [[nodiscard]] std::filesystem::path server_key() const { return folder / "fhir-server.key"; }
  [[nodiscard]] std::filesystem::path stranger() const { return folder / "fhir-stranger.pem"; }
  [[nodiscard]] std::filesystem::path stranger_key() const { return folder / "fhir-stranger.key"; }
  [[nodiscard]] std::filesystem::path kiosk() const { return folder / "fhir-kiosk.pem"; }
  [[nodiscard]] std::filesystem::path kiosk_key() const { return folder / "fhir-kiosk.key"; }
  [[nodiscard]] std::filesystem::path shelf() const { return folder / "fhir-responses.db"; }
};

// Writes the certificates, for a year from yesterday, unless they are there; `names` are the
// server's addresses. Keys are readable by their owner only. False: the folder does not take them.
[[nodiscard]] bool deploy(const FhirPractice& practice,
                          const std::vector<std::string>& names = {"127.0.0.1", "localhost"});

}  // namespace sandbox
