// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/printing/sheet/status_slip_samples.h"

#include <fmt/format.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <utility>

#include "printing/sheet/status_slip.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace printing::testing {

namespace {

// As long as a code with a test result and a name in both scripts: version 22.
std::string unsigned_text() {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  std::string text = "HC1:";
  unsigned state = 1;
  while (text.size() < 783) {
    state = state * 1103515245U + 12345U;
    text += kAlphabet[(state >> 16) % kAlphabet.size()];
  }
  return text;
}

visit::HealthCode code_of(visit::CodeState state) {
  visit::HealthCode code;
  code.state = state;
  code.as_of = shanghai(2021, 1, 26, 10, 5);
  code.expires_at = shanghai(2021, 1, 28, 9, 30);
  code.issuer = "湖北省健康码服务";
  code.policy = {"HB-HC", "3.2", "湖北省健康码规则"};
  return code;
}

visit::Certificate certificate_of(std::string_view name, std::string_view number,
                                  visit::Colour colour, visit::Advice advice,
                                  visit::HealthCode code, visit::Moment expires) {
  return {visit::Secret(name),
          visit::Secret(number),
          {colour, advice, std::move(code)},
          {visit::Secret(unsigned_text()), expires, "9901012101260042", colour}};
}

visit::Date day(int year, unsigned month, unsigned number) {
  return {std::chrono::year(year), std::chrono::month(month), std::chrono::day(number)};
}

const TestSigner& signer() {
  static const TestSigner kSigner;
  return kSigner;
}

}  // namespace

text::Faces& slip_faces() {
  static const std::unique_ptr<text::Faces> kFaces = [] {
    text::FacePaths paths;
    paths.rules = KIOSK_SOURCE_DIR "/config/fonts/fonts.conf";
    paths.cache = KIOSK_BINARY_DIR "/faces";
    auto opened = text::Faces::open(paths);
    REQUIRE(opened.has_value());
    return std::move(*opened);
  }();
  return *kFaces;
}

const PaperWords& slip_words() {
  static const PaperWords kWords = [] {
    auto words = read_paper_words(KIOSK_SOURCE_DIR "/config/paper", kStatusSlipWords);
    INFO((words ? "" : words.error()));
    REQUIRE(words.has_value());
    return std::move(*words);
  }();
  return kWords;
}

const Stationery& stationery() {
  static const Stationery kStationery = [] {
    auto read = Stationery::read(KIOSK_SOURCE_DIR "/config/paper");
    INFO((read ? "" : read.error()));
    REQUIRE(read.has_value());
    return std::move(*read);
  }();
  return kStationery;
}

visit::Moment shanghai(int year, unsigned month, unsigned number, int hour, int minute) {
  return std::chrono::sys_days{day(year, month, number)} + std::chrono::hours{hour - 8} +
         std::chrono::minutes{minute};
}

visit::Certificate green_certificate() {
  visit::HealthCode code = code_of(visit::CodeState::green);
  code.reasons.push_back({"G_NO_ABNORMAL", {}, "", 14, {}});
  code.nat = {visit::NatResult::negative, shanghai(2021, 1, 26, 9, 30), "武汉市第一医院"};
  return certificate_of("李秀英", "990101********0028", visit::Colour::green, visit::Advice::pass,
                        std::move(code), shanghai(2021, 1, 28, 9, 30));
}

visit::Certificate yellow_certificate() {
  visit::HealthCode code = code_of(visit::CodeState::yellow);
  code.reasons.push_back({"Y_MEDIUM_RISK_AREA", day(2021, 1, 18), "东西湖区", 14, {}});
  code.nat = {visit::NatResult::negative, shanghai(2021, 1, 25, 16, 10), "武汉市中心医院"};
  return certificate_of("阿卜杜热伊木·托合提", "990101********0036", visit::Colour::yellow,
                        visit::Advice::fever_clinic, std::move(code), shanghai(2021, 1, 27, 10, 5));
}

visit::Certificate red_certificate() {
  visit::HealthCode code = code_of(visit::CodeState::red);
  code.reasons.push_back({"R_CLOSE_CONTACT", day(2021, 1, 20), "", 14, {}});
  return certificate_of("孙𠅤", "990101********0011", visit::Colour::red, visit::Advice::isolate,
                        std::move(code), shanghai(2021, 1, 27, 10, 5));
}

