// SPDX-License-Identifier: GPL-3.0-or-later
// Random visits on a real screen, one after the other, each forgotten: what the program holds, hour
// by hour of a busy day (a visit a minute). RSS and PSS contain the pages of font files that names
// of ever other characters have touched, which the kernel takes back at will; `own` does not.
// usage: long_use VISITS [--window] [--at-most MB] [--hold KB]
//   --window   on the display, else in memory only
//   --at-most  fails if `own` grows by more in the second half
//   --hold     keeps so much of each visit: the proof that growth would be seen
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "tests/budget/screen_bench.h"

namespace {

constexpr int kVisitsAnHour = 60;

struct Held {
  double rss = 0, pss = 0, own = 0;  // MB
};

Held held() {
  Held now;
  std::ifstream in("/proc/self/smaps_rollup");
  for (std::string line; std::getline(in, line);) {
    for (const auto& [key, value] :
         {std::pair{"Rss:", &now.rss}, {"Pss:", &now.pss}, {"Anonymous:", &now.own}}) {
      if (line.starts_with(key)) *value = std::atof(line.c_str() + std::strlen(key)) / 1024;
    }
  }
  return now;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const int visits = std::atoi(argv[1]);
  auto surface = ui::Surface::none;
  double at_most = -1;
  std::size_t hold = 0;
  for (int i = 2; i < argc; ++i) {
    if (std::strcmp(argv[i], "--window") == 0) surface = ui::Surface::window;
    if (i + 1 >= argc) break;
    if (std::strcmp(argv[i], "--at-most") == 0) at_most = std::atof(argv[i + 1]);
    if (std::strcmp(argv[i], "--hold") == 0)
      hold = static_cast<std::size_t>(std::atoi(argv[i + 1]));
  }

  budget::ScreenBench bench(surface);
  budget::RandomVisits all(bench, 20261120);
  std::vector<std::string> kept;
  std::printf("%6s %8s %8s %8s %10s %10s %10s\n", "hours", "visits", "pages", "names", "RSS MB",
              "PSS MB", "own MB");
  Held half;
  int next = kVisitsAnHour;
  for (int visit = 1; visit <= visits; ++visit) {
    all.one();
    kept.emplace_back(hold * 1024, 'x');
    if (visit == visits / 2) half = held();
    if (visit != next && visit != visits) continue;
    next *= 2;  // every hour at first, then when the day has doubled
    const Held now = held();
    std::printf("%6.1f %8d %8zu %8zu %10.1f %10.1f %10.1f\n", 1.0 * visit / kVisitsAnHour, visit,
                all.pages(), all.names(), now.rss, now.pss, now.own);
    std::fflush(stdout);
  }
  const double growth = held().own - half.own;
  std::printf("own memory grew by %.2f MB in the second half\n", growth);
  return at_most >= 0 && growth > at_most ? 1 : 0;
}
