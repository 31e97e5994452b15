// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a certificate is judged, beside the one P-256 check inside it that bounds it. Printed,
// never decided.
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "printing/hcert/base45.h"
#include "printing/hcert/cbor.h"
#include "printing/hcert/cose.h"
#include "printing/hcert/hcert.h"
#include "printing/hcert/hcert_inflate.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing {
namespace {

using namespace testing;

template <class Work>
double per_second(const Work& work) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  std::chrono::duration<double> spent{};
  int done = 0;
  while (spent < std::chrono::milliseconds(60)) {
    for (int i = 0; i < 50; ++i) work();
    done += 50;
    spent = Clock::now() - start;
  }
  return done / spent.count();
}

// OpenSSL's own check of one digest, set up once: what `openssl speed ecdsap256` measures.
class BareCheck {
 public:
  BareCheck(const std::string& certificate, Bytes message, Bytes signature) {
    const auto* der = as_bytes(certificate).data();
    const std::unique_ptr<X509, void (*)(X509*)> parsed(
        d2i_X509(nullptr, &der, static_cast<long>(certificate.size())), &X509_free);
    context_.reset(EVP_PKEY_CTX_new(X509_get0_pubkey(parsed.get()), nullptr));
    REQUIRE(EVP_PKEY_verify_init(context_.get()) == 1);
    SHA256(message.data(), message.size(), digest_);
    const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> pair(ECDSA_SIG_new(), &ECDSA_SIG_free);
    ECDSA_SIG_set0(pair.get(), BN_bin2bn(signature.data(), 32, nullptr),
                   BN_bin2bn(signature.data() + 32, 32, nullptr));
    der_.resize(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)));
    auto* out = der_.data();
    i2d_ECDSA_SIG(pair.get(), &out);
  }
  [[nodiscard]] bool good() const {
    return EVP_PKEY_verify(context_.get(), der_.data(), der_.size(), digest_, sizeof digest_) == 1;
  }

 private:
  std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context_{nullptr, &EVP_PKEY_CTX_free};
  unsigned char digest_[SHA256_DIGEST_LENGTH]{};
  std::vector<unsigned char> der_;
};

TEST_CASE("the rates of reading and judging are printed") {
  const TestSigner root;
  const TestSigner signer;
  const std::string text = certificate_text(signer, cwt(subclaims(dcc(), health_code())));
  const TrustList trust =
      trusting(root, {.certificates = {signer.certificate()}, .revoked = {revocation_by_uci("x")}});
  const HcertResult result = verify(text, trust, kNow);
  REQUIRE(result.verdict == Verdict::ok);
  const auto message = cose::read_sign1(result.kept.message.root());
  REQUIRE(message);
  const BareCheck check(signer.certificate(), cose::signed_bytes(*message), message->signature);

  // In turns, the best of each: the machine may be busy with other work.
  bool good = true;
  double bare = 0;
  double whole = 0;
  double opened = 0;
  for (int round = 0; round < 5; ++round) {
    bare = std::max(bare, per_second([&] { good &= check.good(); }));
    whole = std::max(whole,
                     per_second([&] { good &= verify(text, trust, kNow).verdict == Verdict::ok; }));
    opened = std::max(opened, per_second([&] {
                        const auto bytes =
                            inflate_exactly(*read_base45(std::string_view(text).substr(4)), 65536);
                        good &= cbor::read(*bytes).has_value();
                      }));
  }
  CHECK(good);
  std::printf(
      "%zu characters: bare P-256 check %.0f/s, whole verification %.0f/s (%.2f of it), "
      "opening alone %.2f us\n",
      text.size(), bare, whole, whole / bare, 1e6 / opened);
}

}  // namespace
}  // namespace printing
