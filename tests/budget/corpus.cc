// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/budget/corpus.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "printing/hcert/cose_certificate.h"
#include "tests/files.h"

namespace budget {

Corpus read_corpus(const std::filesystem::path& folder) {
  Corpus corpus;
  const std::string file = files::contents(folder / "signer.pem");
  const auto found = printing::cose::certificates_in(
      {reinterpret_cast<const std::uint8_t*>(file.data()), file.size()});
  std::ifstream texts(folder / "texts");
  for (std::string line; std::getline(texts, line);) corpus.texts.push_back(std::move(line));
  const auto signer = found.empty() ? std::nullopt : printing::cose::read_signer(found.front());
  if (!signer || corpus.texts.empty()) {
    std::fprintf(stderr, "no certificates in %s: budget_corpus writes them\n", folder.c_str());
    std::exit(1);
  }
  corpus.trust = printing::TrustList({*signer});
  return corpus;
}

}  // namespace budget
