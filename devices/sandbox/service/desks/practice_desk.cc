// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/desks/practice_desk.h"

namespace service {
namespace {

using namespace std::chrono;

Answer done() { return {200, "{}", {}, {}}; }

Area read_area(const JsonView& in) {
  in.only({"area", "zh", "en", "level"});
  Area area{in.at("area").text(6), {in.at("zh").text(), in.at("en").text()}};
  if (area.code.size() != 6) in.at("area").fail("is no area code of six figures");
  return area;
}

Resident read_resident(const JsonView& in, const Seal& seal) {
  in.only({"idDoc", "disabled", "facts"});
  const IdDocument document = read_id_document(in.at("idDoc"), true);
  Resident resident;
  resident.ref = seal.pseudonym(name_of(document.kind), document.number);
  resident.sealed_name = seal.close(document.name, name_place(resident.ref));
  if (const auto disabled = in.find("disabled")) resident.disabled = disabled->boolean();
  if (const auto facts = in.find("facts")) {
    facts->only({"dataDelayed", "events", "visits", "nat", "antibody", "vaccination",
                 "nationalPush", "trips", "commuter"});
    resident.facts = read_facts(*facts);
  }
  return resident;
}

milliseconds read_milliseconds(const JsonView& in) { return milliseconds{in.integer(0, 120'000)}; }

Fault read_fault(const JsonView& in) {
  in.only({"path", "count", "delayMs", "status", "retryAfterMs", "body", "truncate", "drop"});
  Fault fault;
  if (const auto value = in.find("count")) fault.count = value->count();
  if (const auto value = in.find("delayMs")) fault.delay = read_milliseconds(*value);
  if (const auto value = in.find("status")) {
    const int status = value->count();
    fault.code = code_for_status(status);
    const bool offered =
        status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
    if (!fault.code || !offered) value->fail("is none of 429, 500, 502, 503, 504");
    if (status == 429 || status == 503) fault.retry_after = seconds{1};
  }
  if (const auto value = in.find("retryAfterMs")) fault.retry_after = read_milliseconds(*value);
  if (const auto value = in.find("body")) {
    if (!value->json().is_string()) value->fail("is not a text");
    fault.body = value->json().get<std::string>();
  }
  const auto size = [&](std::string_view key) -> std::optional<std::size_t> {
    const auto value = in.find(key);
    if (!value) return std::nullopt;
    return static_cast<std::size_t>(value->count());
  };
  fault.truncate = size("truncate");
  fault.drop = size("drop");
  return fault;
}

}  // namespace

Answer PracticeDesk::clock(const JsonView& body) {
  body.only({"now", "frozen", "real", "skewSeconds"});
  Clock& clock = office_.clock();
  if (const auto real = body.find("real")) {
    if (real->boolean()) clock.follow_machine();
  }
  if (const auto now = body.find("now")) {
    const auto frozen = body.find("frozen");
    clock.set(now->instant(), frozen && frozen->boolean());
  }
  if (const auto skew = body.find("skewSeconds")) {
    clock.skew_guard(seconds{skew->integer(-1'000'000, 1'000'000)});
  }
  return done();
}

Answer PracticeDesk::seed(const JsonView& body) {
  body.only({"clear", "areas", "residents"});
  std::vector<Area> areas;
  std::vector<std::pair<std::string, std::string>> levels;
  std::vector<Resident> residents;
  if (const auto list = body.find("areas")) {
    for (const JsonView& item : list->items()) {
      areas.push_back(read_area(item));
      if (const auto level = item.find("level")) {
        levels.emplace_back(areas.back().code, level->text(32));
      }
    }
  }
  if (const auto list = body.find("residents")) {
    for (const JsonView& item : list->items()) {
      residents.push_back(read_resident(item, office_.seal()));
    }
  }
  // Everything was read before anything is changed.
  if (const auto clear = body.find("clear"); clear && clear->boolean()) {
    office_.must(office_.store().clear());
  }
  if (!areas.empty()) office_.must(office_.store().put_areas(areas));
  if (!residents.empty()) office_.must(office_.store().put(residents));
  office_.load_areas();
  for (const auto& [area, level] : levels) office_.set_area_level(area, level);
  return done();
}

Answer PracticeDesk::faults(const JsonView& body) {
  if (const auto clear = body.find("clear")) {
    body.only({"clear"});
    const bool all = clear->boolean();
    const std::lock_guard held(lock_);
    if (all) faults_.clear();
    return done();
  }
  Fault fault = read_fault(body);
  const std::string path = body.at("path").text();
  const std::lock_guard held(lock_);
  faults_[path] = std::move(fault);
  return done();
}

std::optional<Fault> PracticeDesk::meet(const std::string& path) {
  std::unique_lock held(lock_);
  const auto found = faults_.find(path);
  if (found == faults_.end()) return std::nullopt;
  Fault fault = found->second;
  if (found->second.count == 1) {
    faults_.erase(found);
  } else if (found->second.count > 1) {
    --found->second.count;
  }
  closed_.wait_for(held, fault.delay, [this] { return closing_; });
  return fault;
}

void PracticeDesk::close() {
  {
    const std::lock_guard held(lock_);
    closing_ = true;
  }
  closed_.notify_all();
}

}  // namespace service
