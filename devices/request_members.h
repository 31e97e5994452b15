// SPDX-License-Identifier: GPL-3.0-or-later
// Members of what the kiosk sends to a health-code service, and the sent words themselves. For the
// bodies of this folder; pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "kiosk/visit/consent.h"
#include "kiosk/visit/identity.h"

namespace devices {

// idDoc and actor of docs/wire.md §4.3.
[[nodiscard]] nlohmann::json id_document(const visit::Identity& identity);
[[nodiscard]] nlohmann::json actor_of(const visit::Consent& consent);
// As UTF-8. A name that is none is replaced: its service's "name mismatch", not an exception here.
[[nodiscard]] std::string written(const nlohmann::json& body);

// A request's words, wiped with it.
class RequestBody {
 public:
  explicit RequestBody(std::string text) : text_(std::move(text)) {}
  ~RequestBody() { visit::wipe(text_.data(), text_.size()); }
  RequestBody(const RequestBody&) = delete;
  RequestBody& operator=(const RequestBody&) = delete;
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace devices
