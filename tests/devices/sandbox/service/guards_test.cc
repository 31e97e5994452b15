// SPDX-License-Identifier: GPL-3.0-or-later
#include <httplib.h>
#include <openssl/pem.h>

#include <catch2/catch.hpp>

#include <thread>

#include "devices/sandbox/service/wire/request_guard.h"
#include "tests/devices/sandbox/service/running_service.h"
#include "tests/files.h"

using service::Json;
using service_test::at;
using service_test::inquiry;
using service_test::RunningService;

namespace {

std::string code_of(const service::PracticeReply& reply) {
  const Json json = reply.json();
  return json.is_object() && json.contains("code") ? std::string(json["code"])
                                                   : std::to_string(reply.status);
}

service::Lifetime long_life() { return {at("2020-01-01"), at("2120-01-01")}; }

}  // namespace

TEST_CASE("the signature is the one of the wire document") {
  service::Key32 key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  CHECK(service::signature_of(key, "POST", "/v1/status/query", "{}", "1611106200",
                              "c2FtcGxlLW5vbmNlLTAwMQ") ==
        "cecd07af4cad75be3fa3c9113cf71cb92d599e25f838bc71bafc0aea1a9808ed");
}

TEST_CASE("only what a known device signed comes in") {
  RunningService running;
  running.seed(Json::object());
  const auto ask = [&](const service::PracticeClient::Headers& headers) {
    return code_of(running.kiosk().post("/v1/status/query", inquiry(), headers));
  };
  CHECK(ask({}) == "200");
  CHECK(ask({{"X-Signature", std::string(64, '0')}}) == "E_SIGNATURE");
  CHECK(ask({{"X-Signature", ""}}) == "E_SIGNATURE");
  CHECK(ask({{"X-Nonce", "short"}}) == "E_SIGNATURE");
  CHECK(ask({{"X-Timestamp", "yesterday"}}) == "E_SIGNATURE");
  CHECK(ask({{"X-Device-Id", "GC99"}}) == "E_DEVICE");
  CHECK(ask({{"X-Device-Id", ""}}) == "E_DEVICE");
  // Another device's id and key under this device's certificate.
  auto door = running.door("GC08");
  door.client = running.door().client;
  service::PracticeClient masked(door);
  CHECK(code_of(masked.post("/v1/status/query", inquiry())) == "E_DEVICE");
}

TEST_CASE("a body or path that is not the signed one is refused") {
  RunningService running;
  const auto door = running.door();
  const std::string body = inquiry().dump();
  const std::string stamp = std::to_string(service::epoch_seconds(running.now()));
  const std::string nonce = "0123456789abcdef";
  const auto signed_for = [&](const std::string& path, const std::string& text) {
    return service::signature_of(door.key, "POST", path, text, stamp, nonce);
  };
  const auto send = [&](const std::string& signature) {
    return code_of(running.kiosk().post(
        "/v1/status/query", body,
        {{"X-Timestamp", stamp}, {"X-Nonce", nonce}, {"X-Signature", signature}}));
  };
  CHECK(send(signed_for("/v1/status/query", body + " ")) == "E_SIGNATURE");
  CHECK(send(signed_for("/v1/certificates", body)) == "E_SIGNATURE");
  CHECK(send(signed_for("/v1/status/query", body)) == "200");
}

TEST_CASE("a nonce serves once, even a device's own, and again when its time is past all doubt") {
  RunningService running;
  const auto ask = [&](const char* nonce) {
    return code_of(running.kiosk().post("/v1/status/query", inquiry(), {{"X-Nonce", nonce}}));
  };
  CHECK(ask("aaaaaaaaaaaaaaaa") == "200");
  CHECK(ask("aaaaaaaaaaaaaaaa") == "E_REPLAY");
  CHECK(ask("bbbbbbbbbbbbbbbb") == "200");
  running.set_time("2021-01-20T09:35");
  CHECK(ask("aaaaaaaaaaaaaaaa") == "E_REPLAY");
  running.set_time("2021-01-20T09:35:02");
  CHECK(ask("aaaaaaaaaaaaaaaa") == "200");
}

