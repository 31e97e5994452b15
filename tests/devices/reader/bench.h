// SPDX-License-Identifier: GPL-3.0-or-later
// Synthetic people, their cards, and the two lines they lay them on, for the reader's tests.
#pragma once

#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>

#include "devices/sandbox/wires/card.h"
#include "devices/sandbox/wires/pn532_line.h"
#include "devices/sandbox/wires/sam_v_line.h"
#include "tests/files.h"

namespace bench {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
// A call that is not back by then hangs; how fast it is on a busy machine is no promise.
inline constexpr auto kComesBackWithin = 20s;

// Seventeen digits with their check character: the sum over all eighteen is 1 modulo 11, where the
// weights are powers of two and X counts ten. Computed another way than the product does.
inline std::string with_check(std::string_view seventeen) {
  int rest = 0;
  for (const char digit : seventeen) rest = (rest + (digit - '0')) * 2 % 11;
  const int check = (12 - rest) % 11;
  return std::string(seventeen) + (check == 10 ? 'X' : static_cast<char>('0' + check));
}

inline std::u16string wide(std::string_view ascii) {
  return std::u16string(ascii.begin(), ascii.end());
}

struct Person {
  sandbox::ResidentCard card;
  std::string name;  // as the kiosk must come to know it, UTF-8
  std::string number;
};

inline Person resident(std::u16string name, std::string utf8, std::string_view seventeen,
                       std::u16string valid_to = u"长期") {
  const std::string number = with_check(seventeen);
  sandbox::ResidentText text;
  text.name = std::move(name);
  text.sex = (seventeen[16] - '0') % 2 == 1 ? u"1" : u"2";
  text.birth = wide(seventeen.substr(6, 8));
  text.address = u"样例省样例市样例区样例路1号";
  text.number = wide(number);
  text.organ = u"样例市公安局";
  text.valid_from = u"20100101";
  text.valid_to = std::move(valid_to);
  Person person;
  person.card.text = std::move(text);
  person.name = std::move(utf8);
  person.number = number;
  return person;
}

inline Person wang() { return resident(u"王秀英", "王秀英", "99010119380412002"); }
inline Person rare() { return resident(u"\U00020164秀英", "\U00020164秀英", "99010119410203004"); }
inline Person private_use() { return resident(u"王\uE863", "王\uE863", "99010119450607008"); }
inline Person uyghur() {
  return resident(u"阿卜杜热合曼·阿卜杜克里木江", "阿卜杜热合曼·阿卜杜克里木江",
                  "99010119500102003", u"20300101");
}

inline Person permit() {
  Person person;
  person.name = "陈测试";
  person.number = with_check("99010119550506007");
  sandbox::PermitText text;
  text.name = u"陈测试";
  text.sex = u"1";
  text.birth = u"19550506";
  text.number = wide(person.number);
  text.valid_from = u"20190101";
  text.valid_to = u"20290101";
  text.pass_number = u"H00000001";
  person.card.text = text;
  return person;
}

inline Person foreigner_2017() {
  Person person;
  person.name = "SAMPLE, MARIA EXAMPLE";
  person.number = "XAA990101600101";
  sandbox::Foreigner2017Text text;
  text.english_name = u"SAMPLE, MARIA EXAMPLE";
  text.sex = u"2";
  text.number = wide(person.number);
  text.nationality = u"XAA";
  text.chinese_name = u"样玛丽";
  text.birth = u"19600101";
  text.valid_from = u"20180101";
  text.valid_to = u"20280101";
  person.card.text = text;
  return person;
}

inline Person foreigner_2023() {
  Person person;
  // Longer than the first of its two fields.
  person.name = "SAMPLE-TESTPERSON, JOHANNES MAXIMILIAN";
  person.number = with_check("99010119620304005");
  sandbox::Foreigner2023Text text;
  text.chinese_name = u"样约翰";
  text.sex = u"1";
  text.birth = u"19620304";
  text.english_name = wide(person.name);
  text.number = wide(person.number);
  text.valid_from = u"20240101";
  text.valid_to = u"20340101";
  text.nationality = u"XAA";
  person.card.text = text;
  return person;
}

// Both readers' lines; a card laid down lies on both.
class Lines {
 public:
  void lay(const sandbox::Card& card) {
    pn532.lay(card);
    sam_v.lay(card);
  }
  void lift() {
    pn532.lift();
    sam_v.lift();
  }
  std::string connstring() const { return "pn532_uart:" + pn532.path().string() + ":115200"; }
  std::string device() const { return sam_v.path().string(); }

 private:
  files::Folder scratch_;

 public:
  sandbox::Pn532Line pn532{scratch_.path() / "pn532"};
  sandbox::SamVLine sam_v{scratch_.path() / "sam_v"};
};

template <class Condition>
bool within(std::chrono::milliseconds time, Condition condition) {
  const auto end = Clock::now() + time;
  while (!condition()) {
    if (Clock::now() >= end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

inline std::chrono::milliseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
}

}  // namespace bench
