// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/hcert/cbor.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

namespace printing::cbor {
namespace {

std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Unicode table 3-7: no overlong form, no surrogate, nothing above U+10FFFF.
bool is_utf8(Bytes text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const std::uint8_t lead = text[i];
    if (lead < 0x80) {
      ++i;
      continue;
    }
    std::size_t tail = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
      tail = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      tail = 2;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      tail = 3;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    } else {
      return false;
    }
    if (tail > text.size() - i - 1) return false;
    if (text[i + 1] < low || text[i + 1] > high) return false;
    for (std::size_t k = 2; k <= tail; ++k) {
      if ((text[i + k] & 0xC0u) != 0x80) return false;
    }
    i += tail + 1;
  }
  return true;
}

double from_half(std::uint64_t bits) {
  const int exponent = static_cast<int>(bits >> 10u & 0x1Fu);
  const auto mantissa = static_cast<double>(bits & 0x3FFu);
  double value = 0;
  if (exponent == 0) {
    value = std::ldexp(mantissa, -24);
  } else if (exponent != 31) {
    value = std::ldexp(mantissa + 1024, exponent - 25);
  } else {
    value = mantissa == 0 ? std::numeric_limits<double>::infinity()
                          : std::numeric_limits<double>::quiet_NaN();
  }
  return (bits & 0x8000u) != 0 ? -value : value;
}

}  // namespace

class Reading {
 public:
  Reading(Bytes encoded, Limits limits) : rest_(encoded), limits_(limits) {}

  tl::expected<Document, Trouble> whole() {
    if (!item(1)) return tl::unexpected(trouble_);
    if (!rest_.empty()) return tl::unexpected(Trouble::trailing_bytes);
    return std::move(document_);
  }

 private:
  struct Head {
    unsigned major = 0;
    bool indefinite = false;  // or, with major type 7, a break
    unsigned info = 0;
    std::uint64_t argument = 0;
  };

  bool fail(Trouble trouble) {
    trouble_ = trouble;
    return false;
  }

  bool at_break() const { return !rest_.empty() && rest_[0] == 0xFF; }

  bool head(Head& head) {
    if (rest_.empty()) return fail(Trouble::truncated);
    head.major = rest_[0] >> 5u;
    head.info = rest_[0] & 0x1Fu;
    rest_ = rest_.subspan(1);
    if (head.info < 24) {
      head.argument = head.info;
    } else if (head.info < 28) {
      const std::size_t width = std::size_t{1} << (head.info - 24);
      if (rest_.size() < width) return fail(Trouble::truncated);
      for (std::size_t i = 0; i < width; ++i) head.argument = head.argument << 8u | rest_[i];
      rest_ = rest_.subspan(width);
    } else if (head.info == 31) {
      head.indefinite = true;
    } else {
      return fail(Trouble::malformed);
    }
    return true;
  }

  bool take(std::uint64_t count, Bytes& taken) {
    if (count > rest_.size()) return fail(Trouble::truncated);
    taken = rest_.first(static_cast<std::size_t>(count));
    rest_ = rest_.subspan(static_cast<std::size_t>(count));
    return true;
  }

  bool item(std::size_t depth) {
    if (depth > limits_.depth) return fail(Trouble::too_deep);
    if (document_.items_.size() >= limits_.items) return fail(Trouble::too_many_items);
    Head head;
    if (!this->head(head)) return false;
    const std::size_t place = document_.items_.size();
    document_.items_.emplace_back().number_ = head.argument;
    const bool good = content(head, place, depth);
    if (good) {
      document_.items_[place].extent_ = static_cast<std::uint32_t>(document_.items_.size() - place);
    }
    return good;
  }

  bool content(const Head& head, std::size_t place, std::size_t depth) {
    switch (head.major) {
      case 0:
      case 1:
        at(place).kind_ = head.major == 0 ? Kind::unsigned_integer : Kind::negative_integer;
        return !head.indefinite || fail(Trouble::malformed);
      case 2:
      case 3:
        return string(head, place);
      case 4:
      case 5:
        return collection(head, place, depth);
      case 6:
        at(place).kind_ = Kind::tag;
        if (head.indefinite) return fail(Trouble::malformed);
        return item(depth + 1);
      default:
        return simple(head, place);
    }
  }

  bool string(const Head& head, std::size_t place) {
    at(place).kind_ = head.major == 2 ? Kind::bytes : Kind::text;
    Bytes whole;
    if (!head.indefinite) {
      if (!take(head.argument, whole)) return false;
      if (head.major == 3 && !is_utf8(whole)) return fail(Trouble::bad_text);
    } else {
      WipedBytes joined;
      while (!at_break()) {
        Head chunk;
        Bytes part;
        if (!this->head(chunk)) return false;
        if (chunk.major != head.major || chunk.indefinite) return fail(Trouble::malformed);
        if (!take(chunk.argument, part)) return false;
        // RFC 8949 §3.2.3: no character may be split between chunks.
        if (chunk.major == 3 && !is_utf8(part)) return fail(Trouble::bad_text);
        joined.insert(joined.end(), part.begin(), part.end());
      }
      rest_ = rest_.subspan(1);
      whole = document_.joined_.emplace_front(std::move(joined));
    }
    at(place).content_ = whole;
    return true;
  }

