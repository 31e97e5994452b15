// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/package_command.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include "devices/clock.h"
#include "devices/rfc3339.h"
#include "kiosk/command_line.h"
#include "kiosk/config_package.h"

namespace kiosk {

namespace {

constexpr int kFine = 0;
constexpr int kNotAsSigned = 1;

constexpr const char* kHelp =
    "Usage: kioskctl package make FOLDER --key KEY --certificate FILE --as NAME\n"
    "       kioskctl package check FOLDER --ca FILE\n"
    "Signs all that lies in the folder of a configuration: package.sha256 lists it, package.p7s "
    "is\n"
    "the signature, and both are put there too. Or says whether a folder is as it was signed, and\n"
    "names the first file that is altered, missing, or was not signed. A kiosk whose kiosk.toml\n"
    "has [place] package_ca does the same at its start, and does not start from another folder.\n"
    "\n"
    "  --key KEY           EC or RSA, PEM; a password is asked for\n"
    "  --certificate FILE  the key's, PEM; certificates up to the authority may follow it\n"
    "  --as NAME           what staff read after the day: A is shown as 2026-11-20 A; at most\n"
    "                      24 letters, digits, dots, hyphens and underscores\n"
    "  --ca FILE           whose certificates may sign, PEM\n"
    "  --help, --version   print this, or the version, and exit\n"
    "\n"
    "Exit code 0, 1 if the folder is not as it was signed, 2 for a wrong call or a file that "
    "cannot\n"
    "be used.\n";

struct Options {
  bool make = false;
  std::string folder, key, certificate, name, ca;
};

std::optional<int> parse(int argc, char** argv, Options& options) {
  const auto words = read_command_line(
      {"kioskctl",
       kHelp,
       {set_text("key", options.key), set_text("certificate", options.certificate),
        set_text("as", options.name), set_text("ca", options.ca)}},
      argc, argv);
  if (!words) return words.error();
  if (words->empty() || (words->front() != "make" && words->front() != "check"))
    return refuse("package needs one of make, check");
  options.make = words->front() == "make";
  if (words->size() != 2) return refuse("package " + words->front() + " needs one FOLDER");
  options.folder = words->at(1);
  if (!options.make && !(options.key + options.certificate + options.name).empty())
    return refuse("--key, --certificate and --as belong to package make");
  if (options.make && !options.ca.empty()) return refuse("--ca belongs to package check");
  if (options.make && (options.key.empty() || options.certificate.empty() || options.name.empty()))
    return refuse("package make needs --key KEY, --certificate FILE and --as NAME");
  if (options.make && !is_package_name(options.name))
    return refuse(fmt::format("{} is no name: 1 to {} letters, digits, \".\", \"-\" and \"_\"",
                              options.name, kLongestPackageName));
  if (!options.make && options.ca.empty()) return refuse("package check needs --ca FILE");
  return std::nullopt;
}

void tell(const ConfigPackage& package) {
  fmt::print("{}: {} files, signed by \"{}\", holds until {}\n", package.title(), package.files,
             package.signed_by, devices::write_moment(package.holds_until));
}

}  // namespace

int package_command(int count, char** arguments) {
  Options options;
  if (const auto code = parse(count, arguments, options)) return *code;
  if (!std::filesystem::is_directory(options.folder))
    return refuse(options.folder + ": no such folder");
  for (const std::string& file : {options.key, options.certificate, options.ca}) {
    if (!file.empty() && !std::filesystem::is_regular_file(file))
      return refuse(file + ": no such file");
  }
  const auto package = options.make ? make_package(options.folder, options.name, options.key,
                                                   options.certificate, devices::now())
                                    : check_package(options.folder, options.ca, devices::now());
  if (package) {
    tell(*package);
    return kFine;
  }
  refuse(package.error());
  return options.make ? kWrongUse : kNotAsSigned;
}

}  // namespace kiosk
