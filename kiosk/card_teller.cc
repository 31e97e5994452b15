// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/card_teller.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace kiosk {

using devices::reader::Milliseconds;

bool CardTeller::over() {
  tell_parent(told::kAlive);
  return !heard_ || stopped(Milliseconds{0});
}

void CardTeller::pause(Milliseconds time) const { (void)stopped(time); }

void CardTeller::opened() {
  tell_parent(told::kOpened);
  line_fault_ = {};
}

void CardTeller::line_fault(std::string_view code) {
  if (std::exchange(line_fault_, code) != code) write(fault_line(code, style_));
}

void CardTeller::card(devices::reader::CardKind kind, std::span<const std::uint8_t> uid) {
  told_.clear();
  write(card_line(devices::reader::name_of(kind), uid, style_));
  tell_parent(told::kCard);
}

void CardTeller::removed() {
  told_.clear();
  write(removed_line(style_));
}

void CardTeller::card_fault(std::string_view code) {
  if (told_.insert(code).second) write(fault_line(code, style_));
}

bool CardTeller::stopped(Milliseconds within) const {
  pollfd entry{stop_, POLLIN, 0};
  return ::poll(&entry, 1, static_cast<int>(within.count())) > 0;
}

void CardTeller::tell_parent(char byte) const {
  // A pipe full of signs of life needs no other.
  while (::write(parent_, &byte, 1) < 0 && errno == EINTR) {
  }
}

void CardTeller::write(const visit::Secret& line) {
  for (std::string_view left = line.reveal(); heard_ && !left.empty();) {
    const ssize_t put = ::write(STDOUT_FILENO, left.data(), left.size());
    if (put > 0) left.remove_prefix(static_cast<std::size_t>(put));
    heard_ = put >= 0 || errno == EINTR;
  }
}

}  // namespace kiosk
