// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/whole/torture/stand.h"

#include <signal.h>

#include <cstdio>
#include <cstdlib>

#include "devices/clock.h"
#include "devices/sandbox/fhir/fhir_practice.h"
#include "tests/files.h"

namespace torture {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kSoon{0};

// Milliseconds, from and to.
constexpr std::pair<int, int> kKioskLives{8'000, 60'000};
constexpr std::pair<int, int> kServerLives{300, 6'000};
constexpr std::pair<int, int> kServerRests{0, 1'500};
constexpr std::pair<int, int> kServiceLives{4'000, 20'000};
constexpr std::pair<int, int> kServiceRests{0, 4'000};

int between(std::mt19937& random, std::pair<int, int> range) {
  return std::uniform_int_distribution<int>{range.first, range.second}(random);
}

// The port of https://127.0.0.1:43211/fhir.
int port_in(const fs::path& config) {
  const std::string text = files::contents(config);
  const auto at = text.find("https://127.0.0.1:", text.find("[surveys]"));
  if (at == text.npos) give_up("the kiosk.toml names no FHIR server");
  return std::atoi(text.c_str() + at + std::string_view("https://127.0.0.1:").size());
}

void obey(sandbox::Bench& bench, const std::vector<std::string>& words) {
  // A service that does not come up at the first try does at the next.
  for (int tries = 0; tries < 5; ++tries) {
    if (bench.obey({0, words})) return;
    std::this_thread::sleep_for(milliseconds{200});
  }
  give_up("a far end does not obey");
}

}  // namespace

Stand::Stand(unsigned seed, bool forgets)
    : random_(seed), forgets_(forgets), striking_(seed ^ 0x5bd1e995U) {
  sandbox::BenchPlan plan;
  plan.programs = fs::path(KIOSK_BINARY_DIR) / "bin";
  plan.data = fs::path(KIOSK_SOURCE_DIR) / "config";
  plan.out = out_.path();
  auto bench = sandbox::Bench::open(plan);
  if (!bench) give_up(bench.error().c_str());
  bench_ = std::move(*bench);
  // The hospital's server goes on in a process of its own, at the same address.
  fhir_ = bench_->folder() / "fhir";
  const int port = port_in(bench_->config());
  obey(*bench_, {"fhir", "down"});
  name_port(fhir_, port);
  start_server();
  start_kiosk();
  service_at_ = devices::steady() + after(kServiceLives.first, kServiceLives.second);
  striker_ = std::thread([this] { strike(); });
}

Stand::~Stand() {
  cease();
  player_.reset();
  server_.reset();
  bench_.reset();
}

Stand::Time Stand::after(int least, int most) {
  return milliseconds{between(random_, {least, most})};
}

void Stand::lay(const std::string& person) { obey(*bench_, {"card", "lay", person}); }
void Stand::lift() { obey(*bench_, {"card", "lift"}); }

void Stand::start_kiosk() {
  {
    const std::lock_guard lock(mutex_);
    kiosk_ = 0;
  }
  player_.reset();
  player_ = std::make_unique<sandbox::Player>(
      fs::path(KIOSK_BINARY_DIR) / "bin/kiosk",
      std::vector<std::string>{"--config", bench_->config().string(), "--headless", "--tree"},
      bench_->folder() / "kiosk.log");
  const std::lock_guard lock(mutex_);
  kiosk_ = player_->process();
  // Longer and longer: on a slow machine one lives long enough at last.
  const auto [least, most] = kKioskLives;
  constexpr int kLonger = 500;
  kiosk_struck_at_ = devices::steady() +
                     milliseconds{between(striking_, {least, most + kLonger * killed_.kiosks})};
  changed_.notify_all();
}

void Stand::start_server() {
  const std::lock_guard lock(mutex_);
  // Every other one keeps what it gets, and its answers are lost on the way.
  const bool loses = !over_ && (forgets_ || between(striking_, {0, 1}) == 1);
  server_ = std::make_unique<Process>(std::vector<std::string>{
      "server", fhir_.string(), forgets_ ? "forget" : "keep", loses ? "1" : "0"});
  fhir_server_ = server_->id();
  server_struck_at_ = devices::steady() + milliseconds{between(striking_, kServerLives)};
  changed_.notify_all();
}

void Stand::tend_server() {
  if (server_) {
    const std::lock_guard lock(mutex_);
    if (!server_->ended()) return;
    server_.reset();
    fhir_server_ = 0;
    server_at_ = devices::steady() + after(kServerRests.first, kServerRests.second);
  }
  if (!held_down_ && devices::steady() >= server_at_) start_server();
}

void Stand::tend_service() {
  if (devices::steady() < service_at_) return;
  service_down_ = !service_down_;
  obey(*bench_, {"service", service_down_ ? "down" : "ok"});
  if (service_down_) ++killed_.services;
  const auto range = service_down_ ? kServiceRests : kServiceLives;
  service_at_ = devices::steady() + after(range.first, range.second);
}

void Stand::tend() {
  tend_server();
  if (striker_.joinable()) tend_service();
}

void Stand::strike_kiosk_in(milliseconds wait) {
  const std::lock_guard lock(mutex_);
  kiosk_struck_at_ = std::min(kiosk_struck_at_, devices::steady() + wait);
  changed_.notify_all();
}

void Stand::strike_kiosk_now() {
  strike_kiosk_in(kSoon);
  while (player_->alive()) std::this_thread::sleep_for(milliseconds{5});
}

void Stand::hold_server_down(bool down) {
  held_down_ = down;
  server_at_ = {};
  if (!down) return tend_server();
  const std::lock_guard lock(mutex_);
  fhir_server_ = 0;
  server_.reset();
}

// The other thread: kills by number, and nothing else; what it killed is collected by the visitors'
// thread, under the lock, so that no number is another's by then.
void Stand::strike() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    const Time now = devices::steady();
    if (kiosk_ != 0 && now >= kiosk_struck_at_) {
      kill(kiosk_, SIGKILL);
      kiosk_ = 0;
      ++killed_.kiosks;
    }
    if (fhir_server_ != 0 && now >= server_struck_at_) {
      kill(fhir_server_, SIGKILL);
      fhir_server_ = 0;
      ++killed_.servers;
    }
    constexpr Time kLongest{1000};
    Time wait = kLongest;
    if (kiosk_ != 0) wait = std::min(wait, kiosk_struck_at_ - now);
    if (fhir_server_ != 0) wait = std::min(wait, server_struck_at_ - now);
    changed_.wait_for(lock, wait);
  }
}

void Stand::cease() {
  if (!striker_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }
  striker_.join();
  hold_server_down(true);
  hold_server_down(false);
  if (service_down_) obey(*bench_, {"service", "ok"});
  service_down_ = false;
}

void Stand::throw_outbox_away() const {
  for (const char* beside : {"", "-wal", "-shm"}) {
    fs::remove(bench_->folder() / (std::string("surveys.db") + beside));
  }
}

int Stand::undelivered() const {
  const std::string list = (fs::path(KIOSK_BINARY_DIR) / "bin/kioskctl").string() +
                           " surveys list --outbox " + (bench_->folder() / "surveys.db").string() +
                           " --key " + (bench_->folder() / "surveys.key").string();
  FILE* said = popen(list.c_str(), "r");
  if (said == nullptr) give_up("kioskctl does not start");
  int lines = 0;
  for (int c = 0; (c = std::fgetc(said)) != EOF;) lines += c == '\n' ? 1 : 0;
  if (pclose(said) != 0) give_up("kioskctl cannot list the surveys");
  return lines;
}

std::vector<sandbox::KeptResponse> Stand::delivered() const {
  const auto shelf = sandbox::ResponseShelf::open(sandbox::FhirPractice(fhir_).shelf());
  if (!shelf) give_up("the shelf cannot be opened");
  return shelf->all();
}

}  // namespace torture
