// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/manifest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <fstream>
#include <memory>
#include <sstream>

namespace text {
namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* digest) const { EVP_MD_CTX_free(digest); }
};

class Sha256 {
 public:
  Sha256() : digest_(EVP_MD_CTX_new()) {
    const int begun = EVP_DigestInit_ex(digest_.get(), EVP_sha256(), nullptr);
    assert(begun == 1);
    static_cast<void>(begun);
  }
  void add(const void* data, std::size_t size) { EVP_DigestUpdate(digest_.get(), data, size); }
  std::string hex() && {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned size = 0;
    EVP_DigestFinal_ex(digest_.get(), sum.data(), &size);
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const unsigned char byte : std::basic_string_view(sum.data(), size)) {
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
    return out;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, FreeDigest> digest_;
};

bool is_sum(std::string_view hex) {
  return hex.size() == 64 && hex.find_first_not_of("0123456789abcdef") == hex.npos;
}

}  // namespace

std::optional<Manifest> Manifest::read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return {};
  std::ostringstream whole;
  whole << in.rdbuf();
  Manifest manifest;
  manifest.text_ = whole.str();
  std::istringstream lines(manifest.text_);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line.substr(0, line.find('#')));
    FontFile listed{};
    if (!(words >> listed.sha256)) continue;
    std::string more;
    if (!is_sum(listed.sha256) || !(words >> listed.size >> listed.name) || words >> more) {
      return {};
    }
    manifest.files_.push_back(std::move(listed));
  }
  if (manifest.files_.empty()) return {};
  return manifest;
}

bool Manifest::vouches_for(const std::filesystem::path& file) const {
  const auto listed = std::find_if(files_.begin(), files_.end(), [&](const FontFile& one) {
    return file.filename() == one.name;
  });
  std::error_code error;
  if (listed == files_.end() || std::filesystem::file_size(file, error) != listed->size) {
    return false;
  }
  std::ifstream in(file, std::ios::binary);
  Sha256 sum;
  std::vector<char> part(std::size_t{256} * 1024);
  while (in.read(part.data(), static_cast<std::streamsize>(part.size())) || in.gcount() > 0) {
    sum.add(part.data(), static_cast<std::size_t>(in.gcount()));
  }
  return in.eof() && std::move(sum).hex() == listed->sha256;
}

std::string sha256_of(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes.data(), bytes.size());
  return std::move(sum).hex();
}

}  // namespace text
