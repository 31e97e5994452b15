// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/settings.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <map>
#include <optional>

#include "kiosk/config_package.h"
#include "kiosk/survey_form.h"
#include "kiosk/toml_table.h"

namespace kiosk {

namespace {

using std::filesystem::path;

std::optional<visit::CodeState> colour_named(std::string_view name) {
  if (name == "GREEN") return visit::CodeState::green;
  if (name == "YELLOW") return visit::CodeState::yellow;
  if (name == "RED") return visit::CodeState::red;
  return std::nullopt;
}

std::optional<visit::Advice> advice_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, visit::Advice>, 6> kNames{{
      {"PASS", visit::Advice::pass},
      {"NAT_NEEDED", visit::Advice::nat_needed},
      {"FEVER_CLINIC_OR_BUFFER", visit::Advice::fever_clinic},
      {"ISOLATE_AND_REPORT", visit::Advice::isolate},
      {"STAFF_ASSIST_MANUAL", visit::Advice::staff_assist},
      {"REFUSE_AND_REPORT", visit::Advice::not_today},
  }};
  for (const auto& [text, advice] : kNames) {
    if (text == name) return advice;
  }
  return std::nullopt;
}

std::optional<visit::Where> where_named(std::string_view name) {
  if (name == "hospital") return visit::Where::hospital;
  if (name == "venue") return visit::Where::venue;
  if (name == "journey") return visit::Where::journey;
  return std::nullopt;
}

// [chrome] back = "…" or { text = "…", brief = "…", spoken = "…" } becomes chrome.back.
bool add_phrases(const toml::table& table, const std::string& prefix,
                 std::map<std::string, visit::Phrase, std::less<>>& phrases) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const auto text = node.value<std::string>()) {
      phrases[name] = {*text, "", ""};
      continue;
    }
    const toml::table* inner = node.as_table();
    if (inner == nullptr) return false;
    if (const auto text = (*inner)["text"].value<std::string>()) {
      phrases[name] = {*text, (*inner)["brief"].value_or(std::string{}),
                       (*inner)["spoken"].value_or(std::string{})};
    } else if (!add_phrases(*inner, name + ".", phrases)) {
      return false;
    }
  }
  return true;
}

std::optional<visit::Source> source_named(std::string_view name) {
  if (name == "province") return visit::Source::province;
  if (name == "national") return visit::Source::national;
  return std::nullopt;
}

