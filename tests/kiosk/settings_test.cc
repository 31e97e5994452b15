// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/settings.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/kiosk/visit/people.h"

namespace kiosk {

namespace {

const std::filesystem::path kData = std::filesystem::path(KIOSK_SOURCE_DIR) / "config";

class File {
 public:
  explicit File(const std::string& text) {
    std::string name = (std::filesystem::temp_directory_path() / "kiosk-settings-XXXXXX").string();
    const int file = mkstemp(name.data());
    REQUIRE(file >= 0);
    path_ = name;
    std::ofstream(path_) << text;
  }
  ~File() { std::filesystem::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::set<std::string> slots_in(const std::string& text) {
  std::set<std::string> slots;
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1)) {
    slots.insert(text.substr(open, text.find('}', open) + 1 - open));
  }
  return slots;
}

visit::Settings words() {
  visit::Settings settings;
  settings.place = {"安和医院", "Anhe Hospital"};
  settings.channel = {"绿色通道", "Green channel"};
  settings.catalogues[visit::Language::zh_hans] = *read_catalogue(kData / "text/zh-Hans.toml");
  settings.catalogues[visit::Language::en] = *read_catalogue(kData / "text/en.toml");
  return settings;
}

}  // namespace

TEST_CASE("a rule's sentence has nothing to fill in but what every reason brings") {
  for (const char* language : {"zh-Hans", "en", "zh-Hant", "ug"}) {
    const auto catalogue = *read_catalogue(kData / "text" / (std::string(language) + ".toml"));
    for (const auto& [key, phrase] : catalogue.phrases()) {
      if (!key.starts_with("reason.")) continue;
      for (const std::string& slot : slots_in(phrase.text)) {
        INFO(language << " " << key << " " << slot);
        CHECK((slot == "{ago}" || slot == "{place}" || slot == "{days}"));
      }
    }
  }
}

TEST_CASE("every rule of the reference policy has its sentence on the screen") {
  const auto catalogue = *read_catalogue(kData / "text/zh-Hans.toml");
  const std::string policy = files::contents(kData / "policy/reference.json");
  int rules = 0;
  for (auto at = policy.find("\"reason\": \""); at != std::string::npos;
       at = policy.find("\"reason\": \"", at + 1)) {
    const auto from = at + 11;
    const std::string code = policy.substr(from, policy.find('"', from) - from);
    INFO(code);
    CHECK(catalogue.has("reason." + code));
    ++rules;
  }
  CHECK(rules > 10);
}

TEST_CASE("every state has its page in every language, and it reads as it did") {
  const visit::Settings settings = words();
  std::string all;
  for (const visit::Language language : {visit::Language::zh_hans, visit::Language::en}) {
    for (std::size_t i = 0; i < visit::test::every_state().size(); ++i) {
      visit::Visit visit = visit::test::visit_at(std::move(visit::test::every_state()[i]));
      visit.look.language = language;
      all += visit::as_text(visit::page(visit, settings)) + "\n";
    }
  }
  golden::check("visit/pages.txt", all);
}

TEST_CASE("every trouble, colour and call has its words") {
  using namespace visit;
  const visit::Settings settings = words();
  const Consent consent{Actor::self, test::kNow};
  std::string all;
  const auto add = [&](State state) {
    all += as_text(page(test::visit_at(std::move(state)), settings)) + "\n";
  };
  for (const Colour colour : {Colour::yellow, Colour::red})
    add(state::ShowVerdict{consent, test::wang(), test::verdict(colour)});
  for (int i = 0; i <= static_cast<int>(QueryTrouble::delegation_over); ++i) {
    add(state::NoResult{consent, test::wang(), static_cast<QueryTrouble>(i), {}});
  }
  for (int i = 0; i <= static_cast<int>(NoColour::expired); ++i) {
    add(state::NoResult{consent, test::wang(), static_cast<NoColour>(i), {}});
  }
  for (int i = 0; i <= static_cast<int>(Call::supply_low); ++i)
    add(state::CallStaff{static_cast<Call>(i)});
  for (const auto trouble : {CardTrouble::lay_again, CardTrouble::misread, CardTrouble::other_card,
                             CardTrouble::hospital_card, CardTrouble::passport}) {
    add(state::LayCard{consent, trouble, 1});
  }
  for (int i = 0; i <= static_cast<int>(ScanTrouble::control_characters); ++i)
    add(state::ScanPaper{static_cast<ScanTrouble>(i)});
  for (int i = 0; i <= static_cast<int>(PaperFinding::trust_list_stale); ++i)
    add(state::ShowPaper{test::paper(static_cast<PaperFinding>(i))});
  for (const CodeState code : {CodeState::green, CodeState::yellow, CodeState::red,
                               CodeState::unknown, CodeState::expired, CodeState::not_found}) {
    add(state::ShowPaper{judge(test::code(code), test::rules().scene, test::kNow)});
  }
  add(state::ShowPaper{QueryTrouble::busy});
  for (int i = 0; i <= static_cast<int>(NumberTrouble::check); ++i)
    add(state::TypeNumber{test::kBadge, Secret("9901011952"), static_cast<NumberTrouble>(i)});
  for (int i = 0; i <= static_cast<int>(HoldReason::other); ++i) {
    add(state::PrintHeld{PaperKind::slip, static_cast<HoldReason>(i), test::kNow, false});
  }
  golden::check("visit/troubles.txt", all);
}

TEST_CASE("a phrase that is neither a text nor a table is refused by file") {
  const File file("[chrome]\nback = 3\n");
  const auto catalogue = read_catalogue(file.path());
  REQUIRE_FALSE(catalogue);
  CHECK(catalogue.error().sentence.find(file.path().filename()) != std::string::npos);
}

TEST_CASE("every scene of the sources is read, and no hospital turns anybody back") {
  int scenes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kData / "scenes")) {
    const auto scene = read_scene(entry.path());
    INFO(entry.path().filename() << (scene ? "" : ": " + scene.error().sentence));
    REQUIRE(scene);
    ++scenes;
    if (scene->where != visit::Where::hospital) continue;
    for (const auto& [colour, advice] : scene->divert) CHECK(advice != visit::Advice::not_today);
  }
  CHECK(scenes >= 5);
  CHECK_FALSE(read_scene(kData / "scenes/LOW_RISK_AREA.toml")->code_needed);
  CHECK(read_scene(kData / "scenes/ENTER_BEIJING.toml")->commuter_nat_within ==
        std::chrono::hours{336});
}

