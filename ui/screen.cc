// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screen.h"

#include <SDL.h>

#include <cassert>
#include <deque>
#include <utility>

#include "ui/focus.h"
#include "ui/keypad.h"
#include "ui/layout.h"
#include "ui/painter.h"
#include "ui/typesetter.h"
#include "ui/window.h"

namespace ui {

namespace {

// The mouse of a developer's desk is a finger too.
constexpr std::int64_t kMouse = -1;

const std::vector<visit::Shortcut> kNoShortcuts;

}  // namespace

struct Screen::Parts {
  Parts(Options given, std::unique_ptr<text::Faces> its_faces, std::unique_ptr<Window> its_window)
      : options(std::move(given)),
        faces(std::move(its_faces)),
        typesetter(*faces),
        window(std::move(its_window)),
        canvas(options.panel.width_px, options.panel.height_px),
        painter(canvas, typesetter, options.panel.px_per_mm),
        touch(options.touch) {}

  void relayout();
  void draw_if_changed();
  void handle(SDL_Event& event);
  void activate(std::string_view id);
  void key(Key key);
  void key_down(const SDL_KeyboardEvent& event);
  void typed(visit::Button key);
  void shortcut(visit::Button button);
  bool comes_later(visit::Button button);
  [[nodiscard]] std::vector<Target> targets();
  [[nodiscard]] Point mm(Point px) const {
    return {px.x / options.panel.px_per_mm, px.y / options.panel.px_per_mm};
  }
  [[nodiscard]] Point mm(const SDL_TouchFingerEvent& finger) const {
    return mm(window->on_panel(static_cast<double>(finger.x), static_cast<double>(finger.y)));
  }
  [[nodiscard]] Point mm(int x, int y) const { return mm(window->on_panel_from_px(x, y)); }
  void finger_down(std::int64_t finger, Point at);
  void finger_up(std::int64_t finger, Point at);
  void finger_moved(std::int64_t finger, Point at);
  [[nodiscard]] bool guarded() {
    return page_since && options.steady() - *page_since < options.touch.guard;
  }

