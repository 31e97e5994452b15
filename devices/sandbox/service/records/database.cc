// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/records/database.h"

#include <fmt/format.h>

namespace service {
namespace {

template <typename Spell>
std::string list(const Table& table, Spell spell) {
  std::string out;
  for (const std::string& column : table.columns) {
    if (!out.empty()) out += ", ";
    out += spell(column);
  }
  return out;
}

}  // namespace

std::string columns_of(const Table& table) {
  return list(table, [](const std::string& column) { return column; });
}

std::string replacing(const Table& table, std::string source) {
  if (source.empty()) {
    source = "VALUES(" +
             list(table, [n = 0](const std::string&) mutable { return fmt::format("${}", ++n); }) +
             ")";
  }
  return fmt::format(
      "INSERT INTO {}({}) {} ON CONFLICT({}) DO UPDATE SET {}", table.name, columns_of(table),
      source, table.columns[0],
      list(table, [](const std::string& column) { return column + " = excluded." + column; }));
}

}  // namespace service
