// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/service.h"

#include <fmt/format.h>

#include "devices/sandbox/service/api.h"
#include "devices/sandbox/service/issuing/signed_lists.h"
#include "devices/sandbox/service/records/sql_store.h"
#include "devices/sandbox/service/wire/https_server.h"

namespace service {
namespace {

class Issuer final : public Service {
 public:
  Issuer(Settings settings, std::unique_ptr<Store> store, std::vector<SlipSigner> signers,
         Surroundings surroundings)
      : clock_(std::move(surroundings.clock)),
        office_(std::move(settings), std::move(store), std::move(signers), clock_),
        chores_([log = surroundings.log](std::string_view chore) {
          log(fmt::format("{} chore {} failed", rfc3339(machine_time()), chore));
        }),
        api_(office_, chores_, std::move(surroundings.log)) {}

  ~Issuer() override {
    api_.close();
    chores_.stop();
    if (server_) server_->stop();
  }
  Issuer(const Issuer&) = delete;
  Issuer& operator=(const Issuer&) = delete;

  // The answer is what is wrong, or nothing.
  std::string open() {
    try {
      office_.load_areas();
    } catch (const Refusal&) {
      return "the store cannot be read";
    }
    if (auto wrong = api_.wrong(); !wrong.empty()) return wrong;
    auto server = HttpsServer::open(office_.settings().listen,
                                    [this](const Call& call) { return api_.handle(call); });
    if (!server) return server.error();
    server_ = std::move(*server);
    api_.listens_on(server_->port());
    chores_.start();
    return {};
  }

  [[nodiscard]] int port() const override { return server_->port(); }

 private:
  Clock clock_;
  Office office_;
  Chores chores_;
  Api api_;
  std::unique_ptr<HttpsServer> server_;
};

}  // namespace

tl::expected<std::unique_ptr<Service>, std::string> Service::start(Settings settings,
                                                                   Surroundings surroundings) {
  std::vector<SlipSigner> signers;
  for (const SigningSettings& signing : settings.signing) {
    auto signer = SlipSigner::open(signing.certificate_pem, signing.key_pem);
    if (!signer) return tl::unexpected(signer.error());
    signers.push_back(std::move(*signer));
  }
  if (const SigningSettings& lists = settings.lists; !lists.certificate_pem.empty()) {
    const auto root = SlipSigner::open(lists.certificate_pem, lists.key_pem);
    if (!root) return tl::unexpected("lists: " + root.error());
  }
  for (const std::string& other : settings.listed) {
    if (!read_listed_signer(other)) {
      return tl::unexpected(std::string("lists: one of the others is no PEM certificate"));
    }
  }
  auto store = open_store(settings.store);
  if (!store) return tl::unexpected(store.error());
  auto issuer = std::make_unique<Issuer>(std::move(settings), std::move(*store), std::move(signers),
                                         std::move(surroundings));
  if (auto wrong = issuer->open(); !wrong.empty()) return tl::unexpected(std::move(wrong));
  return issuer;
}

}  // namespace service
