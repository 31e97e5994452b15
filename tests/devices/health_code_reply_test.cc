// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/health_code_reply.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "devices/health_code_request.h"
#include "devices/request_signature.h"
#include "devices/rfc3339.h"

namespace devices {

using visit::QueryTrouble;

namespace {

nlohmann::json good() {
  return nlohmann::json::parse(R"({"state":"YELLOW","colour":"YELLOW",
    "reasons":[{"code":"Y_MEDIUM_RISK_AREA","text":{"zh":"中","en":"m"},
      "params":{"day":"2021-01-10","days":14,"areaName":"东湖区"}}],
    "asOf":"2021-01-20T09:30:00+08:00","expiresAt":"2021-01-20T10:00:00+08:00",
    "validUntil":"2021-01-22T09:30:00+08:00","source":"PROVINCE:44",
    "transcodedFrom":{"issuer":"44","name":{"zh":"粤康码","en":"Yuekang Code"},
      "word":{"zh":"黄码","en":"yellow"},"path":["44","00","42"]},
    "nat":{"result":"NEGATIVE","sampledAt":"2021-01-19T08:00:00+08:00","org":"练习检测所"},
    "antibody":{"sampledAt":"2021-01-02T08:00:00+08:00","igm":"NEGATIVE","igg":"POSITIVE"},
    "vaccination":[{"vaccine":"灭活疫苗","dose":1,"date":"2021-01-03"},
      {"vaccine":"灭活疫苗","dose":2,"total":2,"date":"2021-01-24","maker":"练习"}],
    "itinerary":{"days":14,"places":[
      {"area":"990100","areaName":"甲市","areaNameEn":"Jia","day":"2021-01-19","star":false},
      {"area":"990200","areaName":"乙市","areaNameEn":"Yi","day":"2021-01-12","star":true}]},
    "decision":"FEVER_CLINIC_OR_BUFFER",
    "policy":{"id":"REF-CN-2021","version":"1","name":{"zh":"参考规则","en":"Reference rules"}},
    "issuer":{"code":"99","name":{"zh":"练习健康码","en":"Practice"}}})");
}

nlohmann::json with(const char* pointer, nlohmann::json value) {
  nlohmann::json reply = good();
  reply[nlohmann::json::json_pointer(pointer)] = std::move(value);
  return reply;
}

nlohmann::json without(const char* key) {
  nlohmann::json reply = good();
  reply.erase(key);
  return reply;
}

auto parse(const nlohmann::json& reply) {
  return parse_status(reply.dump(), visit::Source::province);
}

// The trouble that this answer is; none: it was read.
std::optional<QueryTrouble> trouble(const nlohmann::json& reply) {
  const auto code = parse(reply);
  if (code) return std::nullopt;
  return code.error();
}

}  // namespace

TEST_CASE("a good answer is read whole") {
  const auto code = parse(good());
  REQUIRE(code);
  CHECK(code->state == visit::CodeState::yellow);
  REQUIRE(code->reasons.size() == 1);
  CHECK(code->reasons[0].place == "东湖区");
  CHECK(code->reasons[0].days == 14);
  CHECK(code->nat->laboratory == "练习检测所");
  CHECK(code->expires_at - code->as_of == std::chrono::minutes{30});
  CHECK(code->valid_until - code->as_of == std::chrono::hours{48});
  REQUIRE(code->antibody);
  CHECK(code->antibody->igg);
  CHECK_FALSE(code->antibody->igm);
  CHECK(code->antibody->sampled_at == parse_moment("2021-01-02T00:00:00Z"));
  REQUIRE(code->vaccinations.size() == 2);
  CHECK(code->vaccinations[1].dose == 2);
  CHECK(code->vaccinations[0].date == parse_date("2021-01-03"));
  CHECK(code->itinerary_days == 14);
  REQUIRE(code->itinerary.size() == 2);
  CHECK(code->itinerary[1].place.zh == "乙市");
  CHECK(code->itinerary[1].star);
  CHECK_FALSE(code->itinerary[0].star);
  REQUIRE(code->origin);
  CHECK(code->origin->issuer == "44");
  CHECK(code->origin->name.zh == "粤康码");
  CHECK(code->origin->word.en == "yellow");
}

