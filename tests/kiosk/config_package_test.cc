// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/config_package.h"

#include <chrono>

#include "devices/clock.h"
#include "tests/files.h"
#include "tests/kiosk/package_signers.h"

namespace kiosk {

namespace {

using package_test::openssl;
using package_test::Signers;
using std::filesystem::path;

// Certificates are made while the tests run; the kiosk's moment is a parameter, a little later.
const visit::Moment kNow = devices::now() + std::chrono::hours{1};
constexpr std::chrono::hours kDay{24};

class Configuration {
 public:
  Configuration() {
    put("text/en.toml", "[chrome]\nback = \"Back\"\n");
    put("scenes/HOSPITAL.toml", "[scene]\n");
    put("text/空 格.toml", "");
    put(".hidden", "what begins with a dot counts too");
  }
  void put(const std::string& name, const std::string& text) const {
    package_test::write(folder_ / name, text);
  }
  [[nodiscard]] path operator/(const std::string& name) const { return folder_ / name; }
  [[nodiscard]] const path& at() const { return folder_.path(); }

 private:
  files::Folder folder_;
};

struct Known : Signers {
  Known() { certify("he"); }
};
const Signers& signers() {
  static const Known kAll;
  return kAll;
}

ConfigPackage signed_by(const std::string& who, const Configuration& configuration,
                        const Signers& all = signers()) {
  auto made = make_package(configuration.at(), "A", all.key(who), all.certificate(who), kNow);
  INFO((made ? std::string() : made.error()));
  REQUIRE(made);
  return std::move(*made);
}

// Empty if the folder is as it was signed.
std::string fault(const Configuration& configuration, visit::Moment now = kNow,
                  const path& ca = signers().ca()) {
  const auto checked = check_package(configuration.at(), ca, now);
  return checked ? std::string() : checked.error();
}

bool tells(const std::string& sentence, const std::string& words) {
  INFO(sentence);
  CHECK(sentence.find('\n') == std::string::npos);
  return sentence.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a folder is found as it was signed, by whom, on which day and until when") {
  const Configuration configuration;
  const ConfigPackage made = signed_by("he", configuration);
  const auto checked = check_package(configuration.at(), signers().ca(), kNow);
  REQUIRE(checked);
  for (const ConfigPackage& package : {made, *checked}) {
    CHECK(package.name == "A");
    CHECK(package.files == 4);
    CHECK(package.signed_by == "he");
    CHECK(package.made == std::chrono::floor<std::chrono::seconds>(kNow));
    CHECK(package.holds_until > kNow + 29 * kDay);
    CHECK(package.holds_until < kNow + 31 * kDay);
  }
  using namespace std::chrono_literals;
  // The day is Shanghai's.
  const auto evening = std::chrono::sys_days{2026y / 11 / 19} + 17h;
  CHECK(ConfigPackage{"A.2-b_c", evening, 1, "he", kNow}.title() == "2026-11-20 A.2-b_c");
}

TEST_CASE("whatever is altered, missing or was not signed is refused by its name") {
  const Configuration configuration;
  (void)signed_by("he", configuration);
  REQUIRE(fault(configuration).empty());
  const std::string text = files::contents(configuration / "text/en.toml");

  SECTION("one byte") {
    std::string other = text;
    other[3] ^= 1;
    configuration.put("text/en.toml", other);
    CHECK(tells(fault(configuration), "text/en.toml is altered"));
    configuration.put("text/en.toml", text);
    CHECK(fault(configuration).empty());
  }
  SECTION("a byte more") {
    configuration.put("text/en.toml", text + "\n");
    CHECK(tells(fault(configuration), "text/en.toml is altered"));
  }
  SECTION("an empty file that is one no more") {
    configuration.put("text/空 格.toml", "x");
    CHECK(tells(fault(configuration), "text/空 格.toml is altered"));
  }
  SECTION("a missing file") {
    std::filesystem::remove(configuration / "scenes/HOSPITAL.toml");
    CHECK(tells(fault(configuration), "scenes/HOSPITAL.toml is missing"));
  }
  SECTION("a file more, also one that is hidden or is called as the list is elsewhere") {
    for (const char* name : {"text/fr.toml", ".more", "deep/er/still", "text/package.sha256"}) {
      configuration.put(name, "");
      CHECK(tells(fault(configuration), std::string(name) + " was not signed"));
      std::filesystem::remove(configuration / name);
    }
    CHECK(fault(configuration).empty());
  }
  SECTION("a link, even to the same bytes") {
    std::filesystem::rename(configuration / "text/en.toml", configuration / "../en.toml.elsewhere");
    std::filesystem::create_symlink(configuration / "../en.toml.elsewhere",
                                    configuration / "text/en.toml");
    CHECK(tells(fault(configuration), "text/en.toml is a link"));
    std::filesystem::remove(configuration / "../en.toml.elsewhere");
  }
  SECTION("two at once are told of as the first and one more") {
    configuration.put("text/en.toml", "x");
    configuration.put("text/fr.toml", "x");
    CHECK(tells(fault(configuration), "text/en.toml is altered, and 1 more"));
  }
  SECTION("two files exchanged") {
    std::filesystem::rename(configuration / "text/en.toml", configuration / "x");
    std::filesystem::rename(configuration / "scenes/HOSPITAL.toml", configuration / "text/en.toml");
    std::filesystem::rename(configuration / "x", configuration / "scenes/HOSPITAL.toml");
    CHECK(tells(fault(configuration), "HOSPITAL.toml is altered, and 1 more"));
  }
}

TEST_CASE("a list that was altered to fit, or a signature that was, is refused") {
  const Configuration configuration;
  (void)signed_by("he", configuration);
  const std::string list = files::contents(configuration / "package.sha256");
  const std::string signature = files::contents(configuration / "package.p7s");
  for (const std::string& other :
       {list + "\n", list.substr(0, list.size() - 1), std::string(), "# name B\n" + list}) {
    configuration.put("package.sha256", other);
    CHECK(tells(fault(configuration), "package.sha256 is not what was signed"));
  }
  configuration.put("package.sha256", list);
  for (const std::string& other : {std::string(), std::string("no signature"), signature + "x"}) {
    configuration.put("package.p7s", other);
    const std::string told = fault(configuration);
    if (other != signature + "x") CHECK(tells(told, "package.p7s"));
  }
  // Every byte of it that is changed: it says the same as before, or nothing is believed.
  int refused = 0;
  for (std::size_t i = 0; i < signature.size(); i += 7) {
    std::string other = signature;
    other[i] = static_cast<char>(other[i] ^ 0x20);
    configuration.put("package.p7s", other);
    const auto checked = check_package(configuration.at(), signers().ca(), kNow);
    if (!checked) ++refused;
    if (checked) CHECK(checked->name == "A");
  }
  CHECK(refused > 50);
  for (const char* name : {"package.sha256", "package.p7s"}) {
    configuration.put("package.sha256", list);
    configuration.put("package.p7s", signature);
    REQUIRE(fault(configuration).empty());
    std::filesystem::remove(configuration / name);
    CHECK(tells(fault(configuration), std::string("there is no ") + name));
  }
}

TEST_CASE("the signature of another configuration does not fit this one") {
  const Configuration one;
  const Configuration two;
  two.put("text/en.toml", "other words");
  (void)signed_by("he", one);
  (void)signed_by("he", two);
  two.put("package.p7s", files::contents(one / "package.p7s"));
  CHECK(tells(fault(two), "package.sha256 is not what was signed"));
  two.put("package.sha256", files::contents(one / "package.sha256"));
  CHECK(tells(fault(two), "text/en.toml is altered"));
}

TEST_CASE("only whom the authority certified for signing counts, and only in their time") {
  const Configuration configuration;
  (void)signed_by("he", configuration);
  SECTION("another authority, of the same name") {
    const Signers strangers("Test authority");
    CHECK(tells(fault(configuration, kNow, strangers.ca()), "whom the authority does not know"));
    strangers.certify("he");
    (void)signed_by("he", configuration, strangers);
    CHECK(tells(fault(configuration), "whom the authority does not know"));
    CHECK(fault(configuration, kNow, strangers.ca()).empty());
  }
  SECTION("nobody that the system trusts, nor a file without certificates") {
    configuration.put("../package-authority.pem", "none");
    CHECK(tells(fault(configuration, kNow, configuration / "../package-authority.pem"),
                "holds no certificate"));
    std::filesystem::remove(configuration / "../package-authority.pem");
    CHECK(tells(fault(configuration, kNow, "/nowhere/ca.pem"), "holds no certificate"));
  }
  SECTION("before and after its time") {
    CHECK(tells(fault(configuration, kNow + 31 * kDay), "has expired"));
    CHECK(fault(configuration, kNow + 29 * kDay).empty());
    CHECK(tells(fault(configuration, kNow - 2 * kDay), "does not hold yet"));
  }
  SECTION("a kiosk's own certificate of the same authority") {
    const Signers all;
    all.certify("kiosk", 30, "extendedKeyUsage = clientAuth\n");
    const auto made =
        make_package(configuration.at(), "A", all.key("kiosk"), all.certificate("kiosk"), kNow);
    REQUIRE_FALSE(made);
    CHECK(tells(made.error(), "not for signing"));
    // Made by a program that does not ask.
    REQUIRE(openssl("cms -sign -binary -outform DER -in " +
                    (configuration / "package.sha256").string() + " -signer " +
                    all.certificate("kiosk").string() + " -inkey " + all.key("kiosk").string() +
                    " -out " + (configuration / "package.p7s").string()) == 0);
    CHECK(tells(fault(configuration, kNow, all.ca()), "not for signing"));
    all.certify("kiosk", 30, "extendedKeyUsage = emailProtection\n");
    (void)signed_by("kiosk", configuration, all);
    CHECK(fault(configuration, kNow, all.ca()).empty());
  }
  SECTION("an authority may sign itself") {
    (void)signed_by("ca", configuration);
    CHECK(fault(configuration).empty());
  }
}

TEST_CASE("signing refuses a key, a certificate or a name that would not do") {
  const Configuration configuration;
  const Signers all;
  all.certify("he");
  const auto refused = [&](const path& key, const path& certificate, visit::Moment now = kNow) {
    const auto made = make_package(configuration.at(), "A", key, certificate, now);
    CHECK(std::filesystem::exists(configuration / "package.p7s") == made.has_value());
    return made ? std::string() : made.error();
  };
  CHECK(tells(refused(all.key("he"), all.ca()), "not the key's"));
  CHECK(tells(refused(all.ca(), all.certificate("he")), "others than its owner"));
  CHECK(tells(refused(all.key("he"), all.key("he")), "no certificate"));
  CHECK(tells(refused(all.key("he"), all.certificate("he"), kNow + 31 * kDay),
              "does not hold today"));
  std::filesystem::permissions(all.key("he"), std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  CHECK(tells(refused(all.key("he"), all.certificate("he")), "chmod 600"));
  std::filesystem::permissions(all.key("he"), std::filesystem::perms::group_read,
                               std::filesystem::perm_options::remove);
  configuration.put("line\nend", "");
  CHECK(tells(refused(all.key("he"), all.certificate("he")), "line end"));
  std::filesystem::remove(configuration / "line\nend");
  CHECK(refused(all.key("he"), all.certificate("he")).empty());
}

TEST_CASE("a name is short and has nothing in it that a page, a sheet or a voice could not say") {
  for (const char* good : {"A", "2", "wuhan-first_2.1", "abcdefghijklmnopqrstuvwx"}) {
    CHECK(is_package_name(good));
  }
  for (const char* bad : {"", "A B", "abcdefghijklmnopqrstuvwxy", "甲", "a\n", "a/b", "{name}"}) {
    CHECK_FALSE(is_package_name(bad));
  }
}

TEST_CASE("whoever signs again replaces the earlier signature, and everybody may read it") {
  const Configuration configuration;
  (void)signed_by("he", configuration);
  configuration.put("text/en.toml", "new words");
  CHECK_FALSE(fault(configuration).empty());
  CHECK(signed_by("he", configuration).files == 4);
  CHECK(fault(configuration).empty());
  for (const char* name : {"package.sha256", "package.p7s"}) {
    const auto rights = std::filesystem::status(configuration / name).permissions();
    CHECK((rights & std::filesystem::perms::others_read) == std::filesystem::perms::others_read);
    CHECK((rights & std::filesystem::perms::others_write) == std::filesystem::perms::none);
  }
}

}  // namespace kiosk
