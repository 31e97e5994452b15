// SPDX-License-Identifier: GPL-3.0-or-later
// CBOR and COSE_Sign1 against arbitrary bytes. What is read can be written down in the shortest
// form and read again as the same; a message's parts lie where they were received.
#include <algorithm>
#include <bit>
#include <string>
#include <string_view>

#include "printing/hcert/cose.h"
#include "tests/fuzz/input.h"

namespace {

using namespace printing;
using fuzz::Input;
using fuzz::Octets;
using fuzz::promise;

void put_head(std::string& out, unsigned major, std::uint64_t argument) {
  int width = 8;
  unsigned info = 27;
  if (argument < 24) {
    width = 0;
    info = static_cast<unsigned>(argument);
  } else if (argument < 0x100) {
    width = 1;
    info = 24;
  } else if (argument < 0x10000) {
    width = 2;
    info = 25;
  } else if (argument < 0x1'0000'0000) {
    width = 4;
    info = 26;
  }
  out += static_cast<char>(major << 5u | info);
  for (int i = width - 1; i >= 0; --i) out += static_cast<char>(argument >> (8 * i) & 0xFFu);
}

// Everything but what an item does not tell: an integer beyond 63 bits, the number of a simple
// value.
void put(std::string& out, const cbor::Item& item) {
  switch (item.kind()) {
    case cbor::Kind::unsigned_integer:
    case cbor::Kind::negative_integer: {
      const auto value = item.integer();
      promise(item.number().has_value());
      if (!value) {
        put_head(out, 7, 22);
      } else {
        put_head(out, *value < 0 ? 1 : 0,
                 *value < 0 ? static_cast<std::uint64_t>(-1 - *value)
                            : static_cast<std::uint64_t>(*value));
      }
      break;
    }
    case cbor::Kind::bytes: {
      const auto bytes = item.bytes();
      promise(bytes && !item.text() && item.size() == 0);
      put_head(out, 2, bytes->size());
      out.append(reinterpret_cast<const char*>(bytes->data()), bytes->size());
      break;
    }
    case cbor::Kind::text: {
      const auto text = item.text();
      promise(text && !item.bytes());
      put_head(out, 3, text->size());
      out += *text;
      break;
    }
    case cbor::Kind::array: {
      put_head(out, 4, item.size());
      std::size_t count = 0;
      for (const cbor::Item& element : item.elements()) {
        put(out, element);
        ++count;
      }
      promise(count == item.size() && !item.is_map());
      break;
    }
    case cbor::Kind::map: {
      put_head(out, 5, item.size());
      std::size_t count = 0;
      for (const auto& [key, value] : item.entries()) {
        put(out, key);
        put(out, value);
        // A key is found by its meaning, and leads to its own value: there is no other of its kind.
        if (const auto number = key.integer()) promise(item.find(*number) == &value);
        if (const auto text = key.text()) promise(item.find(*text) == &value);
        ++count;
      }
      promise(count == item.size() && item.is_map());
      break;
    }
    case cbor::Kind::tag:
      put_head(out, 6, item.tag().value());
      promise(item.following() == item.tagged().following());
      put(out, item.tagged());
      break;
    case cbor::Kind::boolean:
      put_head(out, 7, item.boolean().value() ? 21 : 20);
      break;
    case cbor::Kind::null:
    case cbor::Kind::simple:
      put_head(out, 7, 22);
      break;
    case cbor::Kind::floating: {
      out += '\xFB';
      const auto bits = std::bit_cast<std::uint64_t>(item.number().value());
      for (int i = 7; i >= 0; --i) out += static_cast<char>(bits >> (8 * i) & 0xFFu);
    }
  }
}

bool has_distinct_small_keys(const cbor::Item& item) {
  // Integers beyond 63 bits were all written down as null, which is no key.
  for (const auto& [key, value] : item.entries()) {
    if (!key.integer() && !key.text() && !key.bytes()) return false;
    if (!has_distinct_small_keys(value)) return false;
  }
  for (const cbor::Item& element : item.elements()) {
    if (!has_distinct_small_keys(element)) return false;
  }
  return item.kind() != cbor::Kind::tag || has_distinct_small_keys(item.tagged());
}

void judge_again(const cbor::Item& root) {
  std::string written;
  put(written, root);
  if (!has_distinct_small_keys(root)) return;
  const auto again =
      cbor::read({reinterpret_cast<const std::uint8_t*>(written.data()), written.size()});
  promise(again.has_value());
  std::string twice;
  put(twice, again->root());
  promise(twice == written);
}

bool lies_in(Bytes part, Octets whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void judge_message(const cbor::Item& root, Octets bytes, bool in_one_piece) {
  const auto message = cose::read_sign1(root);
  if (!message) return;
  for (const Bytes part : {message->protected_header, message->payload, message->signature}) {
    promise(!in_one_piece || lies_in(part, bytes));
  }
  promise(message->algorithm == cose::Algorithm::es256 ||
          message->algorithm == cose::Algorithm::eddsa ||
          message->algorithm == cose::Algorithm::ps256);
  const WipedBytes covered = cose::signed_bytes(*message);
  const auto document = cbor::read(covered);
  promise(document && document->root().kind() == cbor::Kind::array && document->root().size() == 4);
  auto part = document->root().elements().begin();
  promise((*part).text() == "Signature1");
  ++part;
  promise(std::ranges::equal((*part).bytes().value(), message->protected_header));
  ++part;
  promise((*part).bytes().value().empty());
  ++part;
  promise(std::ranges::equal((*part).bytes().value(), message->payload));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const unsigned choice = input.choice();
  const Octets bytes = input.rest();
  cbor::Limits limits;
  if (choice % 4 == 1) limits = {.depth = 1 + choice / 4 % 8, .items = 1 + choice / 32};
  const auto document = cbor::read(bytes, limits);
  if (!document) return 0;
  judge_again(document->root());
  // Strings that came in chunks are joined elsewhere.
  const bool in_one_piece =
      std::ranges::none_of(bytes, [](std::uint8_t byte) { return byte == 0x5F || byte == 0x7F; });
  judge_message(document->root(), bytes, in_one_piece);
  return 0;
}
