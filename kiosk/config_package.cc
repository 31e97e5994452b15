// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/config_package.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "devices/detached_signature.h"
#include "devices/durable_file.h"
#include "devices/file_sum.h"
#include "devices/rfc3339.h"

namespace kiosk {

namespace {

using std::filesystem::path;
using tl::unexpected;

constexpr std::size_t kLargestList = std::size_t{4} << 20U;
constexpr std::size_t kLargestSignature = std::size_t{64} << 10U;

// sha256sum reads over lines that begin with #.
constexpr std::string_view kForm = "# green-channel configuration 1";
constexpr std::string_view kNameLine = "# name ";
constexpr std::string_view kMadeLine = "# made ";
constexpr std::string_view kBetween = "  ";

// By name, in the order of the list: "text/en.toml".
using Sums = std::map<std::string, std::string>;

struct List {
  std::string name;
  visit::Moment made;
  Sums files;
};

unexpected<std::string> trouble(const path& folder, std::string_view words) {
  return unexpected(fmt::format("{}: {}", folder.string(), words));
}

bool is_hidden_from_list(const std::string& name) {
  return name == kPackageList || name == kPackageSignature;
}

// Everything that lies in the folder and below, but for the list and its signature. A link could
// lead to what nobody signed.
tl::expected<std::set<std::string>, std::string> files_in(const path& folder) {
  std::error_code error;
  std::set<std::string> names;
  std::filesystem::recursive_directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::recursive_directory_iterator();
       entries.increment(error)) {
    const std::string name = entries->path().lexically_relative(folder).generic_string();
    const auto status = entries->symlink_status(error);
    if (error) break;
    if (std::filesystem::is_directory(status) || is_hidden_from_list(name)) continue;
    if (!std::filesystem::is_regular_file(status))
      return trouble(folder, name + " is a link or no file: only files can be signed");
    if (name.find_first_of("\n\r\\") != std::string::npos)
      return trouble(folder, "a file's name holds a line end or a backslash");
    names.insert(name);
  }
  if (error) return trouble(folder, "the folder cannot be read");
  return names;
}

std::string write_list(const List& list) {
  std::string text = fmt::format("{}\n{}{}\n{}{}\n", kForm, kNameLine, list.name, kMadeLine,
                                 devices::write_moment(list.made));
  for (const auto& [name, sum] : list.files) text += sum + std::string(kBetween) + name + "\n";
  return text;
}

// None: it is not written as write_list() does. Only ever asked of what an authority has signed.
std::optional<List> read_list(std::string_view text) {
  const auto line = [&text]() -> std::optional<std::string_view> {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view found = text.substr(0, end);
    text.remove_prefix(end + 1);
    return found;
  };
  const auto form = line(), name = line(), made = line();
  if (form != kForm || !name || !name->starts_with(kNameLine) || !made ||
      !made->starts_with(kMadeLine))
    return std::nullopt;
  List list;
  list.name = name->substr(kNameLine.size());
  const auto moment = devices::parse_moment(made->substr(kMadeLine.size()));
  if (!is_package_name(list.name) || !moment) return std::nullopt;
  list.made = *moment;
  while (!text.empty()) {
    const auto file = line();
    constexpr std::size_t kName = devices::kSumDigits + kBetween.size();
    if (!file || file->size() <= kName ||
        file->substr(devices::kSumDigits, kBetween.size()) != kBetween)
      return std::nullopt;
    list.files.emplace(file->substr(kName), file->substr(0, devices::kSumDigits));
  }
  return list;
}

std::string_view words_for(devices::SignFault fault) {
  using devices::SignFault;
  switch (fault) {
    case SignFault::key:
      return "the key cannot sign: it must be an EC or RSA key in PEM, with its right password";
    case SignFault::exposed_key:
      return "others than its owner may read the key: chmod 600";
    case SignFault::certificate:
      return "the certificate file holds no certificate in PEM";
    case SignFault::other_key:
      return "the certificate is not the key's";
    case SignFault::not_now:
      return "the certificate does not hold today";
    case SignFault::not_for_signing:
      break;
  }
  return "the certificate is not for signing: it needs the key usage digitalSignature, and "
         "emailProtection if it has extended usages";
}

std::string_view words_for(devices::SignatureFault fault) {
  using devices::SignatureFault;
  switch (fault) {
    case SignatureFault::no_authority:
      return "whoever may sign it is not known: the authority's file holds no certificate";
    case SignatureFault::malformed:
      return "package.p7s is no signature beside a file";
    case SignatureFault::altered:
      return "package.sha256 is not what was signed";
    case SignatureFault::stranger:
      return "is signed by somebody whom the authority does not know";
    case SignatureFault::not_for_signing:
      return "is signed with a certificate that is not for signing";
    case SignatureFault::too_early:
      return "is signed with a certificate that does not hold yet";
    case SignatureFault::expired:
      break;
  }
  return "is signed with a certificate that has expired";
}

// "text/en.toml is altered", and how many more; empty if the folder is what the list says.
tl::expected<std::string, std::string> difference(const path& folder, const List& list) {
  const auto found = files_in(folder);
  if (!found) return unexpected(found.error());
  std::string first;
  std::size_t more = 0;
  const auto note = [&](const std::string& name, const char* what) {
    if (first.empty()) {
      first = name + what;
    } else {
      ++more;
    }
  };
  for (const auto& [name, sum] : list.files) {
    if (!found->contains(name)) {
      note(name, " is missing");
      continue;
    }
    const auto now = devices::sha256_of(folder / name);
    if (!now) {
      note(name, " cannot be read");
    } else if (*now != sum) {
      note(name, " is altered");
    }
  }
  for (const std::string& name : *found) {
    if (!list.files.contains(name)) note(name, " was not signed");
  }
  return more == 0 ? first : fmt::format("{}, and {} more", first, more);
}

// For everybody to read, as the rest of the folder is.
bool put(const path& file, std::string_view content) {
  using std::filesystem::perms;
  if (!devices::replace_file(file, content)) return false;
  std::error_code error;
  std::filesystem::permissions(file, perms::group_read | perms::others_read,
                               std::filesystem::perm_options::add, error);
  return !error;
}

ConfigPackage package_of(const List& list, const devices::SignedBy& by) {
  return {list.name, list.made, list.files.size(), by.name, by.until};
}

}  // namespace