TEST_CASE("the source of a code is the rung that answered, whoever that one had asked") {
  for (const char* word : {"LOCAL", "PROVINCE:44", "NATIONAL"}) {
    const std::string body = with("/source", word).dump();
    CHECK(parse_status(body, visit::Source::province)->source == visit::Source::province);
    CHECK(parse_status(body, visit::Source::national)->source == visit::Source::national);
  }
}

TEST_CASE("records of another province bear its name, with or without a word of its own") {
  nlohmann::json shared =
      with("/sourceName", nlohmann::json{{"zh", "吉祥码"}, {"en", "Jilin code"}});
  shared["source"] = "PROVINCE:22";
  shared["transcodedFrom"] = nullptr;
  const auto facts = parse(shared);
  REQUIRE(facts);
  CHECK(facts->origin->issuer == "22");
  CHECK(facts->origin->name.zh == "吉祥码");
  CHECK(facts->origin->word.zh.empty());
  shared["source"] = "LOCAL";
  CHECK(parse(shared).error() == QueryTrouble::malformed);
}

TEST_CASE("a commuter's hours are read where the service says so, and from nobody else") {
  const auto within = [](const nlohmann::json& scene) {
    const auto code = parse(with("/scene", scene));
    REQUIRE(code);
    return code->commuter_within;
  };
  CHECK(within({{"id", "ENTER_BEIJING"}, {"natHours", 336}, {"commuter", true}}) ==
        std::chrono::hours{336});
  CHECK_FALSE(within({{"id", "ENTER_BEIJING"}, {"natHours", 48}}));
  CHECK_FALSE(within({{"id", "ENTER_BEIJING"}, {"natHours", 336}, {"commuter", false}}));
}

TEST_CASE("those who may act for the person are read by mask, and a broken list is no answer") {
  const nlohmann::json agent = {
      {"maskedName", "李*"}, {"relation", "CHILD"}, {"validTo", "2021-03-01T00:00:00+08:00"}};
  const auto code = parse(with("/agents", nlohmann::json::array({agent})));
  REQUIRE(code);
  REQUIRE(code->agents.size() == 1);
  CHECK(code->agents[0].masked_name.reveal() == "李*");
  CHECK(code->agents[0].until == parse_moment("2021-02-28T16:00:00Z"));
  CHECK(parse(good())->agents.empty());
  for (const char* key : {"maskedName", "validTo"}) {
    nlohmann::json broken = agent;
    broken[key] = 7;
    CHECK(trouble(with("/agents", nlohmann::json::array({broken}))) == QueryTrouble::malformed);
  }
  CHECK(trouble(with("/agents", "李*")) == QueryTrouble::malformed);
}

TEST_CASE("each actor says who they are, and an agent by which delegation") {
  const auto actor = [](const visit::Consent& consent) {
    return nlohmann::json::parse(query_body({}, consent, "HOSPITAL_OUTPATIENT"))["actor"];
  };
  const visit::Moment then{};
  CHECK(actor({visit::Actor::self, then, "aa", "bb"}) == nlohmann::json{{"kind", "SELF"}});
  CHECK(actor({visit::Actor::staff, then, "aa", "bb"}) ==
        nlohmann::json{{"kind", "STAFF"}, {"staffId", "aa"}});
  CHECK(actor({visit::Actor::agent, then, "aa", "bb"}) ==
        nlohmann::json{{"kind", "AGENT"}, {"delegationId", "bb"}});
}

TEST_CASE("what a service does not know may be null or left out") {
  for (const char* key : {"validUntil", "transcodedFrom", "antibody", "vaccination", "itinerary"}) {
    INFO(key);
    CHECK(trouble(without(key)) == std::nullopt);
    CHECK(trouble(with((std::string("/") + key).c_str(), nullptr)) == std::nullopt);
  }
  const auto code = parse(with("/validUntil", nullptr));
  CHECK(code->valid_until == code->expires_at);
  const auto nameless = parse(with("/itinerary/places/0/areaName", nullptr));
  CHECK(nameless->itinerary[0].place.zh == "990100");
  CHECK(parse(with("/antibody/sampledAt", nullptr))->antibody->sampled_at == std::nullopt);
}

TEST_CASE("H06: every answer cut short is truncated, never a colour") {
  const std::string whole = good().dump();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto cut = parse_status(whole.substr(0, size), visit::Source::province);
    REQUIRE_FALSE(cut);
    CHECK(cut.error() == QueryTrouble::truncated);
  }
  CHECK(parse_status(whole, visit::Source::province));
}

