// SPDX-License-Identifier: GPL-3.0-or-later
// CBOR (RFC 8949), the reading half: bytes in, one tree of items out, under limits. Lenient in form
// (longer heads, indefinite lengths), strict in meaning: no duplicate key, no bad UTF-8, no byte
// left over. Items are views into the bytes read, which must outlive them. Reading is thread-safe.
#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "printing/hcert/hcert_bytes.h"

namespace printing::cbor {

enum class Trouble {
  truncated,
  trailing_bytes,
  malformed,  // a reserved head, a break out of place, a chunk of another kind
  too_deep,
  too_many_items,
  duplicate_key,
  unusable_key,  // a map key that is neither an integer nor a string
  bad_text,      // not UTF-8
};

enum class Kind : std::uint8_t {
  unsigned_integer,
  negative_integer,
  bytes,
  text,
  array,
  map,
  tag,
  boolean,
  null,  // undefined too
  simple,
  floating,
};

// The honest certificates seen in the field hold some 60 items, 6 deep.
struct Limits {
  std::size_t depth = 24;
  std::size_t items = 4096;
};

class Elements;
class Entries;

// One data item. Items of a document lie in one row, each followed by what it holds.
class Item {
 public:
  [[nodiscard]] Kind kind() const { return kind_; }
  // Each answers for its own kinds only. integer(): if it fits; number(): integers and floats.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] std::optional<double> number() const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<std::string_view> text() const;
  [[nodiscard]] std::optional<Bytes> bytes() const;
  [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
  [[nodiscard]] bool is_map() const { return kind_ == Kind::map; }
  // Number of an array's elements or of a map's pairs; 0 for every other kind.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] Elements elements() const;  // none unless an array
  [[nodiscard]] Entries entries() const;    // none unless a map
  // The value under a key, nullptr if there is none or this is no map.
  [[nodiscard]] const Item* find(std::int64_t key) const;
  [[nodiscard]] const Item* find(std::string_view key) const;

  [[nodiscard]] std::optional<std::uint64_t> tag() const;
  [[nodiscard]] const Item& tagged() const;    // what a tag encloses; itself if it is no tag
  [[nodiscard]] const Item& untagged() const;  // with every tag taken off
  [[nodiscard]] const Item* following() const { return this + extent_; }

 private:
  friend class Reading;

  Bytes content_;             // bytes, text
  std::uint64_t number_ = 0;  // integers: the argument; tags, simple values; sizes; a float's bits
  std::uint32_t extent_ = 1;  // this item and all that it holds
  Kind kind_ = Kind::null;
};

class Elements {
 public:
  class Step {
   public:
    explicit Step(const Item* item) : item_(item) {}
    const Item& operator*() const { return *item_; }
    Step& operator++() {
      item_ = item_->following();
      return *this;
    }
    friend bool operator==(const Step&, const Step&) = default;

   private:
    const Item* item_;
  };
  Elements(const Item* first, const Item* last) : first_(first), last_(last) {}
  [[nodiscard]] Step begin() const { return Step(first_); }
  [[nodiscard]] Step end() const { return Step(last_); }

 private:
  const Item* first_;
  const Item* last_;
};

class Entries {
 public:
  class Step {
   public:
    explicit Step(const Item* key) : key_(key) {}
    std::pair<const Item&, const Item&> operator*() const { return {*key_, *key_->following()}; }
    Step& operator++() {
      key_ = key_->following()->following();
      return *this;
    }
    friend bool operator==(const Step&, const Step&) = default;

   private:
    const Item* key_;
  };
  Entries(const Item* first, const Item* last) : first_(first), last_(last) {}
  [[nodiscard]] Step begin() const { return Step(first_); }
  [[nodiscard]] Step end() const { return Step(last_); }

 private:
  const Item* first_;
  const Item* last_;
};

// A tree of items. Its items keep their places when the document is moved.
class Document {
 public:
  Document() = default;
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() = default;

  [[nodiscard]] const Item& root() const;  // of a document that was read

 private:
  friend class Reading;

  std::vector<Item, WipingAllocator<Item>> items_;
  std::forward_list<WipedBytes> joined_;  // strings that came in chunks
};

[[nodiscard]] tl::expected<Document, Trouble> read(Bytes encoded, Limits limits = {});

}  // namespace printing::cbor
