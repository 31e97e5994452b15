// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/list_desk.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cassert>
#include <charconv>

#include "devices/sandbox/service/wire/conditional.h"

namespace service {
namespace {

using namespace std::chrono;

// There is one such record; its state is the number of the lists it holds.
constexpr const char* kKind = "lists";
constexpr const char* kId = "present";
constexpr std::size_t kPage = 500;
constexpr int kTries = 4;

std::string unbase64(const std::string& text) {
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) throw Refusal{Code::internal, {}, {}};
  // The padding is decoded as zero bytes.
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

// An id is 16 hex digits of our own making.
std::string reference_of(const std::string& id) {
  std::string out;
  for (std::size_t i = 0; i + 1 < id.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(id.data() + i, id.data() + i + 2, value, 16);
    out += static_cast<char>(value);
  }
  return out;
}

std::int64_t number_of(const std::string& figures) {
  std::int64_t value = 0;
  std::from_chars(figures.data(), figures.data() + figures.size(), value);
  return value;
}

}  // namespace

ListDesk::ListDesk(Office& office) : office_(office) {
  const SigningSettings& lists = office_.settings().lists;
  if (lists.certificate_pem.empty()) return;
  auto root = SlipSigner::open(lists.certificate_pem, lists.key_pem);
  assert(root);
  root_ = std::move(*root);
  for (const std::string& pem : office_.settings().listed) {
    auto other = read_listed_signer(pem);
    assert(other);
    others_.push_back(std::move(*other));
  }
}

void ListDesk::open(Routes& routes) {
  routes.push_back({"GET", "/v1/trust", Audience::devices, false, [this](const Request& request) {
                      return answer(request.call, &Published::trust);
                    }});
  routes.push_back(
      {"GET", "/v1/revocations.cose", Audience::devices, false,
       [this](const Request& request) { return answer(request.call, &Published::revocations); }});
}

Answer ListDesk::answer(const Call& call, std::string Published::*list) {
  if (!root_) throw Refusal{Code::not_found, {}, {}};
  const std::lock_guard held(lock_);
  const Published& present = published(office_.clock().now());
  return if_changed(call, {200, present.*list, {{"Content-Type", "application/cose"}}, {}});
}

const ListDesk::Published& ListDesk::published(Instant now) {
  const hours life{office_.settings().revocation_list_hours};
  std::vector<std::string> keys;
  // One whose time is still to come is published already; one whose time is over has nothing left
  // that it could vouch for.
  for (const SlipSigner& signer : office_.signers()) {
    if (now < signer.not_after()) keys.push_back(signer.der());
  }
  for (const ListedSigner& other : others_) {
    if (now < other.not_after) keys.push_back(other.der);
  }
  if (keys.empty()) throw Refusal{Code::maintenance, {}, {}};
  for (int i = 0; i < kTries; ++i) {
    const auto record = office_.must(office_.store().record(kKind, kId));
    if (!record && present_) {
      // The store was emptied: what was learnt from it is gone too.
      present_.reset();
      revoked_.clear();
      learnt_ = 0;
    }
    learn_revocations();
    std::string all;
    for (const std::string& key : keys) all += sha256(key);
    for (const std::string& entry : revoked_) all += entry;
    const std::string digest = hex(sha256(all));
    if (record && (!present_ || present_->state != record->state)) {
      const Json body = Json::parse(record->body);
      const auto issued = parse_instant(body.at("issued").get<std::string>());
      if (!issued) throw Refusal{Code::internal, {}, {}};
      present_ = Published{record->state, *issued, body.at("digest").get<std::string>(),
                           unbase64(body.at("trust").get<std::string>()),
                           unbase64(body.at("revocations").get<std::string>())};
    }
    if (record && present_->digest == digest && present_->issued <= now &&
        now < present_->issued + life / 2) {
      return *present_;
    }
    Published next = make(now, keys, digest, record ? number_of(record->state) : 0);
    Record written;
    written.kind = kKind;
    written.id = kId;
    written.state = next.state;
    written.at = now;
    written.body = Json{{"digest", next.digest},
                        {"issued", rfc3339(next.issued)},
                        {"trust", base64(next.trust)},
                        {"revocations", base64(next.revocations)}}
                       .dump();
    if (record) {
      if (!office_.must(office_.store().move(written, record->state))) continue;
    } else {
      const auto added = office_.store().add(written);
      if (!added && added.error() == StoreTrouble::duplicate) continue;
      office_.must(added);
    }
    present_ = std::move(next);
    return *present_;
  }
  // Others publish again and again; whoever asks a moment later finds their lists.
  throw Refusal{Code::busy, {}, seconds{1}};
}

void ListDesk::learn_revocations() {
  while (true) {
    const auto page = office_.must(office_.store().revocations_after(learnt_, kPage));
    for (const Revocation& one : page) {
      revoked_.push_back(revocation_entry(reference_of(one.id)));
      learnt_ = one.seq;
    }
    if (page.size() < kPage) return;
  }
}

ListDesk::Published ListDesk::make(Instant now, const std::vector<std::string>& keys,
                                   const std::string& digest, std::int64_t after) const {
  ListContent content;
  content.issuer = office_.settings().issuer.country;
  // Never below an earlier one, even if the store that counted was lost.
  content.sequence = std::max(after + 1, epoch_seconds(now));
  content.issued = now;
  content.expires = now + hours{office_.settings().revocation_list_hours};
  content.keys = keys;
  content.revoked = revoked_;
  return {std::to_string(content.sequence), now, digest, sign_trust_list(*root_, content),
          sign_revocation_list(*root_, content)};
}

}  // namespace service