std::vector<SourceSettings> read_sources(const toml::table& all, const path& file,
                                         std::string& fault) {
  std::vector<SourceSettings> sources;
  const toml::array* list = all["health_codes"].as_array();
  if (list == nullptr || list->empty()) {
    if (fault.empty()) fault = "[[health_codes]] is missing";
    return sources;
  }
  for (const auto& node : *list) {
    Table table(file, "health_codes", node.as_table(), fault);
    SourceSettings source;
    const auto kind = source_named(table.text("source"));
    if (!kind && fault.empty()) {
      fault = R"([health_codes] source must be "province" or "national")";
    }
    source.source = kind.value_or(visit::Source::province);
    source.url = table.text("url");
    source.issuer = table.text("issuer");
    source.ca = table.file("ca");
    source.certificate = table.file("certificate");
    source.key = table.file("key");
    source.device_id = table.text("device_id");
    source.device_key = table.file("device_key");
    table.nothing_else();
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace

tl::expected<visit::Catalogue, ConfigTrouble> read_catalogue(const path& file) {
  auto table = parse(file);
  if (!table) return tl::unexpected(table.error());
  std::map<std::string, visit::Phrase, std::less<>> phrases;
  if (!add_phrases(*table, "", phrases))
    return trouble(file, "every phrase must be a text or a table with text");
  return visit::Catalogue(std::move(phrases));
}

tl::expected<visit::Scene, ConfigTrouble> read_scene(const path& file) {
  auto parsed = parse(file);
  if (!parsed) return tl::unexpected(parsed.error());
  std::string fault;
  Table table(file, "scene", (*parsed)["scene"].as_table(), fault);
  visit::Scene scene;
  scene.id = table.text("id");
  const auto where = where_named(table.text("where", "hospital"));
  if (!where) return trouble(file, "[scene] where is none of hospital, venue, journey");
  scene.where = *where;
  scene.code_needed = table.flag("code_needed", true);
  scene.survey = table.flag("survey", false);
  if (const int hours = table.number("nat_hours", 0, 0, 24 * 31); hours > 0)
    scene.nat_within = std::chrono::hours{hours};
  if (const int hours = table.number("commuter_nat_hours", 0, 0, 24 * 31); hours > 0)
    scene.commuter_nat_within = std::chrono::hours{hours};
  scene.accepted.clear();
  if (const toml::array* colours = table.list("colours")) {
    for (const auto& node : *colours) {
      const auto colour = colour_named(node.value_or(std::string{}));
      if (!colour) return trouble(file, "[scene] colours knows GREEN, YELLOW and RED only");
      scene.accepted.insert(*colour);
    }
  }
  if (scene.accepted.empty()) return trouble(file, "[scene] colours is missing");
  table.nothing_else();
  if (const toml::table* divert = (*parsed)["divert"].as_table()) {
    scene.divert.clear();
    for (const auto& [key, node] : *divert) {
      const auto colour = colour_named(key.str());
      const auto advice = advice_named(node.value_or(std::string{}));
      if (!colour || !advice) return trouble(file, "[divert] {} leads nowhere", key.str());
      scene.divert[*colour] = *advice;
    }
  }
  if (!fault.empty()) return trouble(file, "{}", fault);
  return scene;
}

namespace {

// Finished surveys: to whom, and by which names they are known there.
SurveySettings read_surveys(const toml::table& all, const path& file, const std::string& machine,
                            std::string& fault) {
  Table table(file, "surveys", all["surveys"].as_table(), fault);
  SurveySettings surveys;
  surveys.url = table.text("url", "");
  surveys.ca = table.file("ca", "");
  surveys.certificate = table.file("certificate", "");
  surveys.key = table.file("key", "");
  surveys.token_url = table.text("token_url", "");
  surveys.client_id = table.text("client_id", "");
  surveys.client_secret = table.file("client_secret", "");
  surveys.scope = table.text("scope", "system/QuestionnaireResponse.write");
  devices::SurveyNames& names = surveys.names;
  const std::string subject = table.text("subject", "identifier");
  if (subject != "identifier" && subject != "contained" && fault.empty())
    fault = fmt::format("[surveys] subject {} is not one of identifier, contained", subject);
  if (subject == "contained") names.subject = devices::SurveyNames::Subject::contained;
  const std::string own = "https://green-channel.example/fhir/";
  names.surveys = table.text("identifiers", own + "survey");
  names.numbers = {table.text("resident_ids", own + "NamingSystem/id-NI"),
                   table.text("hmt_permits", own + "NamingSystem/id-HMT"),
                   table.text("foreign_permits", own + "NamingSystem/id-FR")};
  names.staff_badges = table.text("staff_badges", own + "NamingSystem/badge");
  names.kiosks = table.text("kiosks", own + "NamingSystem/kiosk");
  names.kiosk = machine;
  table.nothing_else();
  return surveys;
}

BellSettings read_bell(const toml::table& all, const path& file, std::string& fault) {
  Table table(file, "bell", all["bell"].as_table(), fault);
  BellSettings bell;
  bell.file = table.file("file", "");
  bell.chip = table.text("chip", "");
  bell.line = table.number("line", 0, 0, 1023);
  bell.webhook = table.text("webhook", "");
  bell.webhook_ca = table.file("webhook_ca", "");
  if (!bell.webhook.empty() && bell.webhook_ca.empty() && fault.empty())
    fault = "[bell] webhook_ca is missing: whose certificate is believed?";
  table.nothing_else();
  return bell;
}

// How steady a hand this place's visitors are taken to have.
ui::TouchRules read_touch(const toml::table& all, const path& file, std::string& fault) {
  Table touch(file, "touch", all["touch"].as_table(), fault);
  ui::TouchRules rules;
  rules.repeat = std::chrono::milliseconds{touch.number("repeat_ms", 300, 100, 2000)};
  rules.guard = std::chrono::milliseconds{touch.number("guard_ms", 500, 500, 3000)};
  touch.nothing_else();
  return rules;
}

// [keys] next = ["Space"]: SDL's names of the keys of a keypad, or of two switches.
ui::Keyboard read_keys(const toml::table& all, const path& file, std::string& fault) {
  Table keys(file, "keys", all["keys"].as_table(), fault);
  ui::Keyboard::Named named;
  for (const std::string_view name : ui::kKeyNames) {
    const toml::array* list = keys.list(std::string(name).c_str());
    if (list == nullptr) continue;
    for (const toml::node& one : *list) {
      named[*ui::key_named(name)].push_back(one.value_or(std::string()));
    }
  }
  keys.nothing_else();
  auto keyboard = ui::Keyboard::with(named);
  if (keyboard) return std::move(*keyboard);
  if (fault.empty()) fault = fmt::format("[keys] there is no key called \"{}\"", keyboard.error());
  return {};
}

// A pack lies beside the words that it says, unless it is named elsewhere.
VoiceSettings read_voice(const toml::table& all, const path& data, const path& file,
                         std::string& fault) {
  Table table(file, "voice", all["voice"].as_table(), fault);
  VoiceSettings voice;
  const std::string pack = table.text("pack", "");
  voice.pack = data / (pack.empty() ? "voice" : pack);
  if (!std::filesystem::is_directory(voice.pack)) {
    if (!pack.empty() && fault.empty())
      fault = fmt::format("[voice] pack {}: no such folder", pack);
    voice.pack.clear();
  }
  voice.device = table.text("device", "default");
  voice.headset = table.text("headset", "");
  const std::string traditional = table.text("zh_hant", "yue");
  if (traditional != "yue" && traditional != "cmn" && fault.empty())
    fault = fmt::format("[voice] zh_hant {} is not one of yue, cmn", traditional);
  if (traditional == "cmn") voice.traditional = devices::TraditionalSpeech::mandarin;
  table.nothing_else();
  return voice;
}

}  // namespace

std::string configuration_on_paper(const KioskSettings& settings) {
  return settings.page.configuration.empty() ? "未签名 unsigned" : settings.page.configuration;
}

Settings read_settings(const path& file, visit::Moment now) {
  auto parsed = parse(file);
  if (!parsed) return tl::unexpected(parsed.error());
  const toml::table& all = *parsed;
  std::string fault;
  KioskSettings settings;

  Table place(file, "place", all["place"].as_table(), fault);
  settings.page.place = place.both("name");
  settings.page.channel = place.both("channel");
  settings.machine = place.text("machine");
  settings.practice = place.flag("practice", false);
  settings.rules.long_cards = place.flag("long_cards", false);
  const std::string language = place.text("language", "zh-Hans");
  const std::string scene = place.text("scene");
  settings.switch_to = place.file("switch_to", "");
  settings.rules.practice_switch = !settings.switch_to.empty();
  settings.routing = place.text("routing", "");
  settings.data = place.file("data");
  settings.package_ca = place.file("package_ca", "");
  place.nothing_else();
  if (const auto known = visit::language_named(language)) {
    settings.rules.language = *known;
  } else if (fault.empty()) {
    fault = fmt::format("[place] language {} is not one of zh-Hans, en, zh-Hant, ug", language);
  }

  Table screen(file, "screen", all["screen"].as_table(), fault);
  settings.screen.panel = screen.text("panel", "1080x1920");
  settings.screen.fullscreen = screen.flag("fullscreen", true);
  screen.nothing_else();
  settings.screen.touch = read_touch(all, file, fault);
  settings.screen.keyboard = read_keys(all, file, fault);

  Table card(file, "card", all["card"].as_table(), fault);
  settings.card.pn532 = card.text("pn532", "");
  settings.card.sam_v = card.text("sam_v", "");
  card.nothing_else();

  Table scanner(file, "scanner", all["scanner"].as_table(), fault);
  settings.scanner.device = scanner.text("device", "");
  settings.scanner.keys = scanner.text("keys", "");
  if (!settings.scanner.device.empty() && !settings.scanner.keys.empty() && fault.empty())
    fault = "[scanner] device and keys are two kinds of one scanner: name only one";
  scanner.nothing_else();
  Table staff(file, "staff", all["staff"].as_table(), fault);
  settings.staff_ca = staff.file("ca", "");
  settings.staff_members = staff.file("members", "");
  settings.first_lock = staff.number("first_lock", 60, 10, 86'400);
  settings.rules.duty_for = std::chrono::seconds{staff.number("session", 120, 30, 1800)};
  staff.nothing_else();
  Table thermometer(file, "thermometer", all["thermometer"].as_table(), fault);
  settings.thermometer = thermometer.text("device", "");
  thermometer.nothing_else();
  Table relatives(file, "relatives", all["relatives"].as_table(), fault);
  settings.rules.bind_for = std::chrono::days{relatives.number("bind_days", 180, 1, 3660)};
  relatives.nothing_else();

  settings.sources = read_sources(all, file, fault);

  Table printer(file, "printer", all["printer"].as_table(), fault);
  settings.printer.uri = printer.text("uri");
  // A receipt printer has nothing but a roll.
  const bool receipts = settings.printer.uri.starts_with("escpos:");
  const std::string paper = printer.text("paper", receipts ? "roll" : "a4");
  if (paper != "a4" && paper != "roll" && fault.empty())
    fault = fmt::format("[printer] paper {} is not one of a4, roll", paper);
  settings.printer.roll = paper == "roll";
  settings.printer.dots_per_inch =
      printer.number("dots_per_inch", settings.printer.roll ? 203 : 600, 203, 1200);
  settings.printer.colour = printer.flag("colour", !settings.printer.roll);
  settings.rules.a4 = !settings.printer.roll;
  printer.nothing_else();

  Table keeping(file, "keeping", all["keeping"].as_table(), fault);
  settings.store = keeping.file("store");
  settings.journal = keeping.file("journal", "");
  settings.stick = keeping.file("stick", "/media");
  keeping.nothing_else();

  Table trust(file, "trust", all["trust"].as_table(), fault);
  settings.trust.list = trust.file("list");
  settings.trust.root = trust.file("root", "");
  settings.trust.federation = trust.file("federation", "");
  settings.trust.kept = trust.file("kept", "trust-kept.hct");
  if (const std::string from = trust.text("from", ""); !from.empty()) {
    settings.trust.fetch_from = source_named(from);
    if (!settings.trust.fetch_from && fault.empty())
      fault = fmt::format("[trust] from {} is not one of province, national", from);
    if (settings.trust.root.empty() && fault.empty())
      fault = "[trust] root is missing: what is fetched must be signed";
  }
  trust.nothing_else();

  settings.voice = read_voice(all, settings.data, file, fault);

  Table waiting(file, "waiting", all["waiting"].as_table(), fault);
  settings.rules.warn_after = std::chrono::seconds{waiting.number("warn_after", 45, 10, 600)};
  // WCAG 2.2.1: at least 20 s to answer the warning.
  settings.rules.erase_after = std::chrono::seconds{waiting.number("erase_after", 30, 20, 300)};
  settings.rules.take_card_for = std::chrono::seconds{waiting.number("take_card_for", 15, 5, 120)};
  settings.rules.ask_at_most = std::chrono::seconds{waiting.number("ask_at_most", 8, 2, 8)};
  settings.rules.held_at_most = std::chrono::seconds{waiting.number("held_at_most", 600, 30, 7200)};
  waiting.nothing_else();

  settings.surveys = read_surveys(all, file, settings.machine, fault);
  settings.bell = read_bell(all, file, fault);
  if (!fault.empty()) return trouble(file, "{}", fault);

  if (!settings.package_ca.empty()) {
    const auto package = check_package(settings.data, settings.package_ca, now);
    if (!package) return tl::unexpected(ConfigTrouble{package.error()});
    settings.page.configuration = package->title();
  }
  auto read = read_scene(settings.data / "scenes" / (scene + ".toml"));
  if (!read) return tl::unexpected(read.error());
  settings.rules.scene = std::move(*read);
  auto form = read_survey_form(settings.data / "survey/epi-survey.json");
  if (!form) return tl::unexpected(ConfigTrouble{form.error()});
  settings.rules.form = form->name();
  settings.form = std::make_shared<const visit::SurveyForm>(std::move(*form));
  if (settings.rules.scene.survey) settings.rules.survey = settings.form;
  settings.page.practice = settings.practice;
  for (const visit::Language spoken : visit::kLanguages) {
    const std::string name = std::string(visit::code(spoken)) + ".toml";
    auto catalogue = read_catalogue(settings.data / "text" / name);
    if (!catalogue) return tl::unexpected(catalogue.error());
    settings.page.catalogues[spoken] = std::move(*catalogue);
  }
  return settings;
}

}  // namespace kiosk