TEST_CASE("a scene knows three colours and six ways, and says what it does not know") {
  CHECK(read_scene(kData / "scenes/HOSPITAL_INPATIENT.toml")->nat_within ==
        std::chrono::hours{168});
  const auto refused = [](const std::string& text) {
    const File file(text);
    const auto scene = read_scene(file.path());
    return scene ? std::string{} : scene.error().sentence;
  };
  CHECK(refused("[scene]\nid = \"X\"\ncolours = [\"GREEN\"]\n").empty());
  CHECK(refused("[scene]\nid = \"X\"\ncolours = [\"BLUE\"]\n").find("colours") !=
        std::string::npos);
  CHECK(refused("[scene]\nid = \"X\"\n").find("colours") != std::string::npos);
  CHECK(refused("[scene]\nid = \"X\"\nwhere = \"MARS\"\ncolours = [\"GREEN\"]\n").find("where") !=
        std::string::npos);
  CHECK(refused("[scene]\nid = \"X\"\ncolours = [\"GREEN\"]\nnat_hour = 3\n").find("nat_hour") !=
        std::string::npos);
  CHECK(refused("[scene]\nid = \"X\"\ncolours = [\"GREEN\"]\n[divert]\nRED = \"AWAY\"\n")
            .find("RED") != std::string::npos);
}

}  // namespace kiosk