TEST_CASE("what is no JSON, or goes on after its end, is malformed") {
  for (const char* text :
       {"<html>", "{]", "nonsense and more", "{}}", "\xff\xfe", "{\"state\":01}"})
    CHECK(parse_status(text, visit::Source::province).error() == QueryTrouble::malformed);
  CHECK(parse_status(good().dump() + "{}", visit::Source::province).error() ==
        QueryTrouble::malformed);
  const std::string deep(200'000, '[');  // deeper than any stack
  CHECK(parse_status(deep, visit::Source::province).error() == QueryTrouble::truncated);
}

TEST_CASE("H06: a word that this kiosk does not know is unknown, never a colour") {
  for (const auto& [pointer, word] :
       std::vector<std::pair<const char*, const char*>>{{"/state", "BLUE"},
                                                        {"/state", "green"},
                                                        {"/colour", "BLUE"},
                                                        {"/decision", "WAVE_THROUGH"},
                                                        {"/nat/result", "MAYBE"},
                                                        {"/antibody/igm", "WEAK"},
                                                        {"/source", "CACHE"},
                                                        {"/source", "PROVINCE:4"},
                                                        {"/source", "PROVINCE:4x"},
                                                        {"/source", "PROVINCE:"}}) {
    INFO(pointer << " " << word);
    CHECK(trouble(with(pointer, word)) == QueryTrouble::unknown_word);
  }
}

TEST_CASE("a member that is missing, of another kind or against another one is malformed") {
  for (const char* key : {"state", "colour", "reasons", "asOf", "expiresAt", "source", "nat",
                          "decision", "policy", "issuer"}) {
    INFO(key);
    CHECK(trouble(without(key)) == QueryTrouble::malformed);
  }
  for (const auto& [pointer, value] : std::vector<std::pair<const char*, nlohmann::json>>{
           {"/state", nullptr},
           {"/state", "GREEN"},   // with a yellow colour
           {"/colour", "GREEN"},  // with a yellow state
           {"/colour", nullptr},
           {"/reasons", nlohmann::json::array()},
           {"/reasons", "none"},
           {"/reasons/0/code", "R_CONFIRMED"},  // a red's reason for a yellow
           {"/reasons/0/params/day", "2021-02-30"},
           {"/reasons/0/params/days", -1},
           {"/reasons/0/params/days", 1e300},
           {"/expiresAt", "soon"},
           {"/validUntil", "soon"},
           {"/nat", nullptr},
           {"/antibody", "POSITIVE"},
           {"/antibody/igm", true},
           {"/vaccination", nlohmann::json::object()},
           {"/vaccination/0/dose", 0},
           {"/vaccination/0/dose", "1"},
           {"/vaccination/0/date", "yesterday"},
           {"/itinerary/days", 400},
           {"/itinerary/places", nullptr},
           {"/itinerary/places/1/star", "*"},
           {"/transcodedFrom/issuer", "44x"},
           {"/transcodedFrom/path", "44"},
           {"/transcodedFrom/word", "黄码"},
           {"/policy", "1"}}) {
    INFO(pointer << " " << value);
    CHECK(trouble(with(pointer, value)) == QueryTrouble::malformed);
  }
  CHECK(trouble(nlohmann::json::array()) == QueryTrouble::malformed);
}

TEST_CASE("lists and texts beyond any true one are malformed") {
  const auto many = [](const char* pointer, std::size_t count) {
    nlohmann::json reply = good();
    auto& list = reply[nlohmann::json::json_pointer(pointer)];
    const nlohmann::json one = list[0];
    list = nlohmann::json::array();
    for (std::size_t i = 0; i < count; ++i) list.push_back(one);
    return trouble(reply);
  };
  for (const auto& [pointer, most] : {std::pair{"/reasons", 16U},
                                      {"/vaccination", 32U},
                                      {"/itinerary/places", 200U},
                                      {"/transcodedFrom/path", 8U}}) {
    INFO(pointer);
    CHECK(many(pointer, most) == std::nullopt);
    CHECK(many(pointer, most + 1) == QueryTrouble::malformed);
  }
  CHECK(trouble(with("/vaccination/0/vaccine", std::string(256, 'x'))) == std::nullopt);
  CHECK(trouble(with("/vaccination/0/vaccine", std::string(257, 'x'))) == QueryTrouble::malformed);
  CHECK(trouble(with("/reasons/0/text/zh", std::string(1025, 'x'))) == QueryTrouble::malformed);
}

TEST_CASE("a text that could rearrange a page is malformed, and every honest script is read") {
  for (const char* text : {"a\nb", "\x1b[2J", "\x7f", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xae",
                           "\xe2\x81\xa6", "a\tb"}) {
    CHECK(trouble(with("/transcodedFrom/word/zh", text)) == QueryTrouble::malformed);
    CHECK(trouble(with("/reasons/0/text/en", text)) == QueryTrouble::malformed);
    CHECK(trouble(with("/itinerary/places/0/areaName", text)) == QueryTrouble::malformed);
  }
  for (const char* text : {"孙𠅤", "乌鲁木齐·ئۈرۈمچى", "Ürümqi – “quoted”", "བོད་ལྗོངས", "©"})
    CHECK(trouble(with("/transcodedFrom/word/zh", text)) == std::nullopt);
}

TEST_CASE("a status code means what the wire says, and the body's code where that is not enough") {
  for (const int status : {429, 503}) CHECK(trouble_of(status, "") == QueryTrouble::busy);
  for (const int status : {500, 502, 504})
    CHECK(trouble_of(status, "<html>") == QueryTrouble::silent);
  for (const int status : {301, 302, 307, 308})
    CHECK(trouble_of(status, R"({"code":"E_BAD_ID"})") == QueryTrouble::redirected);
  CHECK(trouble_of(401, R"({"code":"E_CLOCK_SKEW"})") == QueryTrouble::clock_differs);
  CHECK(trouble_of(401, R"({"code":"E_REPLAY"})") == QueryTrouble::refused);
  CHECK(trouble_of(403, "") == QueryTrouble::refused);
  CHECK(trouble_of(404, R"({"code":"E_NO_RECORD"})") == QueryTrouble::refused);
  CHECK(trouble_of(409, R"({"code":"E_IDEMPOTENCY"})") == QueryTrouble::refused);
  CHECK(trouble_of(400, R"({"code":"E_BAD_ID"})") == QueryTrouble::number_rejected);
  CHECK(trouble_of(422, R"({"code":"E_NAME_MISMATCH"})") == QueryTrouble::name_mismatch);
  CHECK(trouble_of(422, R"({"code":"E_NO_COLOUR"})") == QueryTrouble::refused);
  // A stranger's words at that address, and codes where they do not belong.
  CHECK(trouble_of(418, "") == QueryTrouble::malformed);
  CHECK(trouble_of(404, "<html>") == QueryTrouble::malformed);
  CHECK(trouble_of(204, "") == QueryTrouble::malformed);
  CHECK(trouble_of(501, "{}") == QueryTrouble::malformed);
  CHECK(trouble_of(403, R"({"code":"E_BAD_ID"})") == QueryTrouble::refused);
}

TEST_CASE("the wait that is asked for is the body's, else the header's, and only of 429 and 503") {
  using std::chrono::milliseconds;
  constexpr std::string_view kBody = R"({"code":"E_BUSY","retryAfterMs":1500})";
  CHECK(wait_asked(503, kBody, milliseconds{2000}) == milliseconds{1500});
  CHECK(wait_asked(429, kBody, {}) == milliseconds{1500});
  CHECK(wait_asked(429, "<html>", milliseconds{2000}) == milliseconds{2000});
  CHECK(wait_asked(503, R"({"retryAfterMs":-1})", {}) == std::nullopt);
  CHECK(wait_asked(503, R"({"retryAfterMs":"2"})", milliseconds{1000}) == milliseconds{1000});
  CHECK(wait_asked(504, kBody, milliseconds{2000}) == std::nullopt);
}

TEST_CASE("a slip without a colour or without its code is no slip") {
  nlohmann::json slip = {{"id", "3F9A1C20B7D4E855"},
                         {"kind", "STATUS_SLIP"},
                         {"state", "GREEN"},
                         {"qr", "HC1:X"},
                         {"expiresAt", "2021-01-22T09:30:05+08:00"}};
  const auto changed = [&slip](const char* key, const char* value) {
    nlohmann::json other = slip;
    other[key] = value;
    return parse_slip(other.dump(), visit::SlipKind::status_slip).error();
  };
  CHECK(parse_slip(slip.dump(), visit::SlipKind::status_slip));
  CHECK(changed("state", "UNKNOWN") == QueryTrouble::malformed);
  CHECK(changed("kind", "HEALTH_CARD") == QueryTrouble::malformed);
  CHECK(changed("state", "BLUE") == QueryTrouble::unknown_word);
  CHECK(changed("qr", "http://example.invalid") == QueryTrouble::malformed);
  CHECK(changed("qr", "HC1:lower") == QueryTrouble::malformed);
  CHECK(changed("id", "../etc/passwd") == QueryTrouble::malformed);
  CHECK(parse_slip(slip.dump().substr(0, 20), visit::SlipKind::status_slip).error() ==
        QueryTrouble::truncated);
}

TEST_CASE("a card is one without a colour, whatever state stands beside it") {
  nlohmann::json card = {{"id", "3F9A1C20B7D4E855"},
                         {"kind", "HEALTH_CARD"},
                         {"qr", "HC1:X"},
                         {"expiresAt", "2021-07-19T09:30:05+08:00"}};
  const auto read = parse_slip(card.dump(), visit::SlipKind::health_card);
  REQUIRE(read);
  CHECK_FALSE(read->colour);
  CHECK(read->id == "3F9A1C20B7D4E855");
  CHECK(read->qr.reveal() == "HC1:X");
  card["state"] = "GREEN";
  CHECK_FALSE(parse_slip(card.dump(), visit::SlipKind::health_card)->colour);
  // Another kind than was asked for is no answer.
  CHECK(parse_slip(card.dump(), visit::SlipKind::status_slip).error() == QueryTrouble::malformed);
  card["kind"] = "STATUS_SLIP";
  CHECK(parse_slip(card.dump(), visit::SlipKind::health_card).error() == QueryTrouble::malformed);
}

TEST_CASE("what is asked to be signed is named") {
  const auto kind_in = [](visit::SlipKind kind) {
    const visit::Identity who{visit::DocumentKind::resident_id, visit::Secret("王秀英"),
                              visit::Secret("990101193804120011"), std::nullopt, std::nullopt};
    return nlohmann::json::parse(slip_body(who, {}, "HOSPITAL_OUTPATIENT", kind))["kind"];
  };
  CHECK(kind_in(visit::SlipKind::status_slip) == "STATUS_SLIP");
  CHECK(kind_in(visit::SlipKind::health_card) == "HEALTH_CARD");
}

TEST_CASE("the request signature is the one the wire document gives") {
  DeviceKey key{};
  for (std::size_t i = 0; i < key.size(); ++i) key[i] = static_cast<std::uint8_t>(i);
  CHECK(signature({"POST", "/v1/status/query", "{}", 1611106200, "c2FtcGxlLW5vbmNlLTAwMQ"}, key) ==
        "cecd07af4cad75be3fa3c9113cf71cb92d599e25f838bc71bafc0aea1a9808ed");
  CHECK(nonce() != nonce());
  // An Idempotency-Key takes no underscore; keys with one were refused now and then.
  for (int i = 0; i < 200; ++i) {
    const std::string one = nonce();
    CHECK(one.size() == 22);
    CHECK(
        one.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") ==
        std::string::npos);
  }
  CHECK(parse_device_key(std::string(64, 'a') + "\n"));
  CHECK_FALSE(parse_device_key(std::string(63, 'a')));
  CHECK_FALSE(parse_device_key(std::string(64, 'g')));
}

TEST_CASE("moments are RFC 3339 or nothing") {
  CHECK(parse_moment("2021-01-20T09:30:00+08:00") == parse_moment("2021-01-20T01:30:00Z"));
  CHECK(parse_moment("2021-01-20T01:30:00.250Z") ==
        *parse_moment("2021-01-20T01:30:00Z") + std::chrono::milliseconds{250});
  for (const char* wrong :
       {"", "2021-01-20", "2021-01-20T09:30:00", "2021-13-20T09:30:00Z", "2021-01-20T24:00:00Z",
        "2021-01-20T09:30:00+25:00", "2021-01-20T09:30:00Zx", "2021-01-20T-9:30:00Z"}) {
    INFO(wrong);
    CHECK_FALSE(parse_moment(wrong));
  }
  CHECK(parse_date("2020-02-29"));
  CHECK_FALSE(parse_date("2021-02-29"));
}

}  // namespace devices
