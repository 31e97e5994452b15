// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/identity.h"

#include <array>
#include <string>
#include <vector>

namespace visit {

namespace {

// Start offsets of the code points of well-formed UTF-8, and its end.
std::vector<std::size_t> code_points(std::string_view text) {
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts.push_back(i);
  }
  starts.push_back(text.size());
  return starts;
}

// Ideographs begin at U+2E80; everything before them is an alphabet, an abugida or a mark.
bool is_han(std::string_view point) {
  const auto lead = static_cast<unsigned char>(point[0]);
  if (lead >= 0xF0) return true;  // the supplementary planes that names use hold ideographs only
  return lead >= 0xE3 || point == "·" || point == "・";
}

Secret shown_ends(const Secret& number, std::size_t first, std::size_t last) {
  const std::string_view all = number.reveal();
  if (all.size() <= first + last) return Secret(std::string(all.size(), '*'));
  std::string shown(all.substr(0, first));
  shown.append(all.size() - first - last, '*').append(all.substr(all.size() - last));
  Secret result(shown);
  wipe(shown.data(), shown.size());
  return result;
}

}  // namespace

Identity Identity::clone() const {
  return {kind, name.clone(), number.clone(), birth, valid_until};
}

char check_character(std::string_view seventeen) {
  constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr std::string_view kCheck = "10X98765432";
  if (seventeen.size() != kWeights.size()) return 0;
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    if (seventeen[i] < '0' || seventeen[i] > '9') return 0;
    sum += kWeights[i] * (seventeen[i] - '0');
  }
  return kCheck[static_cast<std::size_t>(sum % 11)];
}

bool has_valid_check_digit(std::string_view number) {
  if (number.size() != 18) return false;
  const char check = check_character(number.substr(0, 17));
  return check != 0 && number[17] == check;
}

Secret masked_name(const Secret& name) {
  const std::string_view all = name.reveal();
  const auto starts = code_points(all);
  const std::size_t count = starts.size() - 1;
  if (count == 0) return {};
  const auto point = [&](std::size_t i) {
    return all.substr(starts[i], starts[i + 1] - starts[i]);
  };
  bool han = true;
  for (std::size_t i = 0; i < count; ++i) han = han && is_han(point(i));

  std::string masked(point(0));
  masked += han ? "*" : "***";
  if (han && count > 2) masked += point(count - 1);
  Secret result(masked);
  wipe(masked.data(), masked.size());
  return result;
}

Secret number_for_screen(const Secret& number) { return shown_ends(number, 3, 4); }
Secret number_for_paper(const Secret& number) { return shown_ends(number, 6, 4); }

}  // namespace visit
