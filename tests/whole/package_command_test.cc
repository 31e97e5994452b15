// SPDX-License-Identifier: GPL-3.0-or-later
// `kioskctl package` as whoever keeps the configuration calls it, and a kiosk that starts from what
// was signed, and from nothing else.
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/files.h"
#include "tests/golden.h"
#include "tests/kiosk/package_signers.h"
#include "tests/whole/desk.h"
#include "tests/whole/stage.h"

namespace whole {

namespace {

using package_test::openssl;
using package_test::Signers;
using package_test::write;
using std::filesystem::path;

Ran package(const std::string& arguments, const std::string& input = "") {
  return run(program("kioskctl").string() + " package " + arguments, input);
}
Ran make(const path& folder, const Signers& signers, const std::string& who) {
  return package("make " + folder.string() + " --key " + signers.key(who).string() +
                 " --certificate " + signers.certificate(who).string() + " --as A17");
}
Ran check(const path& folder, const path& ca) {
  return package("check " + folder.string() + " --ca " + ca.string());
}

// In one line that begins with who says it.
bool refused(const Ran& ran, int code, const std::string& words) {
  INFO(ran.code << ": " << ran.out);
  CHECK(lines(ran.out) == 1);
  CHECK(ran.out.starts_with("kiosk"));
  return ran.code == code && ran.out.find(words) != std::string::npos;
}

bool started(const Ran& ran) {
  UNSCOPED_INFO(ran.code << ": " << ran.out);
  return ran.code == 0;
}

// Today's, where the kiosk stands; both of them around midnight.
bool names_today(const std::string& text) {
  for (const char* when : {"now", "60 seconds ago"}) {
    const Ran day = run(std::string("TZ=Asia/Shanghai date +%F -d '") + when + "'");
    if (text.find(day.out.substr(0, 10) + " A17") != std::string::npos) return true;
  }
  return false;
}

// The small folder of a configuration.
class Small {
 public:
  Small() {
    write(folder_ / "text/en.toml", "back = \"Back\"\n");
    write(folder_ / "paper/slip.toml", "");
  }
  [[nodiscard]] const path& at() const { return folder_.path(); }
  [[nodiscard]] path operator/(const std::string& name) const { return folder_ / name; }

 private:
  files::Folder folder_;
};

// A kiosk's place on a bench: its configuration is a copy that can be signed and spoilt.
class Place {
 public:
  Place() : data_(stage_.bench().folder() / "configuration") {
    std::filesystem::copy(path(KIOSK_SOURCE_DIR) / "config", data_,
                          std::filesystem::copy_options::recursive);
    good_ = files::contents(stage_.bench().config());
    const auto at = good_.find("data = \"");
    REQUIRE(at != std::string::npos);
    good_.replace(at, good_.find('\n', at) - at, "data = \"configuration\"");
  }
  [[nodiscard]] Stage& stage() { return stage_; }
  [[nodiscard]] const path& data() const { return data_; }
  // kiosk.toml with that authority; "" has it out.
  [[nodiscard]] std::string config(const path& ca) const {
    std::string text = good_;
    if (!ca.empty()) text.insert(text.find("data = "), "package_ca = \"" + ca.string() + "\"\n");
    return text;
  }
  // A second kiosk, beside the one on the stage.
  [[nodiscard]] Ran start(const path& ca) const {
    std::string text = config(ca);
    // What the kiosk on the stage keeps is its own.
    std::filesystem::create_directories(stage_.bench().folder() / "second");
    text.replace(text.find("store.db"), 8, "second/store.db");
    const path file = stage_.bench().folder() / "second.toml";
    write(file, text);
    return run(program("kiosk").string() + " --headless --remote --config " + file.string(),
               "quit\n");
  }

