// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/fhir/fhir_practice.h"

#include <chrono>
#include <fstream>

#include "devices/sandbox/service/practice/practice_ca.h"

namespace sandbox {

namespace {

bool write(const std::filesystem::path& file, const std::string& text) {
  using std::filesystem::perms;
  std::ofstream out(file, std::ios::binary);
  std::error_code error;
  std::filesystem::permissions(file, perms::owner_read | perms::owner_write, error);
  out << text << std::flush;
  return out.good() && !error;
}

}  // namespace

bool deploy(const FhirPractice& practice, const std::vector<std::string>& names) {
  if (std::filesystem::exists(practice.kiosk_key())) return true;  // written last
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const service::Lifetime year{now - std::chrono::days{1}, now + std::chrono::days{365}};
  const service::PracticeCa ca("practice hospital", year);
  const service::PracticeCa other("another authority", year);
  const service::Credential server = ca.server(names, year);
  const service::Credential stranger = other.server(names, year);
  const service::Credential kiosk = ca.client("GC07", year);
  return write(practice.ca(), ca.certificate()) && write(practice.server(), server.certificate) &&
         write(practice.server_key(), server.key) &&
         write(practice.stranger(), stranger.certificate) &&
         write(practice.stranger_key(), stranger.key) &&
         write(practice.kiosk(), kiosk.certificate) && write(practice.kiosk_key(), kiosk.key);
}

}  // namespace sandbox