  Options options;
  std::unique_ptr<text::Faces> faces;
  Typesetter typesetter;
  std::unique_ptr<Window> window;
  Canvas canvas;
  Painter painter;
  Touch touch;
  Focus focus;
  Handling handling;
  std::optional<visit::Page> page;
  std::optional<std::chrono::milliseconds> page_since;
  std::vector<Mark> marks;
  Tree tree;
  int parts = 1;
  bool laid_out = false;
  bool settled = false;  // and looked at since: nothing new to draw
  bool exposed = true;   // the glass may show something else
  bool quit = false, touched = false, key_used = false;
  std::optional<std::string> told_focus;  // where the focus stood when it was last asked for
  bool types = false;                     // the page has a keypad
  bool repeats = false;  // the key that is down is held or has acted: what it types is nothing new
  std::optional<std::uint64_t> on_glass;  // what was painted last
  std::deque<visit::Button> pressed;
  std::size_t draws = 0;
};

tl::expected<std::unique_ptr<Screen>, ScreenTrouble> Screen::open(Options options) {
  assert(options.steady);
  auto faces = text::Faces::open(options.faces);
  if (!faces) {
    return tl::unexpected(
        ScreenTrouble{ScreenTrouble::Kind::no_fonts, faces.error().file.string()});
  }
  auto window = Window::open(options.surface, options.panel);
  if (!window) {
    return tl::unexpected(ScreenTrouble{ScreenTrouble::Kind::no_video, window.error()});
  }
  return std::unique_ptr<Screen>(new Screen(
      std::make_unique<Parts>(std::move(options), std::move(*faces), std::move(*window))));
}

Screen::Screen(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Screen::~Screen() = default;

void Screen::show(visit::Page page) {
  Parts& p = *parts_;
  const bool another = !p.page || p.page->id != page.id;
  p.page = std::move(page);
  p.laid_out = false;
  const bool types = has_keypad(*p.page);
  if (types != p.types) {
    p.window->take_text(types);
    // What was still to be typed belongs to the page that is gone.
    std::erase_if(p.pressed, is_keypad_key);
  }
  p.types = types;
  if (!another) return;
  p.page_since = p.options.steady();
  p.touch.page_changed(*p.page_since);
  const bool unheard = p.handling.unheard;
  p.handling = {};
  p.handling.unheard = unheard;
  if (p.focus.at()) {
    p.relayout();
    p.focus.page_changed(p.tree.order);
  }
  p.told_focus = p.focus.at();  // the page itself is told now
}

std::optional<visit::Button> Screen::pump(std::chrono::milliseconds at_most) {
  Parts& p = *parts_;
  const auto press = [&p]() -> std::optional<visit::Button> {
    if (p.pressed.empty()) return std::nullopt;
    const visit::Button button = p.pressed.front();
    p.pressed.pop_front();
    return button;
  };
  if (const auto button = press()) return button;
  p.draw_if_changed();
  // A press is handed over before anything is drawn: its page will be drawn instead.
  for (auto event = p.window->wait(at_most); event; event = p.window->poll()) {
    p.handle(*event);
    if (const auto button = press()) return button;
  }
  p.draw_if_changed();
  return std::nullopt;
}

bool Screen::press(std::string_view id) {
  Parts& p = *parts_;
  const Node* node = tree().find(id);
  if (node == nullptr || !node->pressable) return false;
  const Point middle = p.mm(node->rect.centre());
  constexpr std::int64_t kScript = -2;
  p.touch.down(kScript, middle, p.options.steady(), p.targets());
  const auto acted = p.touch.up(kScript, middle, p.options.steady());
  if (!acted) return false;
  p.touched = true;
  p.activate(*acted);
  return true;
}

void Screen::key(Key key) { parts_->key(key); }

bool Screen::asked_to_quit() { return std::exchange(parts_->quit, false); }
bool Screen::was_touched() { return std::exchange(parts_->touched, false); }
bool Screen::key_was_used() { return std::exchange(parts_->key_used, false); }

const Node* Screen::newly_focused() {
  Parts& p = *parts_;
  p.relayout();
  if (p.focus.at() == p.told_focus) return nullptr;
  p.told_focus = p.focus.at();
  return p.told_focus ? p.tree.find(*p.told_focus) : nullptr;
}

void Screen::show_what_is_unheard(bool unheard) {
  Parts& p = *parts_;
  if (p.handling.unheard == unheard) return;
  p.handling.unheard = unheard;
  p.laid_out = false;
}

const Tree& Screen::tree() {
  parts_->relayout();
  return parts_->tree;
}

bool Screen::screenshot(const std::filesystem::path& path) {
  Parts& p = *parts_;
  p.relayout();
  p.painter.prepare(p.marks);
  p.painter.paint();
  Picture picture = p.canvas.picture();
  const bool written = write_png(path, picture);
  visit::wipe(picture.rgb.data(), picture.rgb.size());
  return written;
}

void Screen::forget() {
  Parts& p = *parts_;
  p.marks.clear();
  p.tree = {};
  p.painter.forget();
  p.canvas.wipe();
  p.typesetter.forget();
  p.laid_out = p.settled = false;
  p.on_glass.reset();
}

void Screen::settle_environment() { ui::settle_environment(); }

void Screen::wake() { parts_->window->wake(); }

std::size_t Screen::draws() const { return parts_->draws; }
std::size_t Screen::cached_texts() const {
  return parts_->painter.pictures() + parts_->typesetter.size();
}

void Screen::Parts::relayout() {
  if (!page) return;
  Handling now = handling;
  now.pressed = touch.pressed();
  now.focus = focus.at();
  if (laid_out && now.pressed == handling.pressed && now.focus == handling.focus) return;
  handling = now;
  settled = false;
  static const PartWords kFigures;
  const auto labels = options.part_words.find(page->look.language);
  Layout layout =
      lay_out(*page, options.panel, handling,
              labels == options.part_words.end() ? kFigures : labels->second, typesetter);
  parts = layout.parts;
  marks = std::move(layout.marks);
  tree.page = std::string(visit::name(page->id));
  tree.width = options.panel.width_px;
  tree.height = options.panel.height_px;
  tree.px_per_mm = options.panel.px_per_mm;
  tree.nodes = std::move(layout.nodes);
  tree.order = std::move(layout.order);
  const double s = options.panel.px_per_mm;
  for (Node& node : tree.nodes) {
    node.rect = {node.rect.x * s, node.rect.y * s, node.rect.w * s, node.rect.h * s};
  }
  laid_out = true;
  const auto at = focus.at();
  focus.targets_changed(tree.order);
  if (focus.at() != at) {
    laid_out = false;
    relayout();
  }
}

void Screen::Parts::draw_if_changed() {
  if (!page) return;
  relayout();
  if (settled && !exposed) return;
  settled = true;
  const std::uint64_t picture = painter.prepare(marks);
  if (!exposed && on_glass == picture) return;
  painter.paint();
  window->present(canvas, exposed);
  on_glass = picture;
  exposed = false;
  ++draws;
}

std::vector<Target> Screen::Parts::targets() {
  relayout();
  std::vector<Target> out;
  const double s = options.panel.px_per_mm;
  for (const Node& node : tree.nodes) {
    if (!node.pressable) continue;
    const auto button = visit::button_named(node.id);
    const bool is_key = button && is_keypad_key(*button);
    out.push_back(
        {node.id, {node.rect.x / s, node.rect.y / s, node.rect.w / s, node.rect.h / s}, is_key});
  }
  return out;
}

// The screen's own target moves what is seen; every other press is the visit's.
void Screen::Parts::activate(std::string_view id) {
  if (id == kMore) {
    handling.part = (handling.part + 1) % std::max(1, parts);
    laid_out = false;
    return;
  }
  relayout();
  const Node* node = tree.find(id);
  const auto button = visit::button_named(id);
  if (node == nullptr || !node->pressable || !button) return;
  if (*button == visit::Button::more_items) handling.part = 0, laid_out = false;
  pressed.push_back(*button);
}

void Screen::Parts::key(Key key) {
  touched = key_used = true;
  relayout();
  switch (key) {
    case Key::next:
      return focus.next(tree.order);
    case Key::previous:
      return focus.previous(tree.order);
    case Key::ok:
      if (focus.at() && !guarded()) activate(*focus.at());
      if (!focus.at()) focus.next(tree.order);
      return;
    case Key::back:
      // At the desk signing out stands in its place.
      if (!guarded()) activate(visit::name(page ? page->left : visit::Button::back));
      return;
    // The voice's own keys work on every page, whether it shows them or not.
    case Key::again:
      return pressed.push_back(visit::Button::hear_again);
    case Key::louder:
      return pressed.push_back(visit::Button::louder);
    case Key::softer:
      return pressed.push_back(visit::Button::softer);
    case Key::help:
      for (const visit::Button help : {visit::Button::help, visit::Button::ask_staff}) {
        if (!guarded()) activate(visit::name(help));
      }
      return;
  }
}

void Screen::Parts::key_down(const SDL_KeyboardEvent& event) {
  // A key that is held down says nothing new.
  repeats = event.repeat != 0;
  if (repeats) return;
  if (const auto button = shortcut_of(event, page ? page->shortcuts : kNoShortcuts)) {
    repeats = true;  // the key has done what it is for: it types nothing beside
    return shortcut(*button);
  }
  const auto pad = types ? keypad_key_of(event) : std::nullopt;
  // Whoever walks the page by keys means what they stand on.
  if (pad && !(*pad == visit::Button::number_done && focus.at())) return typed(*pad);
  if (const auto known = options.keyboard.of(event)) key(*known);
}

// As sure as a finger, and wherever a list has been read to.
void Screen::Parts::shortcut(visit::Button button) {
  touched = true;
  focus.hide();
  if (!guarded() && !comes_later(button)) pressed.push_back(button);
}

// True for what comes after a list of which parts are still to be shown.
bool Screen::Parts::comes_later(visit::Button button) {
  relayout();
  if (!page || handling.part % std::max(1, parts) + 1 >= parts) return false;
  return std::any_of(page->actions.begin(), page->actions.end(), [button](const auto& action) {
    return action.button == button && action.after_list;
  });
}

// By keyboard; it leaves the walk over the page as a touch does.
void Screen::Parts::typed(visit::Button key) {
  touched = true;
  focus.hide();
  if (!guarded()) activate(visit::name(key));
}

void Screen::Parts::finger_down(std::int64_t finger, Point at) {
  touched = true;
  focus.hide();
  touch.down(finger, at, options.steady(), targets());
}

void Screen::Parts::finger_moved(std::int64_t finger, Point at) { touch.move(finger, at); }

void Screen::Parts::finger_up(std::int64_t finger, Point at) {
  if (const auto id = touch.up(finger, at, options.steady())) activate(*id);
}

void Screen::Parts::handle(SDL_Event& event) {
  switch (event.type) {
    case SDL_FINGERDOWN:
      return finger_down(event.tfinger.fingerId, mm(event.tfinger));
    case SDL_FINGERMOTION:
      return finger_moved(event.tfinger.fingerId, mm(event.tfinger));
    case SDL_FINGERUP:
      return finger_up(event.tfinger.fingerId, mm(event.tfinger));
    case SDL_MOUSEBUTTONDOWN:
      if (event.button.which != SDL_TOUCH_MOUSEID && event.button.button == SDL_BUTTON_LEFT) {
        finger_down(kMouse, mm(event.button.x, event.button.y));
      }
      return;
    case SDL_MOUSEMOTION:
      if (event.motion.which != SDL_TOUCH_MOUSEID) {
        finger_moved(kMouse, mm(event.motion.x, event.motion.y));
      }
      return;
    case SDL_MOUSEBUTTONUP:
      if (event.button.which != SDL_TOUCH_MOUSEID && event.button.button == SDL_BUTTON_LEFT) {
        finger_up(kMouse, mm(event.button.x, event.button.y));
      }
      return;
    case SDL_KEYDOWN:
      return key_down(event.key);
    case SDL_TEXTINPUT:
      if (types && !repeats) {
        for (const visit::Button key : keypad_keys_of(event.text.text)) typed(key);
      }
      visit::wipe(event.text.text, sizeof(event.text.text));
      return;
    case SDL_WINDOWEVENT:
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) touch.cancel();
      exposed = exposed || event.window.event == SDL_WINDOWEVENT_EXPOSED ||
                event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED;
      return;
    case SDL_QUIT:
      quit = true;
      return;
    default:
      return;
  }
}

}  // namespace ui
