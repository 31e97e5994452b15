// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the certificates that are measured, signed as the practice service signs its slips.
// usage: budget_corpus FOLDER NUMBER
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "devices/sandbox/service/issuing/slip_signer.h"
#include "devices/sandbox/service/practice/practice_ca.h"
#include "tests/budget/corpus.h"

namespace {

using namespace std::chrono;

constexpr std::string_view kNames[] = {"李秀英", "孙𠅤", "王建国", "周𬺴", "欧阳娜娜"};

service::Slip slip_of(int person) {
  service::Slip slip;
  slip.reference = fmt::format("{:08}", person);
  slip.colour = service::Colour::yellow;
  slip.area = 990101;
  slip.evaluated = budget::kEvaluated;
  slip.valid_until = budget::kValidUntil;
  slip.expires = budget::kValidUntil;
  const bool printed = person == 0;
  slip.masked_number =
      printed ? std::string(budget::kNumber) : fmt::format("990101********{:03}X", person % 1000);
  slip.name =
      printed ? budget::kName : kNames[static_cast<std::size_t>(person) % std::size(kNames)];
  slip.birth = local_days{year{1938} / 4 / 12} + days{person % 9000};
  slip.samples = {{slip.evaluated - hours{20}, service::NatResult::negative, 990101}};
  slip.doses = {{local_days{year{2021} / 1 / 15}, 2, 2, "CoronaVac"}};
  slip.stays = {{420100, local_days{year{2021} / 1 / 19}, service::AreaRisk::medium}};
  return slip;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: budget_corpus FOLDER NUMBER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const service::Lifetime life{sys_days{year{2020} / 1 / 1}, sys_days{year{2030} / 1 / 1}};
  const service::PracticeCa ca("authority", life);
  const service::Credential credential = ca.signer("XA", life);
  const auto signer = service::SlipSigner::open(credential.certificate, credential.key);
  if (!signer) return 1;
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "signer.pem") << credential.certificate;
  std::ofstream texts(folder / "texts");
  for (int person = 0; person < std::atoi(argv[2]); ++person) {
    const auto text = signer->sign(slip_of(person), "XA");
    if (!text) return 1;
    texts << *text << '\n';
  }
  return texts.flush() ? 0 : 1;
}