  bool collection(const Head& head, std::size_t place, std::size_t depth) {
    const bool map = head.major == 5;
    at(place).kind_ = map ? Kind::map : Kind::array;
    std::uint64_t count = 0;
    while (head.indefinite ? !at_break() : count < head.argument) {
      const std::size_t key = document_.items_.size();
      if (!item(depth + 1)) return false;
      if (map) {
        if (!is_key(at(key).kind_)) return fail(Trouble::unusable_key);
        if (!item(depth + 1)) return false;
      }
      ++count;
    }
    if (head.indefinite) rest_ = rest_.subspan(1);
    at(place).number_ = count;
    return !map || keys_differ(place);
  }

  bool simple(const Head& head, std::size_t place) {
    Item& item = at(place);
    switch (head.info) {
      case 20:
      case 21:
        item.kind_ = Kind::boolean;
        item.number_ = head.info - 20;
        return true;
      case 22:
      case 23:
        item.kind_ = Kind::null;
        return true;
      case 24:
        item.kind_ = Kind::simple;
        return head.argument >= 32 || fail(Trouble::malformed);
      case 25:
        item.kind_ = Kind::floating;
        item.number_ = std::bit_cast<std::uint64_t>(from_half(head.argument));
        return true;
      case 26:
        item.kind_ = Kind::floating;
        item.number_ = std::bit_cast<std::uint64_t>(
            double{std::bit_cast<float>(static_cast<std::uint32_t>(head.argument))});
        return true;
      case 27:
        item.kind_ = Kind::floating;
        return true;
      case 31:  // a break outside an indefinite-length item
        return fail(Trouble::malformed);
      default:
        item.kind_ = Kind::simple;
        return true;
    }
  }

  static bool is_key(Kind kind) {
    return kind == Kind::unsigned_integer || kind == Kind::negative_integer ||
           kind == Kind::bytes || kind == Kind::text;
  }

  // Compares meaning, not encoding: 01 and 18 01 are one key.
  bool keys_differ(std::size_t place) {
    std::vector<std::pair<Kind, std::pair<std::uint64_t, std::string_view>>> keys;
    keys.reserve(static_cast<std::size_t>(at(place).number_));
    std::uint64_t left = at(place).number_;
    for (const Item* key = &at(place) + 1; left > 0; --left) {
      const bool string = key->kind_ == Kind::bytes || key->kind_ == Kind::text;
      keys.push_back({key->kind_, {string ? 0 : key->number_, as_text(key->content_)}});
      key = key->following()->following();
    }
    std::sort(keys.begin(), keys.end());
    const bool differ = std::adjacent_find(keys.begin(), keys.end()) == keys.end();
    return differ || fail(Trouble::duplicate_key);
  }

  Item& at(std::size_t place) { return document_.items_[place]; }

  Bytes rest_;
  Limits limits_;
  Document document_;
  Trouble trouble_ = Trouble::malformed;
};

std::optional<std::int64_t> Item::integer() const {
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (number_ > largest) return std::nullopt;
  if (kind_ == Kind::unsigned_integer) return static_cast<std::int64_t>(number_);
  if (kind_ == Kind::negative_integer) return -1 - static_cast<std::int64_t>(number_);
  return std::nullopt;
}

std::optional<double> Item::number() const {
  if (kind_ == Kind::unsigned_integer) return static_cast<double>(number_);
  if (kind_ == Kind::negative_integer) return -1.0 - static_cast<double>(number_);
  if (kind_ == Kind::floating) return std::bit_cast<double>(number_);
  return std::nullopt;
}

std::optional<bool> Item::boolean() const {
  if (kind_ != Kind::boolean) return std::nullopt;
  return number_ != 0;
}

std::optional<std::string_view> Item::text() const {
  if (kind_ != Kind::text) return std::nullopt;
  return as_text(content_);
}

std::optional<Bytes> Item::bytes() const {
  if (kind_ != Kind::bytes) return std::nullopt;
  return content_;
}

std::size_t Item::size() const {
  return kind_ == Kind::array || kind_ == Kind::map ? static_cast<std::size_t>(number_) : 0;
}

Elements Item::elements() const {
  return kind_ == Kind::array ? Elements(this + 1, following()) : Elements(this, this);
}

Entries Item::entries() const {
  return kind_ == Kind::map ? Entries(this + 1, following()) : Entries(this, this);
}

const Item* Item::find(std::int64_t wanted) const {
  for (const auto& [key, value] : entries()) {
    if (key.integer() == wanted) return &value;
  }
  return nullptr;
}

const Item* Item::find(std::string_view wanted) const {
  for (const auto& [key, value] : entries()) {
    if (key.text() == wanted) return &value;
  }
  return nullptr;
}

std::optional<std::uint64_t> Item::tag() const {
  if (kind_ != Kind::tag) return std::nullopt;
  return number_;
}

const Item& Item::tagged() const { return kind_ == Kind::tag ? this[1] : *this; }

const Item& Item::untagged() const {
  const Item* item = this;
  while (item->kind_ == Kind::tag) item = item + 1;
  return *item;
}

const Item& Document::root() const {
  assert(!items_.empty());
  return items_.front();
}

tl::expected<Document, Trouble> read(Bytes encoded, Limits limits) {
  return Reading(encoded, limits).whole();
}

}  // namespace printing::cbor