TEST_CASE("H08: a recorded request is worthless: replayed at once it is known, later it is late") {
  RunningService running;
  const auto door = running.door();
  const std::string body = inquiry().dump();
  const std::string stamp = std::to_string(service::epoch_seconds(running.now()));
  const service::PracticeClient::Headers recorded{
      {"X-Timestamp", stamp},
      {"X-Nonce", "cccccccccccccccc"},
      {"X-Signature", service::signature_of(door.key, "POST", "/v1/status/query", body, stamp,
                                            "cccccccccccccccc")}};
  const auto send = [&] {
    return code_of(running.kiosk().post("/v1/status/query", body, recorded));
  };
  CHECK(send() == "200");
  for (const char* time : {"2021-01-20T09:30", "2021-01-20T09:34:59", "2021-01-20T09:35:00.999"}) {
    running.set_time(time);
    CHECK(send() == "E_REPLAY");
  }
  running.set_time("2021-01-20T09:35:01");
  CHECK(send() == "E_CLOCK_SKEW");
  running.set_time("2021-01-21T09:30");
  CHECK(send() == "E_CLOCK_SKEW");
}

TEST_CASE("H09: clocks may be 300 s apart, on either side, and not a second more") {
  RunningService running;
  const auto ask = [&](int skew) {
    const auto stamp = std::to_string(service::epoch_seconds(running.now()) + skew);
    return code_of(running.kiosk().post("/v1/status/query", inquiry(), {{"X-Timestamp", stamp}}));
  };
  CHECK(ask(300) == "200");
  CHECK(ask(-300) == "200");
  CHECK(ask(301) == "E_CLOCK_SKEW");
  CHECK(ask(-301) == "E_CLOCK_SKEW");
}

TEST_CASE("TLS 1.3 with a certificate of our authority, or nothing") {
  RunningService running;
  running.seed(Json::object());
  const auto reaches = [](const service::PracticeClient::Door& door) {
    return service::PracticeClient(door).get("/v1/health").status;
  };
  CHECK(reaches(running.door()) == 200);

  auto nobody = running.door();
  nobody.client = {};
  CHECK(reaches(nobody) == 0);

  const service::PracticeCa stranger("another authority", long_life());
  auto foreign = running.door();
  foreign.client = stranger.client("GC07", long_life());
  CHECK(reaches(foreign) == 0);

  auto expired = running.door();
  expired.client = running.ca().client("GC07", {at("2019-01-01"), at("2019-02-01")});
  CHECK(reaches(expired) == 0);

  // A server's certificate is no kiosk's.
  auto server = running.door();
  server.client = running.ca().server({"127.0.0.1"}, long_life());
  CHECK(reaches(server) == 0);

  // And the service proves itself to whoever trusts another authority in vain.
  auto wary = running.door();
  wary.ca = stranger.certificate();
  CHECK(reaches(wary) == 0);
}

TEST_CASE("TLS 1.2 is not spoken") {
  RunningService running;
  const auto door = running.door();
  const auto greet = [&](int highest) {
    httplib::SSLClient client("127.0.0.1", door.port);
    client.enable_server_certificate_verification(false);
    SSL_CTX* context = client.ssl_context();
    SSL_CTX_set_max_proto_version(context, highest);
    BIO* in = BIO_new_mem_buf(door.client.certificate.data(), -1);
    X509* certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
    BIO_free(in);
    in = BIO_new_mem_buf(door.client.key.data(), -1);
    EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
    BIO_free(in);
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    const auto result = client.Get("/v1/health");
    return result ? result->status : 0;
  };
  CHECK(greet(TLS1_2_VERSION) == 0);
  CHECK(greet(TLS1_3_VERSION) == 200);
}