visit::Certificate hardest_certificate() {
  visit::HealthCode code = code_of(visit::CodeState::red);
  code.reasons.push_back({"R_CLOSE_CONTACT", day(2021, 12, 20), "", 14, {}});
  code.reasons.push_back(
      {"R_HIGH_RISK_AREA", day(2021, 12, 18), "巴音郭楞蒙古自治州博湖县", 14, {}});
  code.reasons.push_back({"R_DISCHARGED_ISOLATION", day(2021, 12, 19), "", 14, {}});
  code.nat = {visit::NatResult::negative, shanghai(2021, 12, 26, 19, 30),
              "新疆维吾尔自治区第二人民医院"};
  return certificate_of("ALEKSANDRA MARIE OYELARAN-REID", "990101********002X", visit::Colour::red,
                        visit::Advice::isolate, std::move(code), shanghai(2022, 12, 28, 19, 30));
}

SheetDetails slip_details() {
  SheetDetails details;
  details.serial = "GC07-210126-0042-7";
  details.printed_at = shanghai(2021, 1, 26, 10, 6);
  details.place = "武汉市第一医院 门诊一楼";
  details.machine = "07";
  return details;
}

namespace {
// Who may act for them stands on no sheet.
visit::HealthCode printed_of(const visit::HealthCode& code) {
  visit::HealthCode same;
  same.state = code.state;
  same.reasons = code.reasons;
  same.as_of = code.as_of;
  same.expires_at = code.expires_at;
  same.valid_until = code.valid_until;
  same.nat = code.nat;
  same.antibody = code.antibody;
  same.vaccinations = code.vaccinations;
  same.itinerary = code.itinerary;
  same.itinerary_days = code.itinerary_days;
  same.source = code.source;
  same.origin = code.origin;
  same.commuter_within = code.commuter_within;
  same.issuer = code.issuer;
  same.policy = code.policy;
  return same;
}
}  // namespace

visit::Document document_of(const visit::Certificate& certificate) {
  visit::Certificate same{certificate.name.clone(),
                          certificate.number.clone(),
                          {certificate.verdict.colour, certificate.verdict.advice,
                           printed_of(certificate.verdict.code)},
                          {certificate.slip.qr.clone(), certificate.slip.expires_at,
                           certificate.slip.id, certificate.slip.colour}};
  if (certificate.agent) {
    same.agent = visit::Agent{certificate.agent->masked_name.clone(), certificate.agent->relation};
  }
  return same;
}

visit::Agent son() { return {visit::Secret("阿*提"), {"儿子", "Son"}}; }

void sign(visit::Certificate& certificate) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(certificate.slip.expires_at);
  certificate.slip.qr = visit::Secret(certificate_text(
      signer(),
      cwt(subclaims("", health_code({{2, cbor_int(static_cast<int>(certificate.verdict.colour))},
                                     {5, cbor_text(certificate.number.reveal())},
                                     {10, cbor_text(certificate.name.reveal())},
                                     {11, cbor_int(19'380'412)},
                                     {12, epoch(seconds)}})),
          epoch(seconds))));
}

const TrustList& slip_trust() {
  static const TrustList kTrust = trusting({signer().certificate()});
  return kTrust;
}

Sheet drawn(const visit::Certificate& certificate, const SheetDetails& details) {
  auto sheet = status_slip(certificate, details, slip_words(), slip_faces());
  INFO((sheet ? "" : std::string(describe(sheet.error()))));
  REQUIRE(sheet.has_value());
  return std::move(*sheet);
}

std::string faults(const Sheet& sheet) {
  // The drawing list without its head: one line a mark.
  std::vector<std::string> marks;
  const std::string list = as_text(sheet);
  std::size_t at = 0;
  for (std::size_t skip = 0; skip < 1 + sheet.keep_outs.size(); ++skip) {
    at = list.find('\n', at) + 1;
  }
  while (at < list.size()) {
    const std::size_t end = list.find('\n', at);
    marks.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  std::string found;
  for (const SheetFault& fault : check(sheet)) {
    const bool keep_out =
        fault.fault == Fault::text_in_keep_out || fault.fault == Fault::code_in_keep_out;
    found += fmt::format(
        "{}: {} | {}\n", name(fault.fault), marks.at(fault.mark),
        keep_out ? std::string(sheet.keep_outs.at(fault.other).what) : marks.at(fault.other));
  }
  return found;
}

std::string fresh_folder(std::string_view name) {
  const std::filesystem::path folder =
      std::filesystem::path(KIOSK_BINARY_DIR) / "paper" / std::string(name);
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder.string();
}

std::string run(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe);
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t size = 0; (size = std::fread(part.data(), 1, part.size(), pipe)) > 0;) {
    output.append(part.data(), size);
  }
  const int status = pclose(pipe);
  INFO(command << "\n" << output);
  REQUIRE(status == 0);
  return output;
}

void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace printing::testing
