// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/practice/population.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "devices/sandbox/service/desks/office.h"

namespace service {
namespace {

using namespace std::chrono;

// Residents put by one transaction.
constexpr std::int64_t kBatch = 20'000;
constexpr Day kNobodyYounger{days{18'628}};  // 2021-01-01: numbers do not hang on today
constexpr int kFirstArea = 990101;
constexpr int kAreas = 20;

constexpr std::array<std::string_view, 40> kFamilyNames{
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱",
    "胡", "郭", "何", "林", "高", "罗", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯",
    "邓", "曹", "彭", "曾", "肖", "田", "董", "袁", "潘", "于", "蒋", "蔡"};
constexpr std::array<std::string_view, 8> kCompoundNames{"欧阳", "司马", "诸葛", "上官",
                                                         "司徒", "夏侯", "尉迟", "皇甫"};
constexpr std::array<std::string_view, 24> kWomen{
    "秀英", "桂英", "秀兰", "玉兰", "淑珍", "凤英", "玉珍", "兰英", "丽",   "静",   "敏",   "艳",
    "娟",   "芳",   "婷",   "雪梅", "桂花", "晓燕", "欣怡", "梓涵", "诗涵", "雨桐", "淑华", "惠敏"};
constexpr std::array<std::string_view, 24> kMen{
    "建国", "建华", "国强", "志强", "德福", "永贵", "玉林", "文斌", "伟",   "强",   "磊",   "军",
    "勇",   "杰",   "涛",   "明",   "海涛", "晓东", "浩然", "子轩", "宇航", "俊杰", "福生", "长顺"};
// Beyond what old fonts and input methods hold.
constexpr std::array<std::string_view, 8> kRare{"𠮷", "䶮", "㛃", "𬭼", "犇", "喆", "𡒄", "堃"};
constexpr std::array<std::string_view, 6> kUyghurGiven{
    "阿卜杜热合曼", "古丽巴哈尔", "买买提依明", "帕提古丽", "阿依夏木古丽", "吐尔逊娜依"};
constexpr std::array<std::string_view, 6> kUyghurFathers{"阿卜力米提", "买买提江", "吾布力喀斯木",
                                                         "艾合买提",   "玉素甫",   "赛买提"};
constexpr std::array<std::string_view, 4> kOrgs{"第一人民医院", "中心医院", "疾病预防控制中心",
                                                "第三社区卫生服务中心"};
constexpr std::array<std::string_view, 3> kVaccines{"灭活疫苗(Vero细胞)", "重组蛋白疫苗(CHO细胞)",
                                                    "腺病毒载体疫苗"};

// SplitMix64 (Steele, Lea, Flood 2014): any two keys give streams of their own.
class Dice {
 public:
  explicit Dice(std::uint64_t key) : state_(key) { next(); }

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // From 0 to `sides` - 1.
  int roll(int sides) { return static_cast<int>(next() % static_cast<std::uint64_t>(sides)); }
  bool of_thousand(int hits) { return roll(1000) < hits; }
  template <typename List>
  std::string pick(const List& list) {
    return std::string(list[next() % list.size()]);
  }

 private:
  std::uint64_t state_;
};

// Each purpose has dice of its own, so that a change of one leaves the others' throws.
Dice dice(std::uint64_t seed, std::int64_t index, std::uint64_t purpose) {
  return Dice(seed * 0xD1342543DE82EF95 + static_cast<std::uint64_t>(index) * 4 + purpose);
}

int age(Dice& dice) {
  // Three dice make the middle ages common; every eighth is as old as may be.
  if (dice.roll(8) == 0) return 60 + dice.roll(39);
  return 1 + (dice.roll(24) + dice.roll(24) + dice.roll(24));
}

char check_digit(std::string_view digits) {
  constexpr std::array kWeights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (digits[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11];
}

std::string name(Dice& dice, bool woman) {
  const int kind = dice.roll(1000);
  if (kind < 5) return dice.pick(kUyghurGiven) + "·" + dice.pick(kUyghurFathers);
  if (kind < 7) return dice.pick(kCompoundNames) + dice.pick(woman ? kWomen : kMen);
  if (kind < 8) return dice.pick(kFamilyNames) + dice.pick(kRare);
  return dice.pick(kFamilyNames) + dice.pick(woman ? kWomen : kMen);
}

std::string area(Dice& dice) { return fmt::format("{}", kFirstArea + dice.roll(kAreas)); }

// What happens to one person, told backwards from the day.
class Story {
 public:
  Story(Dice& dice, Instant now) : dice_(dice), today_(midnight(day_of(now))) {}

  Facts tell() {
    const int kind = dice_.roll(1000);
    if (kind < 60) travelled_from_risk();
    if (kind >= 60 && kind < 75) met_someone();
    if (kind >= 75 && kind < 79) fell_ill();
    if (kind == 79) sample(NatResult::positive, 1 + dice_.roll(5));
    if (kind >= 80 && kind < 83) facts_.national_push = dice_.roll(2) == 0 ? "HIGH" : "MEDIUM";
    if (kind >= 83 && kind < 85) facts_.data_delayed = true;
    if (kind != 79 && dice_.roll(3) != 0) samples();
    if (dice_.roll(5) < 3) vaccinations();
    if (dice_.of_thousand(50)) trips();
    if (dice_.of_thousand(10)) commute();
    return std::move(facts_);
  }

 private:
  // Some time of the day that began so many days before today.
  Instant ago(int days_ago) { return today_ - days{days_ago} + minutes{dice_.roll(24 * 60)}; }

  void sample(NatResult result, int days_ago) {
    const Instant sampled = ago(days_ago);
    facts_.nat.push_back({sampled, result, sampled + hours{6}, dice_.pick(kOrgs), area(dice_)});
  }
  void samples() {
    int days_ago = 1 + dice_.roll(20);
    for (int left = 1 + dice_.roll(3); left > 0; --left) {
      sample(NatResult::negative, days_ago);
      days_ago += 1 + dice_.roll(7);
    }
  }
  void vaccinations() {
    const std::string vaccine = dice_.pick(kVaccines);
    const int doses = 1 + dice_.roll(2);
    const Day first = day_of(ago(40 + dice_.roll(100)));
    for (int dose = 1; dose <= doses; ++dose) {
      facts_.vaccination.push_back(
          {vaccine, dose, 2, first + days{28 * (dose - 1)}, "", "", dice_.pick(kOrgs)});
    }
  }
  void travelled_from_risk() {
    const int kind = dice_.roll(10);
    const int left = 1 + dice_.roll(30);
    facts_.visits.push_back({kind < 6   ? "LOW"
                             : kind < 9 ? "MEDIUM"
                                        : "HIGH",
                             area(dice_), ago(left + 3), ago(left)});
  }
  void met_someone() {
    constexpr std::array<std::string_view, 4> kContacts{"CLOSE_CONTACT", "SECONDARY_CONTACT",
                                                        "COPRESENCE", "COPRESENCE"};
    facts_.events.push_back({dice_.pick(kContacts), ago(1 + dice_.roll(30))});
  }
  void fell_ill() {
    constexpr std::array<std::array<std::string_view, 2>, 3> kCourses{
        {{"CONFIRMED", "DISCHARGED"},
         {"ASYMPTOMATIC", "ISOLATION_ENDED"},
         {"SUSPECTED", "SUSPECTED_EXCLUDED"}}};
    const auto& course = kCourses[static_cast<std::size_t>(dice_.roll(3))];
    const int began = 5 + dice_.roll(60);
    facts_.events.push_back({std::string(course[0]), ago(began)});
    if (began > 20) facts_.events.push_back({std::string(course[1]), ago(began - 15)});
  }
  void trips() {
    const int left = 1 + dice_.roll(20);
    facts_.trips.push_back({area(dice_), ago(left + 4), ago(left)});
  }
  void commute() { facts_.commuter = Commuter{area(dice_), ago(60), ago(30)}; }

  Dice& dice_;
  Instant today_;
  Facts facts_;
};

}  // namespace

Population::Population(std::uint64_t seed, Instant now) : seed_(seed), now_(now) {}

InventedDocument Population::document(std::int64_t index) const {
  Dice dice = service::dice(seed_, index, 0);
  // The area and the serial number count the people; only the birthday is thrown.
  const Day birth = kNobodyYounger - days{365 * age(dice) + dice.roll(365)};
  const year_month_day date{birth};
  std::string number = fmt::format(
      "99{:04}{:04}{:02}{:02}{:03}", index / 1000, static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), index % 1000);
  number += check_digit(number);
  return {std::move(number), name(dice, index % 2 == 0)};
}

Facts Population::facts(std::int64_t index) const {
  Dice dice = service::dice(seed_, index, 1);
  return Story(dice, now_).tell();
}

Resident Population::resident(std::int64_t index, const Policy& policy, const Seal& seal) const {
  const InventedDocument document = this->document(index);
  Resident out;
  out.ref = seal.pseudonym(name_of(DocumentKind::resident), document.number);
  out.sealed_name = seal.close(document.name, name_place(out.ref));
  out.disabled = dice(seed_, index, 2).of_thousand(20);
  out.facts = facts(index);
  const Status status = assign(policy, out.facts, now_);
  out.assigned = Assigned{status.state, next_look(out.facts, status, now_), policy.key()};
  return out;
}

tl::expected<void, StoreTrouble> Population::settle(std::int64_t count, const Policy& policy,
                                                    const Seal& seal, Store& store) const {
  std::vector<std::pair<PersonRef, std::int64_t>> order;
  order.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    order.emplace_back(seal.pseudonym(name_of(DocumentKind::resident), document(i).number), i);
  }
  std::sort(order.begin(), order.end());
  std::vector<Resident> batch;
  std::int64_t done = 0;
  for (const auto& [ref, index] : order) {
    batch.push_back(resident(index, policy, seal));
    if (++done % kBatch != 0 && done != count) continue;
    if (auto put = store.put(batch); !put) return put;
    batch.clear();
  }
  return {};
}

std::vector<Area> Population::areas() {
  std::vector<Area> list;
  for (int i = 0; i < kAreas; ++i) {
    list.push_back({fmt::format("{}", kFirstArea + i),
                    {fmt::format("练习{}区", i + 1), fmt::format("Practice district {}", i + 1)}});
  }
  return list;
}

}  // namespace service
