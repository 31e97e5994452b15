// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/declaration_check.h"

#include <algorithm>

namespace service {
namespace {

using namespace std::chrono;

// No clinical thermometer is read below or above.
constexpr double kColdest = 34;
constexpr double kHottest = 43;
constexpr std::size_t kMostSymptoms = 32;
constexpr std::size_t kMostStays = 50;

std::string read_area(const JsonView& in) {
  const std::string area = in.text(6);
  const bool figures =
      std::all_of(area.begin(), area.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (area.size() != 6 || !figures) in.fail("is no area code of six figures");
  return area;
}

DeclaredStay read_stay(const JsonView& in) {
  in.only({"area", "from", "to"});
  DeclaredStay stay{read_area(in.at("area")), in.at("from").day(), std::nullopt};
  if (const auto to = in.find("to")) stay.to = to->day();
  if (stay.to && *stay.to < stay.from) in.at("to").fail("lies before from");
  return stay;
}

std::vector<std::string> left_out(const Declaration& declaration) {
  std::vector<std::string> fields;
  const auto want = [&](bool there, const char* field) {
    if (!there) fields.emplace_back(field);
  };
  want(declaration.has_phone, "phone");
  want(declaration.temp_c.has_value(), "tempC");
  want(declaration.unwell.has_value(), "symptoms");
  want(declaration.risk_stay.has_value(), "riskStay");
  want(declaration.contact.has_value(), "contact");
  want(declaration.stays.has_value(), "stays");
  return fields;
}

// Whether some area rule of the policy still holds for this visit, as it would colour the person.
bool counts_today(const Policy& policy, const Visit& visit, Day today) {
  return std::any_of(policy.areas.begin(), policy.areas.end(), [&](const AreaRule& rule) {
    return rule.level == visit.level &&
           (!visit.left || today < day_of(*visit.left) + days{rule.days + 1});
  });
}

int longest_window(const Policy& policy) {
  int longest = 0;
  for (const AreaRule& rule : policy.areas) longest = std::max(longest, rule.days);
  return longest;
}

// The first four figures of GB/T 2260 are the city.
bool same_city(std::string_view a, std::string_view b) { return a.substr(0, 4) == b.substr(0, 4); }

bool is_declared(const Declaration& declaration, const Trip& trip) {
  return std::any_of(declaration.stays->begin(), declaration.stays->end(),
                     [&](const DeclaredStay& stay) {
                       const bool ends_before = stay.to && *stay.to < day_of(trip.entered);
                       const bool begins_after = trip.left && stay.from > day_of(*trip.left);
                       return same_city(stay.area, trip.area) && !ends_before && !begins_after;
                     });
}

bool leaves_out_a_stay(const Policy& policy, const Declaration& declaration, const Facts& known,
                       Day today) {
  const Day first = today - days{longest_window(policy)};
  return std::any_of(known.trips.begin(), known.trips.end(), [&](const Trip& trip) {
    const bool lately = !trip.left || day_of(*trip.left) >= first;
    return lately && !is_declared(declaration, trip);
  });
}

struct Sentence {
  const char* code;
  const char* zh;
  const char* en;
};

Sentence sentence(Objection objection) {
  switch (objection) {
    case Objection::no_record:
      return {"D_NO_RECORD", "这里没有这个证件号码的记录，请找工作人员登记。",
              "There is no record of this document number here. Please ask the staff to register."};
    case Objection::name:
      return {"D_NAME", "姓名和记录不一致，请带身份证找工作人员核对。",
              "The name is not the one on record. Please bring the ID card to the staff."};
    case Objection::incomplete:
      return {"D_INCOMPLETE", "申报没有填完整，请补上没有填的内容。",
              "The declaration is not complete. Please fill in what is missing."};
    case Objection::temperature:
      return {"D_TEMPERATURE", "体温数值不对，请重新测量。",
              "The temperature cannot be right. Please measure again."};
    case Objection::risk_stay:
      return {"D_RISK_STAY", "申报说没有去过风险地区，但记录里有。请重新申报。",
              "The declaration says that you were in no risk area, but the record knows of one. "
              "Please declare again."};
    case Objection::stay_left_out:
      return {"D_STAY_LEFT_OUT", "记录里还有没有申报的行程，请把去过的城市填全。",
              "The record knows of a city that you did not name. Please name every city you were "
              "in."};
  }
  return {"", "", ""};
}

}  // namespace

Declaration read_declaration(const JsonView& in) {
  Declaration out;
  if (const auto phone = in.find("phone")) {
    static_cast<void>(phone->text(32));
    out.has_phone = true;
  }
  if (const auto temperature = in.find("tempC")) out.temp_c = temperature->number();
  if (const auto symptoms = in.find("symptoms")) {
    const auto list = symptoms->items();
    if (list.size() > kMostSymptoms) symptoms->fail("is too long");
    for (const JsonView& item : list) static_cast<void>(item.text(64));
    out.unwell = !list.empty();
  }
  if (const auto stay = in.find("riskStay")) out.risk_stay = stay->boolean();
  if (const auto contact = in.find("contact")) out.contact = contact->boolean();
  if (const auto stays = in.find("stays")) {
    const auto list = stays->items();
    if (list.size() > kMostStays) stays->fail("is too long");
    out.stays.emplace();
    for (const JsonView& item : list) out.stays->push_back(read_stay(item));
  }
  return out;
}

bool is_plausible_temperature(double celsius) { return celsius >= kColdest && celsius <= kHottest; }

std::vector<Objected> check(const Policy& policy, const Declaration& declaration,
                            const Declarant& declarant, Instant now) {
  if (!declarant.registered) return {{Objection::no_record, {}}};
  if (!declarant.same_name) return {{Objection::name, {}}};
  std::vector<Objected> list;
  if (auto fields = left_out(declaration); !fields.empty()) {
    list.push_back({Objection::incomplete, std::move(fields)});
  }
  if (declaration.temp_c && !is_plausible_temperature(*declaration.temp_c)) {
    list.push_back({Objection::temperature, {}});
  }
  const Facts known = declarant.facts.known_at(now);
  const Day today = day_of(now);
  const bool was_in_risk_area =
      std::any_of(known.visits.begin(), known.visits.end(),
                  [&](const Visit& visit) { return counts_today(policy, visit, today); });
  if (declaration.risk_stay == false && was_in_risk_area) {
    list.push_back({Objection::risk_stay, {}});
  }
  if (declaration.stays && leaves_out_a_stay(policy, declaration, known, today)) {
    list.push_back({Objection::stay_left_out, {}});
  }
  return list;
}

Json worded(const Objected& objected) {
  const Sentence told = sentence(objected.objection);
  Json out{{"code", told.code}, {"text", write(Bilingual{told.zh, told.en})}};
  if (!objected.fields.empty()) out["fields"] = objected.fields;
  return out;
}

}  // namespace service
