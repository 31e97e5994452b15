// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl verify` as anybody runs it: lines, pictures, PDFs, and files that somebody made to
// break it. Each input gets one answer, or the program one clear sentence; it never crashes.
#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "printing/hcert/qr_code.h"
#include "tests/files.h"
#include "tests/printing/hcert/hcert_test_signer.h"

namespace kiosk {

namespace {

using namespace printing::testing;
using nlohmann::json;
using std::filesystem::path;

struct Ran {
  int code = -1;
  std::string out;
  std::string err;

  // Every line of it must be an object of the promised members.
  [[nodiscard]] std::vector<json> answers() const {
    std::vector<json> found;
    std::istringstream lines(out);
    for (std::string line; std::getline(lines, line);) {
      auto answer = json::parse(line, nullptr, false);
      REQUIRE(answer.is_object());
      for (const char* member :
           {"verdict", "stage", "kid", "issuer", "issued", "expires", "content"}) {
        REQUIRE(answer.contains(member));
      }
      found.push_back(std::move(answer));
    }
    return found;
  }
};

// A folder with an issuer's certificate in it, and what is asked about.
class Desk {
 public:
  Desk() {
    std::filesystem::create_directory(folder_ / "signers");
    write("signers/dsc.der", signer.certificate());
  }

  path write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
  [[nodiscard]] const path& folder() const { return folder_.path(); }
  [[nodiscard]] std::string text() const {
    return certificate_text(signer, cwt(subclaims(dcc(), health_code())));
  }
  [[nodiscard]] Ran run(const std::string& arguments, const std::string& input = "",
                        const std::string& trust = "signers") const {
    write("in", input);
    const auto at = [this](const char* name) { return "'" + (folder_ / name).string() + "'"; };
    const std::string line = "cd '" + folder_.path().string() +
                             "' && '" KIOSK_BINARY_DIR "/bin/kioskctl' verify --trust " + trust +
                             " --at 2021-01-26T11:05:00+08:00 " + arguments + " <" + at("in") +
                             " >" + at("out") + " 2>" + at("err");
    const int status = std::system(line.c_str());  // NOLINT: a line of this file's own making
    REQUIRE(WIFEXITED(status));
    return {WEXITSTATUS(status), files::contents(folder_ / "out"),
            files::contents(folder_ / "err")};
  }
  // One answer, or one sentence and exit 2; nothing else.
  void survives(const std::string& name) const {
    const Ran ran = run("--json " + name);
    INFO(name << ": " << ran.code << " " << ran.out << ran.err);
    if (ran.code == 2) {
      CHECK(ran.out.empty());
      CHECK(ran.err.starts_with("kioskctl: "));
      CHECK(ran.err.find('\n') == ran.err.size() - 1);
    } else {
      CHECK(ran.code == 1);
      CHECK(ran.answers().size() == 1);
      CHECK(ran.err.empty());
    }
  }

  TestSigner signer;

