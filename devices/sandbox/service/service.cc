// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/service.h"

#include "devices/sandbox/service/api.h"
#include "devices/sandbox/service/https_server.h"
#include "devices/sandbox/service/sqlite_store.h"

namespace service {
namespace {

class Issuer final : public Service {
 public:
  Issuer(Settings settings, std::unique_ptr<Store> store, SlipSigner signer,
         Surroundings surroundings)
      : clock_(std::move(surroundings.clock)),
        office_(std::move(settings), std::move(store), std::move(signer), clock_),
        api_(office_, std::move(surroundings.log)) {}

  ~Issuer() override {
    api_.close();
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
    auto server = HttpsServer::open(office_.settings().listen,
                                    [this](const Call& call) { return api_.handle(call); });
    if (!server) return server.error();
    server_ = std::move(*server);
    return {};
  }

  [[nodiscard]] int port() const override { return server_->port(); }

 private:
  Clock clock_;
  Office office_;
  Api api_;
  std::unique_ptr<HttpsServer> server_;
};

}  // namespace

tl::expected<std::unique_ptr<Service>, std::string> Service::start(Settings settings,
                                                                   Surroundings surroundings) {
  auto signer = SlipSigner::open(settings.signing_certificate_pem, settings.signing_key_pem);
  if (!signer) return tl::unexpected(signer.error());
  auto store = open_sqlite_store(settings.store_path);
  if (!store) return tl::unexpected(store.error());
  auto issuer = std::make_unique<Issuer>(std::move(settings), std::move(*store), std::move(*signer),
                                         std::move(surroundings));
  if (auto wrong = issuer->open(); !wrong.empty()) return tl::unexpected(std::move(wrong));
  return issuer;
}

}  // namespace service
