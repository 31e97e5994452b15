// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/practice/practice_client.h"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/pem.h>

#include <cassert>

#include "devices/sandbox/service/issuing/openssl_handles.h"
#include "devices/sandbox/service/wire/request_guard.h"

namespace service {
namespace {

Bio reader(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

Certificate read_certificate(const std::string& pem) {
  return Certificate(PEM_read_bio_X509(reader(pem).get(), nullptr, nullptr, nullptr));
}

PracticeReply reply_of(const httplib::Result& result) {
  PracticeReply reply;
  if (!result) return reply;
  reply.status = result->status;
  reply.body = result->body;
  for (const auto& [name, value] : result->headers) {
    std::string lower = name;
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    reply.headers[lower] = value;
  }
  return reply;
}

httplib::Headers headers_of(const PracticeClient::Headers& headers) {
  return {headers.begin(), headers.end()};
}

}  // namespace

struct PracticeClient::Connection {
  Certificate certificate;
  PrivateKey key;
  std::unique_ptr<httplib::SSLClient> client;
};

Json PracticeReply::json() const {
  auto json = parse_json(body);
  return json ? std::move(*json) : Json();
}

PracticeClient::PracticeClient(Door door)
    : door_(std::move(door)), connection_(std::make_unique<Connection>()) {
  if (!door_.client.certificate.empty()) {
    connection_->certificate = read_certificate(door_.client.certificate);
    connection_->key.reset(
        PEM_read_bio_PrivateKey(reader(door_.client.key).get(), nullptr, nullptr, nullptr));
    assert(connection_->certificate && connection_->key);
  }
  connection_->client = std::make_unique<httplib::SSLClient>(
      door_.host, door_.port, connection_->certificate.get(), connection_->key.get());
  httplib::SSLClient& client = *connection_->client;
  X509_STORE* trusted = X509_STORE_new();
  const Certificate authority = read_certificate(door_.ca);
  assert(trusted && authority);
  X509_STORE_add_cert(trusted, authority.get());
  client.set_ca_cert_store(trusted);  // takes it over
  client.set_tcp_nodelay(true);
  client.set_keep_alive(true);
  client.set_connection_timeout(30);
  client.set_read_timeout(30);
}

PracticeClient::~PracticeClient() = default;

PracticeReply PracticeClient::get(const std::string& path, const Headers& headers) {
  return reply_of(connection_->client->Get(path, headers_of(headers)));
}

PracticeClient::Headers PracticeClient::signed_headers(const std::string& method,
                                                       const std::string& path,
                                                       const std::string& body,
                                                       const Headers& headers) const {
  const std::string timestamp = fmt::format("{}", epoch_seconds(door_.clock()));
  const std::string nonce = hex(random_bytes(16));
  Headers sent{{"X-Device-Id", door_.device}, {"X-Timestamp", timestamp}, {"X-Nonce", nonce}};
  for (const auto& [name, value] : headers) sent[name] = value;
  if (!headers.contains("X-Signature")) {
    sent["X-Signature"] =
        signature_of(door_.key, method, path, body, sent["X-Timestamp"], sent["X-Nonce"]);
  }
  return sent;
}

PracticeReply PracticeClient::post(const std::string& path, const std::string& body,
                                   const Headers& headers) {
  const Headers sent = signed_headers("POST", path, body, headers);
  return reply_of(
      connection_->client->Post(path, headers_of(sent), body, "application/json; charset=utf-8"));
}

PracticeReply PracticeClient::remove(const std::string& path, const Headers& headers) {
  const Headers sent = signed_headers("DELETE", path, "", headers);
  return reply_of(connection_->client->Delete(path, headers_of(sent)));
}

PracticeReply PracticeClient::post(const std::string& path, const Json& body,
                                   const Headers& headers) {
  return post(path, body.dump(), headers);
}

}  // namespace service
