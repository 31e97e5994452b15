// SPDX-License-Identifier: GPL-3.0-or-later
// The ways through this house (config/routes/<id>.toml), read once at start and proved by drawing
// each of them on every paper in either language. A value; const use from many threads is safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "kiosk/visit/route_slip.h"
#include "printing/sheet/stationery.h"

namespace text {
class Faces;
}

namespace printing {

class RoutePlan {
 public:
  // The error is one line for the technician: file, line if known, what is wrong. Drawing needs the
  // route slip's words and the thread of `faces`.
  [[nodiscard]] static tl::expected<RoutePlan, std::string> read(
      const std::filesystem::path& folder, const Stationery& stationery, text::Faces& faces);

  // "fever_clinic"; null if the house has no such file.
  [[nodiscard]] const visit::Destination* find(std::string_view id) const;
  [[nodiscard]] std::size_t size() const { return destinations_.size(); }

 private:
  std::map<std::string, visit::Destination, std::less<>> destinations_;
};

}  // namespace printing
