// SPDX-License-Identifier: GPL-3.0-or-later
// People sign surveys at real kiosks, while the kiosks, the hospital's FHIR server and the
// health-code service are killed at any moment. What was signed is known from the page that said
// so; what came of it lies on the server's shelf. usage: signing_torture [--surveys N] [--seed S]
// [--kiosks K] [--forget | --throw-away]. Exit code 1 if a survey that was signed is missing, there
// twice, out of order or of somebody else. With --forget the server creates whatever If-None-Exist
// says, with --throw-away a kiosk loses its outbox once: then it must be 1.
#include <getopt.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "devices/clock.h"
#include "devices/sandbox/cast.h"
#include "tests/whole/torture/stand.h"

namespace {

using std::chrono::milliseconds;
using torture::give_up;
using torture::Stand;

constexpr milliseconds kLook{5};
constexpr milliseconds kVisitWithin{180'000};  // a visit that takes longer is broken
constexpr milliseconds kSettledWithin{120'000};
constexpr int kAnswers = 3;  // 是, 否, 不清楚
constexpr int kHistories = 5;
constexpr int kByHistories = 243;            // kAnswers to the power of kHistories
constexpr int kNumbers = 11 * kByHistories;  // no temperature, or 36.0 to 36.9

struct Plan {
  int surveys = 200, kiosks = 3;
  unsigned seed = 20210126;
  bool forgets = false, throws_away = false;
};

// Of those who stand at one kiosk, or at all of them.
struct Tally {
  int signed_surveys = 0, once = 0, twice = 0, lost = 0, disordered = 0, of_others = 0;
  int unseen_delivered = 0, unseen_not = 0;  // the kiosk died before it said anything
  int on_paper = 0;
  torture::Killed killed;

  void add(const Tally& other) {
    for (const auto part :
         {&Tally::signed_surveys, &Tally::once, &Tally::twice, &Tally::lost, &Tally::disordered,
          &Tally::of_others, &Tally::unseen_delivered, &Tally::unseen_not, &Tally::on_paper})
      this->*part += other.*part;
    for (const auto part :
         {&torture::Killed::kiosks, &torture::Killed::servers, &torture::Killed::services})
      killed.*part += other.killed.*part;
  }
};

// Whose survey it is, and who stands there to fill it in.
struct Person {
  const char* at_kiosk;
  const char* about;
  [[nodiscard]] bool acts() const { return std::string_view(at_kiosk) != about; }
};
constexpr std::array kPeople{Person{"wang", "wang"}, Person{"hui", "sun"}, Person{"abdu", "abdu"},
                             Person{"zhou", "zhou"}, Person{"sun", "sun"}};

enum class Came { to_nothing, unseen, signed_, on_paper };

// One person with one survey: its answers are its number, so that it is known again.
class Visitor {
 public:
  Visitor(Stand& stand, int number, std::mt19937& random)
      : stand_(stand), number_(number), person_(person_of(number)), random_(random) {}

  static const Person& person_of(int number) {
    return kPeople[static_cast<std::size_t>(number) % kPeople.size()];
  }

  // To the page after signing, or as far as the kiosk lives.
  Came sign() {
    stand_.lift();  // whoever was here when the kiosk died may have left their card
    walk([this](const sandbox::ShownPage& shown) { return handed_ && shown.page == "routed"; });
    const sandbox::ShownPage last = stand_.player().now();
    if (!handed_) return Came::to_nothing;
    if (last.page != "routed") return Came::unseen;
    done_ = true;
    return last.text.find("回答只写在纸上") == last.text.npos ? Came::signed_ : Came::on_paper;
  }
  void leave() {
    done_ = true;
    walk([](const sandbox::ShownPage& shown) { return shown.page == "welcome"; });
    if (stand_.player().alive()) stand_.lift();
  }

 private:
  template <typename Arrived>
  void walk(Arrived arrived) {
    const auto until = devices::steady() + kVisitWithin;
    while (stand_.player().alive()) {
      if (devices::steady() > until) {
        std::fprintf(stderr, "%s\n", stand_.player().now().text.c_str());
        give_up("a visit does not come to an end");
      }
      stand_.tend();
      const sandbox::ShownPage shown = stand_.player().now();
      if (arrived(shown)) return;
      const std::string button = way_on(shown);
      if (button.empty()) {
        std::this_thread::sleep_for(kLook);
        continue;
      }
      const bool signs = button == "hand_in";
      handed_ = handed_ || signs;
      if (!stand_.player().press(button)) continue;
      if (signs) strike_perhaps();
      wait_for_another(shown);
    }
  }
  void wait_for_another(const sandbox::ShownPage& shown) {
    for (milliseconds left{3'000}; left.count() > 0 && stand_.player().alive(); left -= kLook) {
      const sandbox::ShownPage now = stand_.player().now();
      if (now.page != shown.page || now.text != shown.text) return;
      std::this_thread::sleep_for(kLook);
    }
  }
  // Signing is the moment that matters: a third of the kiosks are struck right after it.
  void strike_perhaps() {
    constexpr int kAfter = 150;
    const int wait = std::uniform_int_distribution<int>{0, 3 * kAfter}(random_);
    if (wait < kAfter) stand_.strike_kiosk_in(milliseconds{wait});
  }

  // What this person presses on this page; "": nothing but patience.
  std::string way_on(const sandbox::ShownPage& shown) {
    const std::string& page = shown.page;
    if (page == "welcome") {
      laid_ = false;
      if (done_ || shown.text.find("device card_reader works") == shown.text.npos) return "";
      return person_.acts() ? "help_family" : "check_code";
    }
    if (page == "consent") return "agree";
    if (page == "lay-card" || page == "card-trouble") {
      if (!laid_ || page == "card-trouble") stand_.lay(person_.at_kiosk);
      laid_ = true;
      return "";
    }
    if (page == "choose-person") return done_ ? "all_done" : "item_1";
    if (page == "confirm") return done_ ? "back" : "its_me";
    if (page.starts_with("verdict-")) return done_ ? "no_print" : "survey";
    if (page == "busy") return "ask_again";
    if (page == "not-found") return "back";
    if (page == "survey-question") return answer(shown);
    if (page == "survey-temperature") return degree(shown);
    if (page == "survey-review") return "hand_in";
    if (page == "routed") return "no_print";
    if (page == "refused") return "all_done";
    if (page == "take-card" || page == "call-staff") return "have_all";
    if (page == "idle") return "more_time";
    return "";
  }
  // The last question but one is whether anything ails them.
  [[nodiscard]] std::string answer(const sandbox::ShownPage& shown) const {
    int now = 0, of = 0;
    const auto at = shown.text.find("question ");
    if (at == shown.text.npos ||
        std::sscanf(shown.text.c_str() + at, "question %d of %d", &now, &of) != 2)
      give_up("a question has no number");
    const int nth = kHistories + 2 - (of - now) - 1;
    if (nth == kHistories) return "item_2";
    int rest = number_;
    for (int i = 0; i < nth; ++i) rest /= kAnswers;
    return "item_" + std::to_string(rest % kAnswers + 1);
  }

  // Those beyond what the histories tell apart.
  [[nodiscard]] std::string degree(const sandbox::ShownPage& shown) const {
    if (number_ < kByHistories) return "skip";
    const std::string degrees = "36" + std::to_string(number_ / kByHistories - 1);
    std::size_t typed = degrees.size() - 1;
    while (typed > 0 &&
           shown.text.find("entry \"℃\" \"" + degrees.substr(0, typed) + "\"") == std::string::npos)
      --typed;
    return std::string("key_") + degrees[typed];
  }

  Stand& stand_;
  int number_;
  Person person_;
  std::mt19937& random_;
  bool handed_ = false, laid_ = false, done_ = false;
};

// The number that a document's answers make, if it is that one's whose number it is.
std::optional<int> number_of(const std::string& document) {
  constexpr std::array<std::string_view, kAnswers> kCodes{"yes", "no", "unknown"};
  const auto json = nlohmann::json::parse(document, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  int number = 0, weight = 1;
  for (int i = 1; i <= kHistories; ++i, weight *= kAnswers) {
    for (const auto& item : json.at("item")) {
      if (item.at("linkId") != "q" + std::to_string(i)) continue;
      const std::string code = item.at("answer").at(0).at("valueCoding").at("code");
      for (int k = 0; k < kAnswers; ++k) {
        if (code == kCodes[static_cast<std::size_t>(k)]) number += k * weight;
      }
    }
  }
  for (const auto& item : json.at("item")) {
    if (item.at("linkId") != "q7" || !item.contains("answer")) continue;
    constexpr double kLeast = 36;
    const double above = item.at("answer").at(0).at("valueDecimal").get<double>() - kLeast;
    number += kByHistories * (1 + static_cast<int>(std::lround(above * 10)));
  }
  const std::string subject = json.at("subject").at("identifier").at("value");
  const auto about = sandbox::person_named(Visitor::person_of(number).about);
  return subject == about->number ? std::optional(number) : std::nullopt;
}

void settle(Stand& stand) {
  stand.cease();
  stand.start_kiosk();  // one that has waited for a server that was down begins anew
  for (milliseconds left = kSettledWithin; left.count() > 0; left -= 20 * kLook) {
    if (stand.undelivered() == 0) return;
    stand.tend();
    std::this_thread::sleep_for(20 * kLook);
  }
}

Tally people_at_one_kiosk(const Plan& plan) {
  Stand stand(plan.seed, plan.forgets);
  std::mt19937 random(plan.seed);
  Tally tally;
  std::map<int, Came> came;
  bool thrown = !plan.throws_away;
  if (!thrown) stand.hold_server_down(true);
  for (int number = 0; tally.signed_surveys < plan.surveys;) {
    if (number == kNumbers) give_up("more surveys than can be told apart");
    if (!stand.player().alive()) stand.start_kiosk();
    Visitor visitor(stand, number, random);
    const Came so = visitor.sign();
    if (so != Came::to_nothing) came[number++] = so;
    tally.signed_surveys += so == Came::signed_ ? 1 : 0;
    tally.on_paper += so == Came::on_paper ? 1 : 0;
    if (!thrown && so == Came::signed_) {
      stand.strike_kiosk_now();
      stand.throw_outbox_away();
      stand.hold_server_down(false);
      thrown = true;
    }
    visitor.leave();
  }
  settle(stand);
  tally.killed = stand.killed();

  std::map<int, int> found;
  int last = -1;
  for (const sandbox::KeptResponse& one : stand.delivered()) {
    const auto number = number_of(one.document);
    if (!number || !came.contains(*number)) {
      ++tally.of_others;
    } else if (++found[*number] == 1) {
      tally.disordered += *number < last ? 1 : 0;
      last = *number;
    }
  }
  for (const auto& [number, what] : came) {
    const int often = found[number];
    tally.twice += often > 1 ? 1 : 0;
    if (what == Came::signed_) {
      tally.once += often == 1 ? 1 : 0;
      tally.lost += often == 0 ? 1 : 0;
    } else if (what == Came::unseen) {
      ++(often == 0 ? tally.unseen_not : tally.unseen_delivered);
    }
  }
  return tally;
}

bool report(const Tally& tally, int kiosks) {
  std::printf(
      "%d surveys signed at %d kiosks: kiosk killed %d times, FHIR server %d, health-code service "
      "%d\n",
      tally.signed_surveys, kiosks, tally.killed.kiosks, tally.killed.servers,
      tally.killed.services);
  std::printf("  delivered once %6d\n", tally.once);
  bool good = tally.once == tally.signed_surveys;
  const std::pair<const char*, int> zeros[] = {{"delivered twice", tally.twice},
                                               {"lost", tally.lost},
                                               {"out of order", tally.disordered},
                                               {"of nobody", tally.of_others}};
  for (const auto& [what, often] : zeros) {
    std::printf("  %-15s%6d%s\n", what, often, often == 0 ? "" : "   must be 0");
    good = good && often == 0;
  }
  std::printf("  and of %d that the kiosk died over before it said so %d were delivered, once\n",
              tally.unseen_delivered + tally.unseen_not, tally.unseen_delivered);
  if (tally.on_paper > 0) std::printf("  %d were sent on with paper alone\n", tally.on_paper);
  return good;
}

// Each kiosk with its far ends in a process of its own, whose last word is its tally.
bool torture_all(const Plan& plan) {
  std::vector<std::pair<pid_t, int>> stands;
  for (int i = 0; i < plan.kiosks; ++i) {
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) give_up("no pipe");
    Plan one = plan;
    one.seed = plan.seed + static_cast<unsigned>(i);
    one.surveys = (plan.surveys + plan.kiosks - 1 - i) / plan.kiosks;
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid < 0) give_up("a process does not start");
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (getppid() != parent) _exit(1);
      const Tally tally = people_at_one_kiosk(one);
      const bool told = write(pipe_ends[1], &tally, sizeof tally) == sizeof tally;
      std::exit(told ? 0 : 2);
    }
    close(pipe_ends[1]);
    stands.emplace_back(pid, pipe_ends[0]);
  }
  Tally all;
  bool told = true;
  for (const auto& [pid, end] : stands) {
    Tally one;
    if (read(end, &one, sizeof one) == sizeof one) {
      all.add(one);
    } else {
      told = false;
    }
    close(end);
    waitpid(pid, nullptr, 0);
  }
  if (!told) give_up("one of the kiosks came to no end");
  return report(all, plan.kiosks);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 5 && std::string_view(argv[1]) == "server") {
    return torture::be_fhir_server(argv[2], std::string_view(argv[3]) == "forget",
                                   std::atoi(argv[4]));
  }
  signal(SIGPIPE, SIG_IGN);
  Plan plan;
  constexpr option kOptions[] = {
      {"surveys", required_argument, nullptr, 'n'}, {"seed", required_argument, nullptr, 's'},
      {"kiosks", required_argument, nullptr, 'k'},  {"forget", no_argument, nullptr, 'f'},
      {"throw-away", no_argument, nullptr, 't'},    {nullptr, 0, nullptr, 0}};
  for (int choice = 0; (choice = getopt_long(argc, argv, "", kOptions, nullptr)) != -1;) {
    if (choice == 'n') plan.surveys = std::atoi(optarg);
    if (choice == 's') plan.seed = static_cast<unsigned>(std::strtoul(optarg, nullptr, 10));
    if (choice == 'k') plan.kiosks = std::atoi(optarg);
    if (choice == 'f') plan.forgets = true;
    if (choice == 't') plan.throws_away = true;
    if (choice == '?') return 2;
  }
  if (plan.kiosks < 1 || plan.surveys < plan.kiosks) {
    give_up(
        "usage: signing_torture [--surveys N] [--seed S] [--kiosks K] [--forget | "
        "--throw-away]");
  }
  return torture_all(plan) ? 0 : 1;
}
