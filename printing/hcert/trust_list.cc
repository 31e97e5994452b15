// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/trust_list.h"

#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

namespace printing {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::size_t kLargestList = std::size_t{16} << 20u;
constexpr std::uintmax_t kLargestCertificateFile = std::uintmax_t{1} << 20u;
// 16 MiB of revocations are a million entries of 17 bytes.
constexpr cbor::Limits kListLimits{.depth = 4, .items = std::size_t{1} << 20u};
constexpr std::int64_t kEndOf9999 = 253'402'300'799;

std::optional<sys_seconds> moment(const cbor::Item* item) {
  const auto number = item != nullptr ? item->integer() : std::nullopt;
  if (!number || *number < 0 || *number > kEndOf9999) return std::nullopt;
  return sys_seconds(seconds(*number));
}

std::optional<std::vector<std::uint8_t>> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) return std::nullopt;
  return bytes;
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string text) {
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r' || c == ' '; });
  if (text.empty() || text.size() % 4 != 0 || text.size() > kLargestCertificateFile) {
    return std::nullopt;
  }
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3);
  const int length =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (length < 0) return std::nullopt;
  // EVP_DecodeBlock counts the padding as zero bytes.
  const auto padding = static_cast<std::size_t>(text.ends_with("==")  ? 2
                                                : text.ends_with("=") ? 1
                                                                      : 0);
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

// x5c of one verification method: an array whose first entry counts, or a lone string.
const nlohmann::json* first_certificate(const nlohmann::json& method) {
  const auto jwk = method.is_object() ? method.find("publicKeyJwk") : method.end();
  if (jwk == method.end() || !jwk->is_object()) return nullptr;
  const auto chain = jwk->find("x5c");
  if (chain == jwk->end()) return nullptr;
  if (chain->is_string()) return &*chain;
  if (chain->is_array() && !chain->empty() && chain->front().is_string()) return &chain->front();
  return nullptr;
}

// What the root has signed, and what both kinds of list begin and end with.
struct Opened {
  cbor::Document envelope;
  cbor::Document payload;
  const cbor::Item* keys = nullptr;
  RevocationList list;
};

tl::expected<std::vector<RevocationEntry>, TrustTrouble> entries_of(const cbor::Item& revoked) {
  std::vector<RevocationEntry> entries;
  entries.reserve(revoked.size());
  for (const cbor::Item& item : revoked.elements()) {
    const auto bytes = item.bytes();
    if (!bytes || bytes->size() != RevocationEntry{}.size()) {
      return tl::unexpected(TrustTrouble::malformed);
    }
    std::ranges::copy(*bytes, entries.emplace_back().begin());
  }
  return entries;
}

tl::expected<Opened, TrustTrouble> open_signed(Bytes file, const cose::Signer& root,
                                               std::uint64_t least_sequence) {
  if (file.size() > kLargestList) return tl::unexpected(TrustTrouble::unreadable);
  auto document = cbor::read(file);
  if (!document) return tl::unexpected(TrustTrouble::malformed);
  const auto message = cose::read_sign1(document->root());
  if (!message) return tl::unexpected(TrustTrouble::malformed);
  // The signature first: a payload of any size is opened only if the root vouches for it.
  if (!std::ranges::equal(message->kid, root.kid) ||
      !root.key.verifies(message->algorithm, cose::signed_bytes(*message), message->signature)) {
    return tl::unexpected(TrustTrouble::bad_signature);
  }

  auto payload = cbor::read(message->payload, kListLimits);
  if (!payload) return tl::unexpected(TrustTrouble::malformed);
  const cbor::Item& claims = payload->root();
  const cbor::Item* issuer = claims.find("iss");
  const cbor::Item* sequence = claims.find("seq");
  const cbor::Item* revoked = claims.find("revoked");
  const auto issued = moment(claims.find("iat"));
  const auto expires = moment(claims.find("exp"));
  if (issuer == nullptr || issuer->text().value_or("").empty() || sequence == nullptr ||
      sequence->integer().value_or(-1) < 0 || revoked == nullptr ||
      revoked->kind() != cbor::Kind::array || !issued || !expires || *expires <= *issued) {
    return tl::unexpected(TrustTrouble::malformed);
  }
  Opened opened;
  opened.list.sequence = static_cast<std::uint64_t>(*sequence->integer());
  opened.list.issued = *issued;
  opened.list.expires = *expires;
  if (opened.list.sequence < least_sequence) return tl::unexpected(TrustTrouble::rolled_back);
  auto entries = entries_of(*revoked);
  if (!entries) return tl::unexpected(entries.error());
  opened.list.entries = Revocations(std::move(*entries));
  opened.keys = claims.find("keys");
  opened.envelope = std::move(*document);
  opened.payload = std::move(*payload);
  return opened;
}

}  // namespace

