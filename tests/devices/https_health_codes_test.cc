// SPDX-License-Identifier: GPL-3.0-or-later
// The client against the real service: its own process, real TLS on the loopback, throw-away
// certificates.
#include "devices/https_health_codes.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <fstream>
#include <iterator>
#include <mutex>

#include "devices/clock.h"
#include "devices/sandbox/cast.h"
#include "devices/sandbox/service_process.h"

namespace devices {

using namespace std::chrono_literals;
using visit::QueryTrouble;

namespace {

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Keeps what a client posts, in order.
class Inbox {
 public:
  visit::Post post() {
    return [this](visit::Event event) {
      const std::lock_guard lock(mutex_);
      events_.push_back(std::move(event));
      arrived_.notify_all();
    };
  }
  // The next event of this kind; fails after ten seconds.
  template <typename E>
  E next() {
    std::unique_lock lock(mutex_);
    std::optional<E> found;
    arrived_.wait_for(lock, 10s, [&] {
      for (auto i = events_.begin(); i != events_.end(); ++i) {
        if (auto* event = std::get_if<E>(&*i)) {
          found = std::move(*event);
          events_.erase(i);
          return true;
        }
      }
      return false;
    });
    REQUIRE(found);
    return std::move(*found);
  }
  template <typename E>
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    std::size_t n = 0;
    for (const auto& event : events_) n += std::holds_alternative<E>(event) ? 1U : 0U;
    return n;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<visit::Event> events_;
};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "kiosk-client-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::unique_ptr<sandbox::ServiceProcess> start_service(const std::filesystem::path& folder) {
  auto started = sandbox::ServiceProcess::start(
      std::filesystem::path(KIOSK_BINARY_DIR) / "bin/health-code-service",
      std::filesystem::path(KIOSK_SOURCE_DIR) / "config/policy/reference.json", folder);
  INFO((started ? std::string{} : started.error()));
  REQUIRE(started);
  return std::move(*started);
}

struct Far {
  Folder folder;
  std::unique_ptr<sandbox::ServiceProcess> service = start_service(folder.path());
  Inbox inbox;

  [[nodiscard]] HealthCodeSource source() const {
    return {visit::Source::province,
            service->url(),
            service->ca().string(),
            service->client_certificate().string(),
            service->client_key().string(),
            "GC07",
            *parse_device_key(contents(service->device_key()))};
  }
  [[nodiscard]] std::unique_ptr<HttpsHealthCodes> client(std::vector<HealthCodeSource> sources) {
    HealthCodeBudget budget;
    budget.health_every = 1h;  // these tests ask for themselves
    return std::make_unique<HttpsHealthCodes>(std::move(sources), "HOSPITAL_OUTPATIENT", now,
                                              inbox.post(), budget);
  }
};

visit::Identity identity(std::string_view id) {
  const auto person = *sandbox::person_named(id);

  // The name as the service knows it.
  std::string name = id == "wang"   ? "王秀英"
                     : id == "li"   ? "李明"
                     : id == "zhao" ? "赵国华"
                     : id == "sun"  ? "孙𠅤"
                                    : "钱桂芳";
  return {visit::DocumentKind::resident_id, visit::Secret(name), visit::Secret(person.number),
          std::nullopt, std::nullopt};
}

const visit::Consent kConsent{visit::Actor::self, visit::Moment{}};

}  // namespace

TEST_CASE("each of the cast gets the colour that their facts make, with a reason and a policy") {
  Far far;
  const auto client = far.client({far.source()});
  std::uint64_t ticket = 0;
  for (const auto& [id, state] : {std::pair{"wang", visit::CodeState::green},
                                  {"li", visit::CodeState::yellow},
                                  {"zhao", visit::CodeState::red},
                                  {"sun", visit::CodeState::green},
                                  {"qian", visit::CodeState::not_found}}) {
    INFO(id);
    client->ask({++ticket}, identity(id), kConsent);
    const auto answer = far.inbox.next<visit::event::Answered>();
    CHECK(answer.ticket.number == ticket);
    CHECK(answer.code.state == state);
    CHECK_FALSE(answer.code.reasons.empty());
    CHECK(answer.code.policy.id == "REF-CN-2021");
    CHECK(answer.code.expires_at > answer.code.as_of);
  }
}