 private:
  mutable Stage stage_;
  const path data_;
  std::string good_;
};

}  // namespace

TEST_CASE("what is written about signing can be done, and other programs agree with it") {
  const files::Folder folder;
  std::filesystem::copy(path(KIOSK_SOURCE_DIR) / "config", folder / "configuration",
                        std::filesystem::copy_options::recursive);
  const std::string text = files::contents(path(KIOSK_SOURCE_DIR) / "docs/installing.md");
  const auto begin = text.find("```sh\nopenssl req");
  REQUIRE(begin != std::string::npos);
  const auto commands = text.substr(begin + 6, text.find("```", begin + 6) - begin - 6);
  write(folder / "commands.sh", "set -e\n" + commands);
  const Ran ran = run("cd " + folder.path().string() + " && PATH=" +
                      program("kioskctl").parent_path().string() + ":$PATH sh commands.sh");
  INFO(ran.out);
  CHECK(ran.code == 0);
  CHECK(ran.out.find("Configuration of Anhe Hospital") != std::string::npos);

  const std::string inside = "cd " + (folder / "configuration").string() + " && ";
  const std::string verify =
      "openssl cms -verify -binary -inform DER -in package.p7s -content package.sha256 -no-CApath "
      "-no-CAstore -CAfile ../package-ca.pem -out /dev/null";
  CHECK(run(inside + verify).code == 0);
  CHECK(run(inside + "sha256sum --check --quiet --strict package.sha256").code == 0);
  // And they tell what ours tells.
  write(folder / "configuration/text/en.toml", "spoilt");
  CHECK(run(inside + "sha256sum --check --quiet package.sha256").out.find("text/en.toml") !=
        std::string::npos);
  CHECK(refused(check(folder / "configuration", folder / "package-ca.pem"), 1,
                "text/en.toml is altered"));
}

TEST_CASE("a folder that other programs have signed is taken as one of ours") {
  const Small small;
  const Signers signers;
  signers.certify("he");
  const std::string inside = "cd " + small.at().string() + " && ";
  const auto sign = [&](const std::string& who) {
    return run(inside +
               "(echo '# green-channel configuration 1'; echo '# name A17'; "
               "echo '# made 2026-11-20T10:42:00+08:00'; sha256sum paper/slip.toml text/en.toml) "
               "> package.sha256 && openssl cms -sign -binary -md sha256 -outform DER "
               "-in package.sha256 -signer " +
               signers.certificate(who).string() + " -inkey " + signers.key(who).string() +
               " -out package.p7s")
        .code;
  };
  REQUIRE(sign("he") == 0);
  const Ran taken = check(small.at(), signers.ca());
  CHECK(taken.code == 0);
  CHECK(taken.out.starts_with("2026-11-20 A17: 2 files, signed by \"he\", holds until 20"));
  // The same hands with a certificate that is over: kioskctl signs nothing with it.
  signers.certify("he", -1);
  REQUIRE(sign("he") == 0);
  CHECK(refused(check(small.at(), signers.ca()), 1, "has expired"));
  CHECK(refused(make(small.at(), signers, "he"), 2, "does not hold today"));
}

TEST_CASE("package check tells what is wrong, and whose signature it would need") {
  const Small small;
  const Signers signers;
  signers.certify("he");
  CHECK(refused(check(small.at(), signers.ca()), 1, "is not signed"));
  const Ran made = make(small.at(), signers, "he");
  CHECK(made.code == 0);
  CHECK(names_today(made.out));
  const Ran taken = check(small.at(), signers.ca());
  CHECK(taken.code == 0);
  CHECK(taken.out == made.out);
  write(small / "text/fr.toml", "");
  CHECK(refused(check(small.at(), signers.ca()), 1, "text/fr.toml was not signed"));
  std::filesystem::remove(small / "text/fr.toml");
  std::filesystem::remove(small / "paper/slip.toml");
  CHECK(refused(check(small.at(), signers.ca()), 1, "paper/slip.toml is missing"));
  write(small / "paper/slip.toml", "");
  CHECK(check(small.at(), signers.ca()).code == 0);
  const Signers strangers;
  CHECK(refused(check(small.at(), strangers.ca()), 1, "whom the authority does not know"));
}

TEST_CASE("a key with a password is opened with it, and with no other") {
  const Small small;
  const Signers signers;
  signers.certify("he");
  REQUIRE(openssl("pkey -in " + signers.key("he").string() +
                  " -aes256 -passout pass:mandarin -out " + signers.key("locked").string()) == 0);
  std::filesystem::permissions(signers.key("locked"), std::filesystem::perms::owner_read);
  // Without a terminal of its own it reads the password from its input.
  const auto typed = [&](const std::string& password) {
    return run("setsid --wait timeout 60 " + program("kioskctl").string() + " package make " +
                   small.at().string() + " --key " + signers.key("locked").string() +
                   " --certificate " + signers.certificate("he").string() + " --as A17",
               password + "\n");
  };
  CHECK(typed("mandarine").code == 2);
  CHECK_FALSE(std::filesystem::exists(small / "package.p7s"));
  CHECK(typed("mandarin").code == 0);
  CHECK(check(small.at(), signers.ca()).code == 0);
}

TEST_CASE("a wrong call of package is refused in one line") {
  const Small small;
  const Signers signers;
  signers.certify("he");
  const std::string folder = small.at().string();
  const std::string key = " --key " + signers.key("he").string();
  const std::string certificate = " --certificate " + signers.certificate("he").string();
  const std::string ca = " --ca " + signers.ca().string();
  for (const std::string& wrong : {
           std::string(),
           std::string("sign"),
           "make" + key + certificate + " --as A",
           "make " + folder + key + certificate,
           "make " + folder + key + " --as A",
           "make " + folder + key + certificate + " --as 'A B'",
           "make " + folder + key + certificate + " --as A" + ca,
           "make " + folder + " more" + key + certificate + " --as A",
           "make " + folder + " --key /nowhere.key" + certificate + " --as A",
           "make /nowhere" + key + certificate + " --as A",
           "check " + folder,
           "check " + folder + ca + " --as A",
           "check " + folder + " --ca /nowhere.pem",
           "check /nowhere" + ca,
           "check " + folder + ca + " --sign",
       }) {
    INFO(wrong);
    CHECK(refused(package(wrong), 2, "kioskctl: "));
  }
  CHECK_FALSE(std::filesystem::exists(small / "package.p7s"));
  const Ran help = package("--help");
  CHECK(help.code == 0);
  CHECK(help.out.starts_with("Usage: kioskctl package make FOLDER"));
}

TEST_CASE("a kiosk starts from what was signed and says its day; from nothing else it starts") {
  Place place;
  const Signers signers;
  signers.certify("he");
  const std::string words = files::contents(place.data() / "text/en.toml");

  CHECK(refused(place.start(signers.ca()), 2, "is not signed"));
  REQUIRE(make(place.data(), signers, "he").code == 0);
  CHECK(started(place.start(signers.ca())));

  // The devices page of the kiosk on the stage: what it was built with, then what was signed.
  const auto shown = [&] {
    place.stage().play(sign_in("supervisor") + "press item_8\nexpect devices\n");
    REQUIRE(place.stage().player().wait_text("配置", std::chrono::seconds{20}));
    std::string page = place.stage().player().now().text;
    place.stage().play("press back\nexpect desk\n" + std::string(kSignOut));
    INFO(page);
    return page;
  };
  CHECK(shown().find("未签名") != std::string::npos);
  write(place.stage().bench().config(), place.config(signers.ca()));
  place.stage().restart();
  const std::string page = shown();
  CHECK(names_today(page));
  CHECK(page.find("未签名") == std::string::npos);

  // One letter of one word.
  write(place.data() / "text/en.toml", words + "#");
  CHECK(refused(place.start(signers.ca()), 2, "text/en.toml is altered"));
  CHECK(started(place.start("")));  // the control: without an authority nobody looks
  // Also one that could not be read at all is told of as altered: nothing unsigned is read.
  write(place.data() / "text/en.toml", "[[[");
  CHECK(refused(place.start(signers.ca()), 2, "text/en.toml is altered"));
  CHECK(refused(place.start(""), 2, "en.toml: line 1"));
  write(place.data() / "text/en.toml", words);

  write(place.data() / "text/fr.toml", words);
  CHECK(refused(place.start(signers.ca()), 2, "text/fr.toml was not signed"));
  std::filesystem::remove(place.data() / "text/fr.toml");
  std::filesystem::rename(place.data() / "routes", place.data() / "../routes");
  CHECK(refused(place.start(signers.ca()), 2, "is missing"));
  std::filesystem::rename(place.data() / "../routes", place.data() / "routes");
  CHECK(started(place.start(signers.ca())));

  const Signers strangers;
  strangers.certify("he");
  CHECK(refused(place.start(strangers.ca()), 2, "whom the authority does not know"));
  CHECK(refused(place.start("/nowhere.pem"), 2, "holds no certificate"));
  REQUIRE(make(place.data(), strangers, "he").code == 0);
  CHECK(refused(place.start(signers.ca()), 2, "whom the authority does not know"));
  signers.certify("he", -1);
  REQUIRE(openssl("cms -sign -binary -outform DER -in " +
                  (place.data() / "package.sha256").string() + " -signer " +
                  signers.certificate("he").string() + " -inkey " + signers.key("he").string() +
                  " -out " + (place.data() / "package.p7s").string()) == 0);
  CHECK(refused(place.start(signers.ca()), 2, "has expired"));
}

}  // namespace whole