std::string ConfigPackage::title() const {
  const visit::Date day = visit::wall_time(made).date;
  return fmt::format("{:04}-{:02}-{:02} {}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), name);
}

bool is_package_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestPackageName &&
         std::ranges::all_of(name, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  c == '.' || c == '_' || c == '-';
         });
}

tl::expected<ConfigPackage, std::string> make_package(const path& folder, const std::string& name,
                                                      const path& key, const path& certificate,
                                                      visit::Moment now) {
  const auto names = files_in(folder);
  if (!names) return unexpected(names.error());
  if (names->empty()) return trouble(folder, "there is nothing to sign");
  List list{name, std::chrono::floor<std::chrono::seconds>(now), {}};
  for (const std::string& one : *names) {
    const auto sum = devices::sha256_of(folder / one);
    if (!sum) return trouble(folder, one + " cannot be read");
    list.files.emplace(one, *sum);
  }
  const std::string text = write_list(list);
  const auto signature = devices::sign_detached(text, key, certificate, now);
  if (!signature) return unexpected(std::string(words_for(signature.error())));
  if (!put(folder / kPackageList, text) || !put(folder / kPackageSignature, signature->der))
    return trouble(folder, "the folder cannot be written");
  return package_of(list, signature->by);
}

tl::expected<ConfigPackage, std::string> check_package(const path& folder, const path& authority,
                                                       visit::Moment now) {
  for (const std::string_view name : {kPackageList, kPackageSignature}) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(folder / name, error))
      return trouble(folder, fmt::format("is not signed, there is no {}", name));
  }
  const auto text = devices::read_whole_file(folder / kPackageList, kLargestList);
  const auto signature = devices::read_whole_file(folder / kPackageSignature, kLargestSignature);
  if (!text || !signature) return trouble(folder, "its list or its signature cannot be read");
  const auto by = devices::check_detached(*text, *signature, authority, now);
  if (!by) return trouble(folder, words_for(by.error()));
  const auto list = read_list(*text);
  if (!list) return trouble(folder, "package.sha256 is of a form that this version does not know");
  const auto differs = difference(folder, *list);
  if (!differs) return unexpected(differs.error());
  if (!differs->empty()) return trouble(folder, *differs);
  return package_of(*list, *by);
}

}  // namespace kiosk