TEST_CASE("bodies are capped, packed and piecewise ones refused, in the constant form") {
  RunningService running;
  running.seed(Json::object());
  const std::string large(65 << 10, ' ');
  CHECK(code_of(running.kiosk().post("/v1/status/query", large)) == "E_TOO_LARGE");
  CHECK(code_of(running.kiosk().post("/v1/status/query", inquiry())) == "200");
  CHECK(code_of(running.kiosk().post("/v1/status/query", inquiry(),
                                     {{"Content-Encoding", "br"}})) == "E_BAD_REQUEST");

  const auto door = running.door();
  BIO* in = BIO_new_mem_buf(door.client.certificate.data(), -1);
  X509* certificate = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  in = BIO_new_mem_buf(door.client.key.data(), -1);
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  httplib::SSLClient client("127.0.0.1", door.port, certificate, key);
  client.enable_server_certificate_verification(false);
  std::size_t left = 40;
  const auto piecewise = client.Post(
      "/v1/status/query",
      [&](std::size_t, httplib::DataSink& sink) {
        const std::string piece(8 << 10, ' ');
        if (left-- == 0) {
          sink.done();
          return true;
        }
        return sink.write(piece.data(), piece.size());
      },
      "application/json");
  REQUIRE(piecewise);
  CHECK(piecewise->status == 400);
  CHECK(Json::parse(piecewise->body)["code"] == "E_BAD_REQUEST");
  X509_free(certificate);
  EVP_PKEY_free(key);
}

TEST_CASE("replies are never packed, and never kept by anyone") {
  RunningService running;
  running.seed(Json::object());
  const auto reply =
      running.kiosk().post("/v1/status/query", inquiry(), {{"Accept-Encoding", "gzip, br"}});
  CHECK(reply.status == 200);
  CHECK(reply.headers.count("content-encoding") == 0);
  CHECK(reply.headers.at("cache-control") == "no-store");
  CHECK(reply.headers.at("content-type") == "application/json; charset=utf-8");
}

TEST_CASE("a request id is echoed; what could not be one is replaced") {
  RunningService running;
  auto reply = running.kiosk().get("/v1/health", {{"X-Request-Id", "visit-42"}});
  CHECK(reply.headers.at("x-request-id") == "visit-42");
  reply = running.kiosk().get("/v1/nothing", {{"X-Request-Id", "990101193804120011 王"}});
  CHECK(reply.status == 404);
  CHECK(reply.headers.at("x-request-id").size() == 16);
  CHECK(reply.json()["requestId"] == reply.headers.at("x-request-id"));
}

TEST_CASE("what is no JSON, and JSON with a key twice or too deep, is a bad request") {
  RunningService running;
  for (const std::string& body :
       {std::string("{"), std::string("[]"), std::string(), std::string("\"\xff\""),
        std::string(R"({"consent":true,"consent":false})"), std::string(5000, '[')}) {
    CHECK(code_of(running.kiosk().post("/v1/status/query", body)) == "E_BAD_REQUEST");
  }
}

TEST_CASE("neither name nor number comes into a log line, an error or a file") {
  RunningService running;
  running.seed(Json{{"nationalPush", "HIGH"}});
  running.query();
  running.query(Json{{"extra", RunningService::kNumber}});
  running.query(
      Json{{"idDoc", {{"kind", "NI"}, {"number", RunningService::kNumber}, {"name", "别人"}}}});
  Json slip = inquiry();
  slip["kind"] = "STATUS_SLIP";
  REQUIRE(running.kiosk()
              .post("/v1/certificates", slip, {{"Idempotency-Key", "0123456789abcdef"}})
              .status == 201);
  // A careless client's own fault: the path is not repeated.
  running.kiosk().get(std::string("/v1/status?number=") + RunningService::kNumber);
  running.kiosk().get(std::string("/v1/") + RunningService::kNumber);

  std::string everything;
  for (const std::string& line : running.log()) everything += line + "\n";
  CHECK(everything.find("/v1/status/query 200") != std::string::npos);
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(running.folder())) {
    everything += files::contents(file.path());
    ++files;
  }
  CHECK(files >= 2);  // the store and its log
  // Positive control: the search does find what is there in clear.
  REQUIRE(everything.find("HIGH") != std::string::npos);
  CHECK(everything.find(RunningService::kNumber) == std::string::npos);
  CHECK(everything.find("19380412") == std::string::npos);
  CHECK(everything.find(RunningService::kName) == std::string::npos);
  CHECK(everything.find("HC1:") == std::string::npos);
}
