// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace ui {

namespace {

constexpr std::array<std::string_view, 13> kRoles{
    "header", "status",  "step",   "field",   "title",    "lead",  "text",
    "choice", "primary", "button", "picture", "progress", "toggle"};
static_assert(kRoles.size() == static_cast<std::size_t>(Role::toggle) + 1);

std::string hex(Colour c) { return fmt::format("#{:02X}{:02X}{:02X}", c.r, c.g, c.b); }

}  // namespace

std::string_view name(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

const Node* Tree::find(std::string_view id) const {
  const auto it =
      std::find_if(nodes.begin(), nodes.end(), [id](const Node& node) { return node.id == id; });
  return it == nodes.end() ? nullptr : &*it;
}

std::optional<Point> Tree::centre(std::string_view id) const {
  const Node* node = find(id);
  if (node == nullptr) return std::nullopt;
  return node->rect.centre();
}

std::string Tree::dump() const {
  using nlohmann::ordered_json;
  std::string out =
      ordered_json{{"page", page}, {"width", width}, {"height", height}, {"px_per_mm", px_per_mm}}
          .dump() +
      '\n';
  for (const Node& node : nodes) {
    ordered_json line{{"id", node.id}, {"role", name(node.role)}};
    if (node.personal) {
      line["personal"] = true;
    } else {
      line["label"] = node.label.reveal();
      line["spoken"] = node.spoken.reveal();
    }
    line["rect"] = {node.rect.x, node.rect.y, node.rect.w, node.rect.h};
    line["em"] = node.em;
    line["fg"] = hex(node.fg);
    line["bg"] = hex(node.bg);
    line["focus"] = node.focus;
    line["pressable"] = node.pressable;
    if (node.on) line["on"] = *node.on;
    out += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
  }
  return out;
}

}  // namespace ui
