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
  choose_person,
  choose_relation,
  binding,
  refused,
  agents,
  end_binding,
  survey_question,
  survey_symptoms,
  survey_temperature,
  survey_review,
  handing_in,
  routed,
  enter_pin,
  desk,
  pick_sheet,
  sheet_reason,
  choose_appeal,
  appeal_taken,
  shift,
  devices,
  checking,
  journal,
  practice,
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
// Choice card with chevron. The first of a welcome page is the big filled one; an answer to a
// question is larger, has no chevron, and its sub-line stands behind it.
struct Choice {
  Button button = Button::check_code;
  Icon icon = Icon::none;
  Words head;
  Words sub;
  bool first = false;
  bool answer = false;
};
// Somebody to act for: a disc with the relation, the name, scope and end.
struct PersonChoice {
  Button button = Button::item_1;
  Words relation;  // 老伴
  Words name;
  Words sub;  // 查码、打印，到 12 月 31 日
};
// Several of these may be chosen; each stands in its own card, two beside each other.
struct Toggles {
  struct Toggle {
    Button button = Button::item_1;
    Words words;
    bool on = false;
    Words state = {};  // 已选, 没选: said, never shown
  };
  std::vector<Toggle> toggles;
};
// One of these is so: 谁回答的 [本人] 家人 工作人员.
struct Segments {
  Words label;
  std::vector<Toggles::Toggle> segments;
};
// A row of a table: number or time, what, how it stands, and a small button for it. With `health` a
// pill stands before the value.
struct Row {
  enum class Health { none, fine, watch, out, untried };
  Icon icon = Icon::none;
  Words lead;  // "3", "10:42"
  Words text;
  Words value;
  bool strong = false;  // the value
  Health health = Health::none;
  Words health_word;  // 正常
  std::optional<Button> button;
  Words button_words;  // 改
  bool urgent = false;
};
// Figures of the day beside each other.
struct Counters {
  struct Counter {
    Words number;
    Words label;
  };
  std::vector<Counter> counters;
};
// What staff may do, in two columns, each with its key: 代查健康码 F1.
struct Tasks {
  struct Task {
    Button button = Button::item_1;
    Icon icon = Icon::none;
    Words words;
    Words key;
  };
  std::vector<Task> tasks;
};
// The badge that was read: 李护士 / 帮办员 / 工牌已读.
struct Holder {
  Words name;
  Words role;
  Words state;
};
// A disc for each digit, filled as it is typed; below it how many tries are left.
struct PinDots {
  int typed = 0, of = 6;
  Words words;
};
// Four corners and the middle of the main part, to be touched once each.
struct TouchPoints {
  struct Point {
    Button button = Button::item_1;
    bool touched = false;
  };
  std::array<Point, 5> points;
  Words words;  // of one that waits: 点这里
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
  std::vector<std::pair<double, double>> line = {};  // of a route, from here to the goal: 240 x 64
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
// 3 x 4 keys, row by row: nine digits, then three of X, 0, the one that takes the last character
// back, and the one that is filled and says that it is all.
struct Keypad {
  std::array<Button, 12> keys;
  Words erase;  // what key_erase is called
  Words done;   // what number_done is called; empty where it is an action of the page
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
                 block::Sentence, block::Entry, block::Keypad, block::Stepper, block::PersonChoice,
                 block::Toggles, block::Segments, block::Row, block::Counters, block::Tasks,
                 block::Holder, block::PinDots, block::TouchPoints>;

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
  bool after_list = false;  // not there until a list in parts was turned to its last
};

// Five steps of the visit; `now` is 0-4.
struct Steps {
  std::vector<Words> names;
  int now = 0;
  Words in_words;  // "第 3 步 核对", where the discs have no room
};

// Where one is among the questions of a survey: n bars, filled up to and including this one.
struct Questions {
  int now = 0, of = 7;  // 0-based; `of` when all are answered
  Words in_words;       // "第 3 题，共 7 题"
};

// A key that presses a button of this page: "1", "F1" as SDL names it.
struct Shortcut {
  std::string_view key;
  Button button = Button::item_1;
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
  std::optional<Words> practice;  // 练习: nothing here counts
  std::string clock;              // "10:42"
  std::optional<Steps> steps;     // none: welcome, surveys, staff
  std::optional<Questions> questions;
  std::optional<Words> staff;  // whose desk this is: 李护士，帮办员; the header turns dark
  std::vector<DeviceStatus> devices;  // welcome only
  // main
  std::optional<Field> field;  // replaces the title
  Words title;
  Words lead;
  std::vector<Block> blocks;
  std::vector<Action> actions;  // top to bottom; the primary first
  std::vector<Shortcut> shortcuts;
  // nav
  std::optional<Words> back;  // none: this page has no way back
  std::optional<Words> help;  // none: help is one of the page's choices
  // What stands in their places: signing out at the desk, practice on the page of devices.
  Button left = Button::back;
  Button right = Button::help;
  bool help_called = false;  // 已叫人
  Band band;
  int reading = 0;           // changes when the page is to be said again
  bool private_ear = false;  // only the person hears what is said
};

// What page() needs beside the visit: the place and its words.
struct Settings {
  Bilingual place;
  Bilingual channel;
  bool practice = false;
  std::string configuration;  // "2021-01-20.3"
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
