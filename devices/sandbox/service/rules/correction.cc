// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/rules/correction.h"

#include <fmt/format.h>

#include <algorithm>

namespace service {
namespace {

// Two facts are one if they are written alike.
template <typename Fact>
auto find(const std::vector<Fact>& list, const Fact& wanted) {
  const Json form = write(wanted);
  return std::find_if(list.begin(), list.end(),
                      [&](const Fact& fact) { return write(fact) == form; });
}

template <typename Work>
void each_list(Work work) {
  work(
      "events", [](auto& facts) -> auto& { return facts.events; });
  work(
      "visits", [](auto& facts) -> auto& { return facts.visits; });
  work(
      "nat", [](auto& facts) -> auto& { return facts.nat; });
  work(
      "antibody", [](auto& facts) -> auto& { return facts.antibody; });
  work(
      "vaccination", [](auto& facts) -> auto& { return facts.vaccination; });
  work(
      "trips", [](auto& facts) -> auto& { return facts.trips; });
}

Facts read_part(const JsonView& in, std::string_view key) {
  const auto part = in.find(key);
  if (!part) return {};
  part->only({"events", "visits", "nat", "antibody", "vaccination", "trips", "nationalPush"});
  try {
    return read_facts(JsonView(part->json(), ""));
  } catch (const Malformed& fault) {
    throw Malformed{fmt::format("{}.{}", part->path(), fault.path), fault.reason};
  }
}

Json write_part(const Facts& facts) {
  Json out = Json::object();
  each_list([&](const char* name, auto list) {
    Json written = Json::array();
    for (const auto& fact : list(facts)) written.push_back(write(fact));
    if (!written.empty()) out[name] = std::move(written);
  });
  if (!facts.national_push.empty()) out["nationalPush"] = facts.national_push;
  return out;
}

}  // namespace

Correction read_correction(const JsonView& in) {
  in.only({"drop", "add"});
  Correction correction{read_part(in, "drop"), read_part(in, "add")};
  if (write_part(correction.drop).empty() && write_part(correction.add).empty()) {
    in.fail("corrects nothing");
  }
  return correction;
}

Json write(const Correction& correction) {
  return Json{{"drop", write_part(correction.drop)}, {"add", write_part(correction.add)}};
}

std::string missing_in(const Correction& correction, const Facts& facts) {
  std::string missing;
  each_list([&](const char* name, auto list) {
    std::size_t index = 0;
    for (const auto& fact : list(correction.drop)) {
      const auto& known = list(facts);
      if (missing.empty() && find(known, fact) == known.end()) {
        missing = fmt::format("drop.{}[{}]", name, index);
      }
      ++index;
    }
  });
  const std::string& push = correction.drop.national_push;
  if (missing.empty() && !push.empty() && push != facts.national_push) {
    missing = "drop.nationalPush";
  }
  return missing;
}

void apply(const Correction& correction, Facts& facts) {
  each_list([&](const char*, auto list) {
    auto& known = list(facts);
    for (const auto& fact : list(correction.drop)) {
      const auto found = find(known, fact);
      if (found != known.end()) known.erase(found);
    }
    for (const auto& fact : list(correction.add)) {
      if (find(known, fact) == known.end()) known.push_back(fact);
    }
  });
  if (facts.national_push == correction.drop.national_push) facts.national_push.clear();
  if (!correction.add.national_push.empty()) {
    facts.national_push = correction.add.national_push;
  }
}

}  // namespace service
