// SPDX-License-Identifier: GPL-3.0-or-later
// How long a name that was never seen takes from the visit to the finished picture: the page that
// asks "is this you?" is laid out, its new words are shaped and filled, and what changed is
// painted. Everything else was forgotten with the visit before, as always. usage: name_time NAMES
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "tests/budget/screen_bench.h"
#include "tests/budget/turn.h"
#include "tests/kiosk/visit/people.h"

namespace {

double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

visit::Visit confirming(std::string_view name) {
  visit::Identity who = visit::test::wang();
  who.name = visit::Secret(name);
  return visit::test::visit_at(
      visit::state::ConfirmIdentity{{visit::Actor::self, visit::test::kNow}, std::move(who), {}});
}

void print(const char* what, const std::vector<double>& values) {
  std::printf("%-46s %10.2f %10.2f %10.2f ms\n", what, quantile(values, 0.5),
              quantile(values, 0.95), quantile(values, 1));
}

}  // namespace

int main(int argc, char** argv) {
  const int names = argc > 1 ? std::atoi(argv[1]) : 200;
  budget::ScreenBench bench(ui::Surface::none);
  budget::Random random(7);
  const auto first_of_visit = [&](std::string_view name) {
    bench.show(visit::test::visit_at(visit::state::Welcome{}));
    bench.show(visit::test::visit_at(visit::state::AskConsent{}));
    bench.show(visit::test::visit_at(visit::state::LayCard{}));
    bench.show(visit::test::visit_at(visit::state::Reading{}));
    const visit::Visit visit = confirming(name);
    const double ms = budget::time_of([&] { bench.show(visit); });
    bench.show(visit::test::visit_at(visit::state::Welcome{}));
    bench.screen().forget();
    return ms;
  };
  std::vector<double> whole, name_only;
  for (int i = 0; i < names; ++i) whole.push_back(first_of_visit(budget::new_name(random)));
  // The same page with another name: what the name itself costs, layout and painting included.
  bench.show(confirming("王秀英"));
  for (int i = 0; i < names; ++i) {
    const visit::Visit visit = confirming(budget::new_name(random));
    name_only.push_back(budget::time_of([&] { bench.show(visit); }));
  }
  std::printf("%-46s %10s %10s %10s\n", "", "median", "p95", "most");
  print("a new name on a page that stands there", name_only);
  print("the page that asks for it, first time in a visit", whole);
  std::printf("promised: 5 ms for the name\n");
  return 0;
}
