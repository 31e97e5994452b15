// SPDX-License-Identifier: GPL-3.0-or-later
// What the person sees, hears and can press at this moment: one value that is painted, spoken,
// walked by three keys and compared as text. It holds words and meaning, no pixel and no place.
// Pure; move-only, because it may name somebody.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kiosk/visit/catalogue.h"
#include "kiosk/visit/visit.h"

namespace visit {

enum class PageId {
  welcome,
  consent,
  lay_card,
  card_trouble,
  reading,
  confirm,
  asking,
  verdict_green,
  verdict_yellow,
  verdict_red,
  busy,
  not_found,
  printing,
  held,
  take,
  take_card,
  call_staff,
  idle,
  scan_paper,
  checking_paper,
  paper_checked,
  type_number,
  look_in_tray,
  adjust,
  sound,
  language,
};
[[nodiscard]] std::string_view name(PageId id);  // "verdict-green", as files and scripts spell it

// screens.md §6; `none` keeps the icon's place empty.
enum class Icon {
  none,
  check,
  cross,
  plus,
  question,
  back,
  next,
  refresh,
  exit,
  bell,
  card,
  person,
  family,
  paper,
  text_size,
  contrast,
  sound,
  globe,
  clock,
  net,
  eye,
  care,
  bin,
  printer,
  pen,
  mask,
  walk,
  chair,
  badge,
  warn,
  backspace,
};

enum class VerdictShape { green, yellow, red, no_result };

// screens.md §7, mm drawings. `progress` in quarters where a picture has it.
enum class PictureKind {
  lay_card,
  reading_card,
  printer,
  printer_empty,
  printer_jam,   // the paper stuck half way, its cover lifted
  printer_open,  // its cover stands open
  printer_full,  // a pile where the sheets come out
  take_both,
  take_card,
  route,
  scan_paper,  // a sheet, its printed squares towards the scanner
};

enum class Progressed { done, now, later };

namespace block {
// Choice card with chevron. The first of a welcome page is the big filled one.
struct Choice {
  Button button = Button::check_code;
  Icon icon = Icon::none;
  Words head;
  Words sub;
  bool first = false;
};
// Icon, head and a second line; a hairline above all but where the group begins.
struct Point {
  Icon icon = Icon::none;
  Words head;
  Words sub;
  bool strong = false;
};
// Key column and value.
struct Fact {
  Words key;
  Words value;
  bool strong = false;
};
// Tinted calm panel.
struct Calm {
  Icon icon = Icon::none;
  Words head;
  Words sub;
};
struct Picture {
  PictureKind kind;
  int quarter = 0;
  std::vector<Words> labels;
};
// Who the card says somebody is: the name at 36, the number below.
struct Person {
  Words name_label;
  Words name;
  Words number_label;
  Words number;
};
// Capsule with what is happening at the left and how long at the right; 0..1.
struct Progress {
  Words what;
  Words how_long;
  double part = 0;
};
// The card's three parts: laid, read, taken back.
struct Parts {
  struct Part {
    Words words;
    Progressed state;
  };
  std::vector<Part> parts;
};
// Rungs of what is tried in turn.
struct Ladder {
  struct Rung {
    Icon icon;
    Words head;
    Words sub;
    Progressed state;
  };
  std::vector<Rung> rungs;
};
struct Countdown {
  int left = 0;
  int of = 30;
  Words unit;
};
// What has been typed so far, as large as a question: "990101 19380412 0047", in groups.
struct Entry {
  Words label;
  Words typed;
};
// 3 x 4 keys, row by row: nine digits, then X, 0 and the one that takes the last character back.
struct Keypad {
  std::array<Button, 12> keys;
  Words erase;  // what the last key is called
};
// A thing that goes up and down by one, with how it stands: 快慢 [慢一点] 正常 [快一点].
struct Stepper {
  Words name;   // "快慢"
  Words level;  // "正常"
  Button less, more;
  Words less_words, more_words;
  int at = 0, of = 5;
};
// A sentence in the body size; `lead` in the lead size, `head` as a small headline.
struct Sentence {
  Words words;
  enum class Role { body, lead, head } role = Role::body;
};
}  // namespace block

using Block =
    std::variant<block::Choice, block::Point, block::Fact, block::Calm, block::Picture,
                 block::Person, block::Progress, block::Parts, block::Ladder, block::Countdown,
                 block::Sentence, block::Entry, block::Keypad, block::Stepper>;

// The full-bleed field of a verdict or of "no result".
struct Field {
  VerdictShape shape;
  Words word;    // 绿码
  Words line;    // 没有发现异常
  Words name;    // masked; empty on "no result"
  Words number;  // masked
};

struct Action {
  Button button;
  Icon icon = Icon::none;
  Words words;
  bool primary = false;
};

// Five steps of the visit; `now` is 0-4.
struct Steps {
  std::vector<Words> names;
  int now = 0;
  Words in_words;  // "第 3 步 核对", where the discs have no room
};

struct DeviceStatus {
  Device device;
  bool works;
  Words words;  // 能读卡 / 读不了卡
};

// The four cells of the band, or of the foot row on a landscape panel.
struct Band {
  Words text_size, contrast, listen, language, adjust;
  std::optional<Aside> open;  // whose page stands there now
};

struct Page {
  PageId id = PageId::welcome;
  Look look;
  // header
  Words place, channel;
  std::optional<Words> practice;      // 练习: nothing here counts
  std::string clock;                  // "10:42"
  std::optional<Steps> steps;         // none: welcome
  std::vector<DeviceStatus> devices;  // welcome only
  // main
  std::optional<Field> field;  // replaces the title
  Words title;
  Words lead;
  std::vector<Block> blocks;
  std::vector<Action> actions;  // top to bottom; the primary first
  // nav
  std::optional<Words> back;  // none: this page has no way back
  std::optional<Words> help;  // none: help is one of the page's choices
  bool help_called = false;   // 已叫人
  Band band;
  int reading = 0;           // changes when the page is to be said again
  bool private_ear = false;  // only the person hears what is said
};

// A drawn way from here to there, shown on yellow pages.
struct Route {
  Bilingual here, goal, how_long;
  std::vector<std::pair<double, double>> line;  // in units of 240 x 64, from here to the goal
};

// What page() needs beside the visit: the place and its words.
struct Settings {
  Bilingual place;
  Bilingual channel;
  bool practice = false;
  Route route;
  std::map<Language, Catalogue> catalogues;
};

[[nodiscard]] Page page(const Visit& visit, const Settings& settings);

// Everything that can be pressed, in focus order: blocks, actions, back, help, band. A panel shows
// either size, contrast and listen, or adjust.
[[nodiscard]] std::vector<Button> buttons(const Page& page);

// The page as text, one line an element, for goldens and scripts: `title
// "请把身份证|放到屏幕下面"`.
[[nodiscard]] std::string as_text(const Page& page);

// What a voice says of a page: title, lead, then the rest in reading order. Personal sentences are
// said only if `personal_too`.
struct Utterance {
  Language language = Language::zh_hans;
  int pace = 2, loudness = 2;  // 0-4, as Look counts them
  bool personal_too = false;
  struct Sentence {
    std::string key;
    Secret text;
    bool personal = false;
  };
  std::vector<Sentence> sentences;
};
[[nodiscard]] Utterance utterance(const Page& page);
// The same of one piece of it: what a key has come to, or what a press has made of a setting.
[[nodiscard]] Utterance utterance(const Page& page, const Words& words);
// How what this button changes now stands; none: it changes no setting.
[[nodiscard]] const Words* setting_of(const Page& page, Button button);

}  // namespace visit