 private:
  files::Folder folder_;
};

std::string chunk(const std::string& kind, const std::string& data) {
  const auto number = [](std::size_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFu);
    return bytes;
  };
  const std::string body = kind + data;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return number(data.size()) + body + number(sum);
}

std::string png_header(unsigned width, unsigned height, char colour_type) {
  std::string header;
  for (const unsigned size : {width, height}) {
    for (int shift = 24; shift >= 0; shift -= 8) header += static_cast<char>(size >> shift & 0xFFu);
  }
  header += std::string{8, colour_type, 0, 0, 0};
  return "\x89PNG\r\n\x1a\n" + chunk("IHDR", header);
}

// Codes side by side, `dots` a module; with_alpha: black on nothing.
std::string png_of(const std::vector<std::string>& texts, int dots = 4, bool with_alpha = false) {
  std::vector<printing::QrCode> codes;
  int modules = 4;
  int tallest = 0;
  for (const std::string& text : texts) {
    auto code = printing::make_qr_code(text, printing::QrLevel::quartile, 40);
    REQUIRE(code);
    modules += code->side + 4;
    tallest = std::max(tallest, code->side);
    codes.push_back(std::move(*code));
  }
  const int width = modules * dots;
  const int height = (tallest + 8) * dots;
  std::string rows;
  for (int y = 0; y < height; ++y) {
    rows += '\0';
    std::string row(static_cast<std::size_t>(width), '\xFF');
    int left = 4;
    for (const auto& code : codes) {
      const int module_y = y / dots - 4;
      for (int x = 0; x < code.side * dots; ++x) {
        if (module_y >= 0 && module_y < code.side && code.dark(x / dots, module_y))
          row[static_cast<std::size_t>(left * dots + x)] = '\0';
      }
      left += code.side + 4;
    }
    for (const char grey : row) {
      if (with_alpha) rows += '\0';  // black; the second byte says whether it is there
      rows += with_alpha ? static_cast<char>(~grey) : grey;
    }
  }
  return png_header(static_cast<unsigned>(width), static_cast<unsigned>(height),
                    with_alpha ? 4 : 0) +
         chunk("IDAT", zlib_of(rows)) + chunk("IEND", "");
}

std::string pdf_with(const std::string& drawing, const std::string& box = "0 0 595 842") {
  std::string pdf = "%PDF-1.4\n";
  std::vector<std::size_t> places;
  const auto object = [&](const std::string& body) {
    places.push_back(pdf.size());
    pdf += std::to_string(places.size()) + " 0 obj\n" + body + "\nendobj\n";
  };
  object("<</Type/Catalog/Pages 2 0 R>>");
  object("<</Type/Pages/Kids[3 0 R]/Count 1>>");
  object("<</Type/Page/Parent 2 0 R/MediaBox[" + box + "]/Contents 4 0 R/Resources<<>>>>");
  object("<</Length " + std::to_string(drawing.size()) + ">>stream\n" + drawing + "\nendstream");
  const std::size_t table = pdf.size();
  pdf += "xref\n0 5\n0000000000 65535 f \n";
  for (const std::size_t place : places) {
    std::string digits = std::to_string(place);
    pdf += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  return pdf + "trailer<</Size 5/Root 1 0 R>>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
}

// A module of 1.2 pt is 5 dots at 300 dpi.
std::string pdf_of(const std::string& text) {
  const auto code = printing::make_qr_code(text, printing::QrLevel::quartile, 40);
  REQUIRE(code);
  std::ostringstream drawing;
  for (int y = 0; y < code->side; ++y) {
    for (int x = 0; x < code->side; ++x) {
      if (code->dark(x, y)) drawing << 100 + 1.2 * x << ' ' << 700 - 1.2 * y << " 1.2 1.2 re\n";
    }
  }
  drawing << "f";
  return pdf_with(drawing.str());
}

}  // namespace

TEST_CASE(
    "each line of text gets one answer in its place, and one that is not ok shows at the end") {
  const Desk desk;
  const std::string good = desk.text();
  const Ran ok = desk.run("", good + "\n");
  CHECK(ok.code == 0);
  CHECK(ok.out == "ok\n");
  const Ran several = desk.run("-", good + "\r\n\nHC1:\n" + good + "\nhello");
  CHECK(several.code == 1);
  CHECK(several.out == "ok\ndamaged\nok\nunsupported\n");

  const auto answers = desk.run("--json", good + "\nHC1:\n").answers();
  REQUIRE(answers.size() == 2);
  CHECK(answers[0]["verdict"] == "ok");
  CHECK(answers[0]["stage"] == "complete");
  CHECK(answers[0]["issuer"] == "XA");
  CHECK(answers[0]["issued"] == "2021-01-26T02:05:00Z");
  CHECK(answers[0]["content"]["-86"]["2"] == 0);
  CHECK(answers[1]["verdict"] == "damaged");
  CHECK(answers[1]["stage"] == "zlib");
  CHECK(answers[1]["kid"].is_null());
}

TEST_CASE("files are told apart by what is in them, not by their names") {
  const Desk desk;
  desk.write("picture.txt", png_of({desk.text()}));
  desk.write("page.png", pdf_of(desk.text()));
  desk.write("text.pdf", desk.text() + "\n");
  const Ran ran = desk.run("--json picture.txt page.png text.pdf");
  CHECK(ran.code == 0);
  const auto answers = ran.answers();
  REQUIRE(answers.size() == 3);
  for (const json& answer : answers) CHECK(answer["verdict"] == "ok");
  // A picture may come through the pipe too.
  CHECK(desk.run("", png_of({desk.text()})).out == "ok\n");
  CHECK(desk.run("-", pdf_of(desk.text())).out == "ok\n");
}

TEST_CASE("pictures as they come: small, on nothing, with several codes, with others' codes") {
  const Desk desk;
  const Desk stranger;
  desk.write("small.png", png_of({desk.text()}, 2));
  desk.write("tiny.png", png_of({desk.text()}, 1));
  desk.write("glass.png", png_of({desk.text()}, 4, true));
  CHECK(desk.run("small.png tiny.png glass.png").out == "ok\nok\nok\n");
  desk.write("two.png", png_of({desk.text(), stranger.text()}));
  const auto two = desk.run("--json two.png").answers();
  REQUIRE(two.size() == 2);
  CHECK(two[0]["verdict"] != two[1]["verdict"]);
  for (const json& answer : two)
    CHECK((answer["verdict"] == "ok" || answer["verdict"] == "unknown-issuer"));
  desk.write("link.png", png_of({"HTTPS://EXAMPLE.ORG/"}));
  CHECK(desk.run("link.png").out == "unsupported\n");
}

TEST_CASE("a picture without a code is answered damaged, whatever else it is") {
  const Desk desk;
  desk.write("empty.png", png_header(100, 100, 0) +
                              chunk("IDAT", zlib_of(std::string(10100, '\xFF'))) +
                              chunk("IEND", ""));
  desk.write("empty.pdf", pdf_with("0 0 1 1 re f"));
  for (const char* name : {"empty.png", "empty.pdf"}) {
    const Ran ran = desk.run("--json " + std::string(name));
    CHECK(ran.code == 1);
    const auto answers = ran.answers();
    REQUIRE(answers.size() == 1);
    CHECK(answers[0]["verdict"] == "damaged");
    CHECK(answers[0]["stage"] == "picture");
    CHECK(answers[0]["content"].is_null());
    CHECK(desk.run(name).out == "damaged\n");
  }
}

TEST_CASE("forged pictures and papers break nothing") {
  const Desk desk;
  const std::string good = png_of({desk.text()});
  // Cut, bent, said to be huge, opening to 400 MB, only a beginning.
  desk.write("cut.png", good.substr(0, good.size() / 2));
  desk.write("begun.png", good.substr(0, 8));
  std::string bent = good;
  for (std::size_t i = 40; i < bent.size(); i += 37) bent[i] = static_cast<char>(bent[i] ^ 0x55);
  desk.write("bent.png", bent);
  desk.write("huge.png", png_header(2'000'000'000, 2'000'000'000, 6) + chunk("IDAT", zlib_of("x")) +
                             chunk("IEND", ""));
  desk.write("wide.png",
             png_header(16384, 16384, 6) + chunk("IDAT", zlib_of("x")) + chunk("IEND", ""));
  desk.write("bomb.png", png_header(64, 64, 0) +
                             chunk("IDAT", zlib_of(std::string(std::size_t{400} << 20U, '\0'))) +
                             chunk("IEND", ""));
  const std::string page = pdf_of(desk.text());
  desk.write("cut.pdf", page.substr(0, page.size() / 3));
  desk.write("begun.pdf", "%PDF-1.7");
  desk.write("wide.pdf", pdf_with("0 0 1 1 re f", "0 0 1000000 1000000"));
  desk.write("deep.pdf", pdf_with(std::string(200'000, '[')));
  desk.write("loop.pdf",
             "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages"
             "/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n");
  for (const char* name : {"cut.png", "begun.png", "bent.png", "huge.png", "wide.png", "bomb.png",
                           "cut.pdf", "begun.pdf", "wide.pdf", "deep.pdf", "loop.pdf"}) {
    desk.survives(name);
  }
}

TEST_CASE("texts that no scanner sends get a verdict all the same") {
  const Desk desk;
  desk.write("long", std::string(1'000'000, 'A'));
  desk.write("long.hc1", "HC1:" + std::string(1'000'000, 'A'));
  desk.write("nul", std::string("HC1:\0\0\0", 7) + desk.text());
  desk.write("high", "HC1:\xFF\xFE\x80" + desk.text());
  desk.write("spaces", desk.text() + "   ");
  for (const char* name : {"long", "long.hc1", "nul", "high", "spaces"}) desk.survives(name);
  CHECK(desk.run("long.hc1").out == "damaged\n");
  // The certificate after such a line is judged as if it stood alone.
  CHECK(desk.run("", std::string(1'000'000, 'A') + "\n" + desk.text() + "\n").out ==
        "unsupported\nok\n");
}

TEST_CASE("what cannot be asked is one sentence and exit 2; the others are judged all the same") {
  const Desk desk;
  desk.write("good", desk.text());
  desk.write("empty", "");
  std::filesystem::create_directory(desk.folder() / "folder");
  for (const char* name : {"none", "folder", "empty"}) {
    const Ran ran = desk.run(std::string(name) + " good");
    CHECK(ran.code == 2);
    CHECK(ran.out == "ok\n");
    CHECK(ran.err.starts_with("kioskctl: " + std::string(name) + ": "));
  }
  CHECK(desk.run("", "").code == 2);
  CHECK(desk.run("", "\n\n").err == "kioskctl: standard input: holds no certificate's text\n");
}

TEST_CASE("trust is a folder, a did.json or a signed list with its root, told by what is in it") {
  const Desk desk;
  const TestSigner root;
  const std::string did = R"({"verificationMethod":[{"publicKeyJwk":{"x5c":[")" +
                          base64_of(desk.signer.certificate()) + R"("]}}]})";
  desk.write("did.json", did);
  desk.write("renamed", "\n " + did);
  desk.write("root.crt.der", root.certificate());
  desk.write("trust.hct", trust_file(root, {.certificates = {desk.signer.certificate()}}));
  const auto by = [&](const std::string& trust) { return desk.run("", desk.text(), trust); };
  CHECK(by("did.json").out == "ok\n");
  CHECK(by("renamed").out == "ok\n");
  CHECK(by("trust.hct --root root.crt.der").out == "ok\n");
  const Ran unnamed = by("trust.hct");
  CHECK(unnamed.code == 2);
  CHECK(unnamed.err.find("name the root") != std::string::npos);
  desk.write("root.pem", desk.signer.certificate());
  CHECK(by("trust.hct").err.find("is not signed by the root") != std::string::npos);
  desk.write("root.pem", root.certificate());
  CHECK(by("trust.hct").out == "ok\n");
  // Past its end the list confirms nothing.
  const auto late = [&] {
    return desk.run("--at 2021-01-27T02:06:00Z", desk.text(), "trust.hct").out;
  };
  CHECK(late() == "ok\n");
  desk.write("trust.hct", trust_file(root, {.certificates = {desk.signer.certificate()},
                                            .expires = kIssued + std::chrono::hours(24)}));
  CHECK(late() == "trust-list-stale\n");
  const std::string revoked = trust_file(root, {.certificates = {desk.signer.certificate()},
                                                .revoked = {printing::revocation_by_uci(kUci)}});
  desk.write("trust.hct", revoked);
  CHECK(by("trust.hct").out == "revoked\n");
  for (const char* wrong : {"none", "in", "out"}) {
    const Ran ran = by(wrong);
    CHECK(ran.code == 2);
    CHECK(ran.err.find('\n') == ran.err.size() - 1);
  }
}

}  // namespace kiosk