tl::expected<RevocationList, TrustTrouble> RevocationList::read_signed(
    Bytes file, const cose::Signer& root, std::uint64_t least_sequence) {
  auto opened = open_signed(file, root, least_sequence);
  if (!opened) return tl::unexpected(opened.error());
  if (opened->keys != nullptr) return tl::unexpected(TrustTrouble::malformed);
  return std::move(opened->list);
}

tl::expected<TrustList, TrustTrouble> TrustList::read_signed(Bytes file, const cose::Signer& root,
                                                             std::uint64_t least_sequence) {
  auto opened = open_signed(file, root, least_sequence);
  if (!opened) return tl::unexpected(opened.error());
  if (opened->keys == nullptr || opened->keys->kind() != cbor::Kind::array) {
    return tl::unexpected(TrustTrouble::malformed);
  }
  TrustList list;
  for (const cbor::Item& key : opened->keys->elements()) {
    const auto der = key.bytes();
    if (!der) return tl::unexpected(TrustTrouble::malformed);
    list.add(*der);
  }
  if (list.signers_.empty()) return tl::unexpected(TrustTrouble::no_signers);
  list.take(std::move(opened->list));
  list.sort();
  return list;
}

tl::expected<TrustList, TrustTrouble> TrustList::read_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::directory_iterator step(folder, error);
  if (error) return tl::unexpected(TrustTrouble::unreadable);
  TrustList list;
  for (; step != std::filesystem::directory_iterator(); step.increment(error)) {
    if (!step->is_regular_file(error) || step->path().filename().native().starts_with('.')) {
      continue;
    }
    if (step->file_size(error) > kLargestCertificateFile) {
      ++list.skipped_;
      continue;
    }
    const auto file = read_file(step->path());
    if (!file) return tl::unexpected(TrustTrouble::unreadable);
    const auto found = cose::certificates_in(*file);
    for (const auto& der : found) list.add(der);
    if (found.empty()) ++list.skipped_;
  }
  if (error) return tl::unexpected(TrustTrouble::unreadable);
  if (list.signers_.empty()) return tl::unexpected(TrustTrouble::no_signers);
  list.sort();
  return list;
}

tl::expected<TrustList, TrustTrouble> TrustList::read_did(std::string_view json) {
  if (json.size() > kLargestList) return tl::unexpected(TrustTrouble::unreadable);
  const auto document = nlohmann::json::parse(json, nullptr, false);
  if (!document.is_object()) return tl::unexpected(TrustTrouble::malformed);
  const auto methods = document.find("verificationMethod");
  if (methods == document.end() || !methods->is_array()) {
    return tl::unexpected(TrustTrouble::malformed);
  }
  TrustList list;
  for (const nlohmann::json& method : *methods) {
    const nlohmann::json* certificate = first_certificate(method);
    const auto der = certificate != nullptr
                         ? from_base64(certificate->get_ref<const std::string&>())
                         : std::nullopt;
    if (der) {
      list.add(*der);
    } else {
      ++list.skipped_;
    }
  }
  if (list.signers_.empty()) return tl::unexpected(TrustTrouble::no_signers);
  list.sort();
  return list;
}

std::span<const cose::Signer> TrustList::signers(Bytes kid) const {
  cose::Kid wanted{};
  if (kid.size() != wanted.size()) return {};
  std::ranges::copy(kid, wanted.begin());
  const auto first = std::ranges::lower_bound(signers_, wanted, {}, &cose::Signer::kid);
  const auto last = std::find_if(first, signers_.end(),
                                 [&](const cose::Signer& signer) { return signer.kid != wanted; });
  return {first, last};
}

bool TrustList::stale(sys_seconds now) const {
  return (expires_ && now >= *expires_) || (issued_ && now + kClockSkew < *issued_);
}

void TrustList::add_foreign(const TrustList& other) {
  for (cose::Signer signer : other.signers_) {
    signer.foreign = true;
    signers_.push_back(std::move(signer));
  }
  skipped_ += other.skipped_;
  sort();
}

void TrustList::take(RevocationList list) {
  revocations_ = std::move(list.entries);
  sequence_ = list.sequence;
  issued_ = list.issued;
  expires_ = list.expires;
}

void TrustList::add(Bytes der) {
  if (auto signer = cose::read_signer(der)) {
    signers_.push_back(std::move(*signer));
  } else {
    ++skipped_;
  }
}

void TrustList::sort() { std::ranges::stable_sort(signers_, {}, &cose::Signer::kid); }

}  // namespace printing
