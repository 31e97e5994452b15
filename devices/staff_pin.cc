// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/staff_pin.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <memory>
#include <span>

#include "kiosk/visit/staff.h"

namespace devices {

namespace {

constexpr std::string_view kKind = "scrypt";
constexpr std::uint64_t kMostMemory = std::uint64_t{256} << 20U;
constexpr std::uint64_t kOwnMemory = std::uint64_t{1} << 20U;  // beside 128 N r
constexpr unsigned kHexBase = 16;

struct FreeKdf {
  void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

std::uint64_t memory_of(const PinCost& cost) {
  return std::uint64_t{128} * static_cast<std::uint64_t>(cost.r)
         << static_cast<unsigned>(cost.log_n);
}

bool is_bearable(const PinCost& cost) {
  const auto within = [](int value, int least, int most) {
    return value >= least && value <= most;
  };
  return within(cost.log_n, 10, 20) && within(cost.r, 1, 32) && within(cost.p, 1, 32) &&
         memory_of(cost) <= kMostMemory;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

// The next field up to a $, or the rest.
std::string_view take_field(std::string_view& text) {
  const std::size_t end = std::min(text.find('$'), text.size());
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return field;
}

std::optional<int> number_in(std::string_view field) {
  int number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (error != std::errc{} || end != field.data() + field.size()) return std::nullopt;
  return number;
}

std::optional<unsigned> nibble(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<unsigned>(digit - 'a' + 10);
  return std::nullopt;
}

bool read_bytes(std::string_view digits, std::span<std::uint8_t> bytes) {
  if (digits.size() != 2 * bytes.size()) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto high = nibble(digits[2 * i]);
    const auto low = nibble(digits[2 * i + 1]);
    if (!high || !low) return false;
    bytes[i] = static_cast<std::uint8_t>(*high * kHexBase + *low);
  }
  return true;
}

}  // namespace

std::optional<PinFault> fault_of(const visit::Secret& pin) {
  const std::string_view digits = pin.reveal();
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (digits.size() != visit::kPinDigits || !std::ranges::all_of(digits, is_digit))
    return PinFault::not_six_digits;
  const bool same = std::ranges::all_of(digits, [&](char c) { return c == digits.front(); });
  if (same || digits == "123456" || digits == "654321") return PinFault::obvious;
  return std::nullopt;
}

StaffPin StaffPin::of(const visit::Secret& pin, PinCost cost) {
  assert(is_bearable(cost));
  StaffPin made;
  made.cost_ = cost;
  const int salted = RAND_bytes(made.salt_.data(), static_cast<int>(made.salt_.size()));
  assert(salted == 1);
  static_cast<void>(salted);
  made.key_ = made.derive(pin);
  return made;
}

std::optional<StaffPin> StaffPin::read(std::string_view text) {
  const auto fields = std::ranges::count(text, '$');
  if (fields != 5 || take_field(text) != kKind) return std::nullopt;
  const auto log_n = number_in(take_field(text));
  const auto r = number_in(take_field(text));
  const auto p = number_in(take_field(text));
  if (!log_n || !r || !p) return std::nullopt;
  StaffPin pin;
  pin.cost_ = {*log_n, *r, *p};
  if (!is_bearable(pin.cost_) || !read_bytes(take_field(text), pin.salt_) ||
      !read_bytes(text, pin.key_))
    return std::nullopt;
  return pin;
}

std::string StaffPin::text() const {
  return fmt::format("{}${}${}${}${}${}", kKind, cost_.log_n, cost_.r, cost_.p, hex(salt_),
                     hex(key_));
}

bool StaffPin::is(const visit::Secret& pin) const {
  auto derived = derive(pin);
  const bool same = CRYPTO_memcmp(derived.data(), key_.data(), key_.size()) == 0;
  visit::wipe(derived.data(), derived.size());
  return same;
}

std::array<std::uint8_t, 32> StaffPin::derive(const visit::Secret& pin) const {
  const std::unique_ptr<EVP_KDF, FreeKdf> kdf(
      EVP_KDF_fetch(nullptr, OSSL_KDF_NAME_SCRYPT, nullptr));
  const std::unique_ptr<EVP_KDF_CTX, FreeKdf> context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  // OpenSSL takes no const here, and changes nothing.
  const std::string_view digits = pin.reveal();
  auto* password = const_cast<char*>(digits.empty() ? "" : digits.data());
  auto salt = salt_;
  std::uint64_t n = std::uint64_t{1} << static_cast<unsigned>(cost_.log_n);
  auto r = static_cast<std::uint32_t>(cost_.r);
  auto p = static_cast<std::uint32_t>(cost_.p);
  std::uint64_t memory = memory_of(cost_) + std::uint64_t{128} * r * (p + 2) + kOwnMemory;
  const std::array parameters{
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, password, digits.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt.data(), salt.size()),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
      OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
      OSSL_PARAM_construct_end()};
  std::array<std::uint8_t, 32> key{};
  const bool derived =
      context && EVP_KDF_derive(context.get(), key.data(), key.size(), parameters.data()) == 1;
  // Fails here only without memory or by a mistake of this file.
  assert(derived);
  static_cast<void>(derived);
  return key;
}

}  // namespace devices
