// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/status_desk.h"

#include <algorithm>

namespace service {
namespace {

using namespace std::chrono;

// Hours with one decimal, cut off: 23.97 h must not read as 24.
double age_in_hours(Instant sampled, Instant now) {
  return static_cast<double>((now - sampled) / minutes{6}) / 10.0;
}

Json optional_text(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json write_nat(const Policy& policy, const NatTest* latest, Instant now) {
  if (!latest) {
    return Json{{"result", "NONE"}, {"sampledAt", nullptr}, {"reportedAt", nullptr},
                {"org", nullptr},   {"ageHours", nullptr},  {"within", Json::array()}};
  }
  Json within = Json::array();
  if (latest->result == NatResult::negative) within = nat_windows(policy, latest->sampled, now);
  return Json{{"result", name_of(latest->result)},
              {"sampledAt", rfc3339(latest->sampled)},
              {"reportedAt", latest->reported ? Json(rfc3339(*latest->reported)) : Json()},
              {"org", optional_text(latest->org)},
              {"ageHours", age_in_hours(latest->sampled, now)},
              {"within", std::move(within)}};
}

Json write_antibody(const Facts& known) {
  if (known.antibody.empty()) return {};
  const auto latest =
      std::max_element(known.antibody.begin(), known.antibody.end(),
                       [](const Antibody& a, const Antibody& b) { return a.sampled < b.sampled; });
  return write(*latest);
}

Json write_vaccination(Facts& known) {
  std::stable_sort(known.vaccination.begin(), known.vaccination.end(),
                   [](const Vaccination& a, const Vaccination& b) { return a.date < b.date; });
  Json list = Json::array();
  for (const Vaccination& one : known.vaccination) list.push_back(write(one));
  return list;
}

}  // namespace

Answer StatusDesk::query(const JsonView& body) {
  const Instant now = office_.clock().now();
  const Inquiry inquiry = office_.read_inquiry(body, {"measured", "survey"});
  const Examination examined = office_.examine(inquiry, now);
  const Policy& policy = office_.policy();
  const Status& status = examined.status;
  const auto colour = colour_of(status.state);
  const bool found = status.state != State::not_found;
  Facts known = examined.facts.known_at(now);

  Json reasons = Json::array();
  const AreaNames names = [this](std::string_view area) { return office_.areas().name(area); };
  for (const Reason& reason : status.reasons) reasons.push_back(worded(reason, now, names));
  Json reply{
      {"state", name_of(status.state)},
      {"colour", colour ? Json(name_of(*colour)) : Json()},
      {"reasons", std::move(reasons)},
      {"until", status.until ? Json(rfc3339(*status.until)) : Json()},
      {"asOf", rfc3339(now)},
      {"expiresAt", rfc3339(now + minutes{policy.fresh_minutes})},
      {"source", office_.settings().issuer.code == "00" ? "NATIONAL" : "LOCAL"},
      {"nat", write_nat(policy, known.latest_nat(), now)},
      {"antibody", write_antibody(known)},
      {"vaccination", write_vaccination(known)},
      {"itinerary", nullptr},
      {"decision", name_of(examined.decision)},
      {"scene",
       {{"id", inquiry.scene->id},
        {"natHours", inquiry.scene->nat_hours ? Json(*inquiry.scene->nat_hours) : Json()}}},
      {"policy", office_.policy_block()},
      {"issuer", office_.issuer_block()},
      {"maskedName", found ? Json(masked_name(inquiry.document.name)) : Json()},
      {"maskedId", found ? Json(masked_for_screen(inquiry.document.number)) : Json()},
  };
  return {200, reply.dump(), {}, {}};
}

}  // namespace service