TEST_CASE("a slip comes signed, in the colour that was shown") {
  Far far;
  const auto client = far.client({far.source()});
  client->ask({1}, identity("li"), kConsent);
  (void)far.inbox.next<visit::event::Answered>();
  client->sign({2}, identity("li"), kConsent);
  const auto signed_slip = far.inbox.next<visit::event::SlipSigned>();
  CHECK(signed_slip.slip.qr.reveal().starts_with("HC1:"));
  CHECK(signed_slip.slip.colour == visit::Colour::yellow);
  CHECK(signed_slip.slip.expires_at > now());
}

TEST_CASE("nobody's slip is signed who has no record") {
  Far far;
  const auto client = far.client({far.source()});
  client->sign({1}, identity("qian"), kConsent);
  (void)far.inbox.next<visit::event::SlipRefused>();
}

TEST_CASE(
    "a busy, a slow and a stopped service are three typed troubles, and the next query works") {
  Far far;
  const auto client = far.client({far.source()});
  auto ask = [&, ticket = std::uint64_t{0}]() mutable {
    client->ask({++ticket}, identity("wang"), kConsent);
    return far.inbox.next<visit::event::NotAnswered>().trouble;
  };
  REQUIRE(far.service->be_busy());
  CHECK(ask() == QueryTrouble::busy);
  REQUIRE(far.service->be_slow(30));
  const auto before = steady();
  CHECK(ask() == QueryTrouble::silent);
  CHECK(steady() - before < 5s);
  far.service->stop();
  CHECK(ask() == QueryTrouble::unreachable);
  REQUIRE(far.service->resume());
  client->ask({9}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
}

TEST_CASE("a second source is asked when the first does not answer, and says so") {
  Far far;
  HealthCodeSource dead = far.source();
  dead.url = "https://127.0.0.1:9";
  HealthCodeSource national = far.source();
  national.source = visit::Source::national;
  const auto client = far.client({dead, national});
  client->ask({1}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::AskingNext>().source == visit::Source::national);
  CHECK(far.inbox.next<visit::event::Answered>().code.state == visit::CodeState::green);
}

TEST_CASE("a service with another authority's certificate is not asked") {
  Far far;
  Far stranger;
  HealthCodeSource source = far.source();
  source.ca_file = stranger.service->ca().string();
  const auto client = far.client({source});
  client->ask({1}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::untrusted);
}

TEST_CASE("a device key the service does not know is refused") {
  Far far;
  HealthCodeSource source = far.source();
  source.device_key[0] ^= 1;
  const auto client = far.client({source});
  client->ask({1}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::refused);
}

TEST_CASE(
    "a number whose check digit fails, and a name that is another's, are told apart from "
    "everything else") {
  Far far;
  const auto client = far.client({far.source()});
  visit::Identity misread = identity("wang");
  misread.number = visit::Secret("990101195202290048");
  client->ask({1}, std::move(misread), kConsent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::number_rejected);
  visit::Identity other = identity("wang");
  other.name = visit::Secret("张三");
  client->ask({2}, std::move(other), kConsent);
  CHECK(far.inbox.next<visit::event::NotAnswered>().trouble == QueryTrouble::name_mismatch);
}

TEST_CASE("a cancelled question is never answered") {
  Far far;
  const auto client = far.client({far.source()});
  REQUIRE(far.service->be_slow(1));
  client->ask({1}, identity("zhao"), kConsent);
  client->cancel();
  REQUIRE(far.service->answer_well());
  client->ask({2}, identity("wang"), kConsent);
  CHECK(far.inbox.next<visit::event::Answered>().ticket.number == 2);
  CHECK(far.inbox.count<visit::event::Answered>() == 0);
  CHECK(far.inbox.count<visit::event::NotAnswered>() == 0);
}

TEST_CASE("a listener that accepts and says nothing costs the budget, no more") {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(listener, 4) == 0);
  REQUIRE(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  Far far;
  HealthCodeSource source = far.source();
  source.url = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  const auto client = far.client({source});
  const auto before = steady();
  client->ask({1}, identity("wang"), kConsent);
  (void)far.inbox.next<visit::event::NotAnswered>();
  CHECK(steady() - before < 5s);
  close(listener);
}

TEST_CASE("the service's log and its file names hold nobody") {
  Far far;
  const auto client = far.client({far.source()});
  client->ask({1}, identity("wang"), kConsent);
  (void)far.inbox.next<visit::event::Answered>();
  const std::string log = contents(far.folder.path() / "service.log");
  CHECK(log.find("/v1/status/query") != std::string::npos);  // it did log
  CHECK(log.find("990101195202290047") == std::string::npos);
  CHECK(log.find("王秀英") == std::string::npos);
}

}  // namespace devices
