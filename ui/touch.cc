// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/touch.h"

#include <algorithm>

namespace ui {

void Touch::page_changed(Time now) {
  page_since_ = now;
  target_.reset();
  over_ = false;
}

void Touch::down(std::int64_t finger, Point at, Time now, const std::vector<Target>& targets) {
  if (finger_) return;
  finger_ = finger;
  target_.reset();
  over_ = false;
  if (page_since_ && now - *page_since_ < rules_.guard) return;
  const auto hit = std::find_if(targets.begin(), targets.end(),
                                [at](const Target& target) { return target.rect.holds(at); });
  if (hit == targets.end()) return;
  // Who types goes from key to key; a trembling hand hits the same one again.
  const bool goes_on = hit->types && typed_ && *typed_ != hit->id;
  if (pressed_at_ && now - *pressed_at_ < rules_.repeat && !goes_on) return;
  target_ = *hit;
  over_ = true;
}

bool Touch::inside(Point at) const {
  return target_ && target_->rect.grown(rules_.margin).holds(at);
}

void Touch::move(std::int64_t finger, Point at) {
  if (finger_ == finger) over_ = inside(at);
}

std::optional<std::string> Touch::up(std::int64_t finger, Point at, Time now) {
  if (finger_ != finger) return std::nullopt;
  std::optional<std::string> id;
  if (inside(at)) {
    id = target_->id;
    pressed_at_ = now;
    typed_ = target_->types ? id : std::nullopt;
  }
  cancel();
  return id;
}

void Touch::cancel() {
  finger_.reset();
  target_.reset();
  over_ = false;
}

std::optional<std::string> Touch::pressed() const {
  if (!target_ || !over_) return std::nullopt;
  return target_->id;
}

}  // namespace ui
