// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/cose.h"

#include <array>
#include <string_view>

namespace printing::cose {
namespace {

constexpr std::uint64_t kSign1Tag = 18;
constexpr std::uint64_t kCwtTag = 61;
// Header labels, RFC 9052 §3.1.
constexpr std::int64_t kAlgorithm = 1;
constexpr std::int64_t kCritical = 2;
constexpr std::int64_t kKid = 4;

const cbor::Item* message_inside(const cbor::Item& root) {
  const cbor::Item* item = &root;
  if (item->tag() == kCwtTag) {
    item = &item->tagged();
    if (item->tag() != kSign1Tag) return nullptr;
  }
  if (item->tag() == kSign1Tag) item = &item->tagged();
  return item->kind() == cbor::Kind::array && item->size() == 4 ? item : nullptr;
}

const cbor::Item* header(const cbor::Item* protected_map, const cbor::Item& unprotected_map,
                         std::int64_t label) {
  const cbor::Item* found = protected_map != nullptr ? protected_map->find(label) : nullptr;
  return found != nullptr ? found : unprotected_map.find(label);
}

void append_bstr(WipedBytes& out, Bytes bytes) {
  const std::size_t size = bytes.size();
  if (size < 24) {
    out.push_back(static_cast<std::uint8_t>(0x40u | size));
  } else if (size < 0x100) {
    out.insert(out.end(), {0x58, static_cast<std::uint8_t>(size)});
  } else if (size < 0x10000) {
    out.insert(out.end(),
               {0x59, static_cast<std::uint8_t>(size >> 8u), static_cast<std::uint8_t>(size)});
  } else {
    out.insert(out.end(), {0x5A, static_cast<std::uint8_t>(size >> 24u),
                           static_cast<std::uint8_t>(size >> 16u),
                           static_cast<std::uint8_t>(size >> 8u), static_cast<std::uint8_t>(size)});
  }
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

tl::expected<Sign1, Trouble> read_sign1(const cbor::Item& root) {
  const cbor::Item* message = message_inside(root);
  if (message == nullptr) return tl::unexpected(Trouble::malformed);
  std::array<const cbor::Item*, 4> parts{};
  std::size_t place = 0;
  for (const cbor::Item& part : message->elements()) parts[place++] = &part;

  Sign1 sign1;
  const auto protected_header = parts[0]->bytes();
  const auto payload = parts[2]->bytes();
  const auto signature = parts[3]->bytes();
  if (!protected_header || !parts[1]->is_map() || !signature) {
    return tl::unexpected(Trouble::malformed);
  }
  if (!payload) {
    return tl::unexpected(parts[2]->is_null() ? Trouble::unsupported : Trouble::malformed);
  }
  sign1.protected_header = *protected_header;
  sign1.payload = *payload;
  sign1.signature = *signature;

  // An empty protected header may be written as an empty string instead of an empty map.
  tl::expected<cbor::Document, cbor::Trouble> document;
  const cbor::Item* protected_map = nullptr;
  if (!protected_header->empty()) {
    document = cbor::read(*protected_header);
    if (!document || !document->root().is_map()) return tl::unexpected(Trouble::malformed);
    protected_map = &document->root();
  }
  if (header(protected_map, *parts[1], kCritical) != nullptr) {
    return tl::unexpected(Trouble::unsupported);
  }
  if (const cbor::Item* kid = header(protected_map, *parts[1], kKid)) {
    const auto bytes = kid->bytes();
    if (!bytes) return tl::unexpected(Trouble::malformed);
    sign1.kid.assign(bytes->begin(), bytes->end());
  }
  const cbor::Item* algorithm = header(protected_map, *parts[1], kAlgorithm);
  const auto number = algorithm != nullptr ? algorithm->integer() : std::nullopt;
  for (const Algorithm known : {Algorithm::es256, Algorithm::eddsa, Algorithm::ps256}) {
    if (number == static_cast<std::int64_t>(known)) {
      sign1.algorithm = known;
      return sign1;
    }
  }
  return tl::unexpected(Trouble::unsupported);
}

WipedBytes signed_bytes(const Sign1& message) {
  constexpr std::string_view opening = "\x84\x6ASignature1";
  WipedBytes bytes;
  bytes.reserve(opening.size() + message.protected_header.size() + message.payload.size() + 11);
  bytes.insert(bytes.end(), opening.begin(), opening.end());
  append_bstr(bytes, message.protected_header);
  append_bstr(bytes, {});
  append_bstr(bytes, message.payload);
  return bytes;
}

}  // namespace printing::cose
