// SPDX-License-Identifier: GPL-3.0-or-later
// Whose signature counts, and what has been revoked. Read from our signed trust.hct, a folder of
// certificates or a GDHCN did.json (docs/wire.md §5.7). A value; const use from many threads is
// safe.
#pragma once

#include <tl/expected.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "printing/hcert/cose_certificate.h"
#include "printing/hcert/revocation.h"

namespace printing {

enum class TrustTrouble {
  unreadable,     // the file or folder cannot be read, or is larger than it may be
  malformed,      // not the format it should be
  bad_signature,  // not signed by the pinned root
  rolled_back,    // older than a list already taken
  no_signers,     // not one certificate in it can be used
};

// How far a clock may run behind the one that dated a list or a certificate.
inline constexpr std::chrono::seconds kClockSkew{300};

// The signed revocation list (docs/wire.md §5.9), for whoever has the signers from elsewhere.
struct RevocationList {
  Revocations entries;
  std::uint64_t sequence = 0;
  std::chrono::sys_seconds issued;
  std::chrono::sys_seconds expires;

  [[nodiscard]] static tl::expected<RevocationList, TrustTrouble> read_signed(
      Bytes file, const cose::Signer& root, std::uint64_t least_sequence);
};

class TrustList {
 public:
  TrustList() = default;  // trusts nobody
  explicit TrustList(std::vector<cose::Signer> signers) : signers_(std::move(signers)) { sort(); }

  // trust.hct, signed by `root`. `least_sequence`: the highest sequence already taken.
  [[nodiscard]] static tl::expected<TrustList, TrustTrouble> read_signed(
      Bytes file, const cose::Signer& root, std::uint64_t least_sequence);
  // Every certificate in the files of one folder, DER or PEM; its subfolders and dot files are not
  // looked at.
  [[nodiscard]] static tl::expected<TrustList, TrustTrouble> read_folder(
      const std::filesystem::path& folder);
  // A GDHCN trust list. Only x5c[0] of each method is believed: published kids, x and y are often
  // wrong.
  [[nodiscard]] static tl::expected<TrustList, TrustTrouble> read_did(std::string_view json);

  // All signers under one kid; different certificates may share it.
  [[nodiscard]] std::span<const cose::Signer> signers(Bytes kid) const;
  [[nodiscard]] std::size_t size() const { return signers_.size(); }
  // Certificates that could not be used: another curve, a weak or broken key.
  [[nodiscard]] std::size_t skipped() const { return skipped_; }
  [[nodiscard]] const Revocations& revocations() const { return revocations_; }

  // Of trust.hct only.
  [[nodiscard]] std::uint64_t sequence() const { return sequence_; }
  [[nodiscard]] std::optional<std::chrono::sys_seconds> issued() const { return issued_; }
  [[nodiscard]] std::optional<std::chrono::sys_seconds> expires() const { return expires_; }
  // Past its end, or from the future: then the clock is wrong, and no date can be judged by it.
  [[nodiscard]] bool stale(std::chrono::sys_seconds now) const;

  // Adds the signers of another country's list, which vouch for DCC entries only; this list's dates
  // and revocations stay as they are.
  void add_foreign(const TrustList& other);
  // Goes by this revocation list from now on, its dates included.
  void take(RevocationList list);

 private:
  void add(Bytes der);
  void sort();

  std::vector<cose::Signer> signers_;  // by kid
  std::size_t skipped_ = 0;
  Revocations revocations_;
  std::uint64_t sequence_ = 0;
  std::optional<std::chrono::sys_seconds> issued_;
  std::optional<std::chrono::sys_seconds> expires_;
};

}  // namespace printing
