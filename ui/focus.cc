// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/focus.h"

#include <algorithm>

namespace ui {

void Focus::next(const Order& order) {
  if (order.empty()) return hide();
  const auto it = at_ ? std::find(order.begin(), order.end(), *at_) : order.end();
  at_ = it == order.end() || it + 1 == order.end() ? order.front() : *(it + 1);
}

void Focus::previous(const Order& order) {
  if (order.empty()) return hide();
  const auto it = at_ ? std::find(order.begin(), order.end(), *at_) : order.end();
  at_ = it == order.end() || it == order.begin() ? order.back() : *(it - 1);
}

void Focus::page_changed(const Order& order) {
  if (!at_) return;
  if (order.empty()) return hide();
  at_ = order.front();
}

void Focus::targets_changed(const Order& order) {
  if (at_ && std::find(order.begin(), order.end(), *at_) == order.end()) page_changed(order);
}

}  // namespace ui
