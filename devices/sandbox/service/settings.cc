// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/settings.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace service {
namespace {

// Thrown and caught in this file.
struct Wrong {
  std::string what;
};

// No file a service is configured with is longer than this.
constexpr std::uintmax_t kLongest = 4 << 20;

std::string read_file(const std::filesystem::path& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (error) throw Wrong{fmt::format("{} cannot be read", path.string())};
  if (size > kLongest) throw Wrong{fmt::format("{} is too large", path.string())};
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) throw Wrong{fmt::format("{} cannot be read", path.string())};
  return text.str();
}

// A table that must be used up: what nobody asked for is a misspelt key.
class Table {
 public:
  Table(const toml::table& table, std::string path) : table_(table), path_(std::move(path)) {}

  Table table(std::string_view key) {
    const auto* found = look(key).as_table();
    if (!found) throw Wrong{fmt::format("{} is not a table", name(key))};
    return {*found, name(key)};
  }
  std::vector<Table> tables(std::string_view key) {
    const auto* list = look(key).as_array();
    if (!list) throw Wrong{fmt::format("{} is not a list of tables", name(key))};
    std::vector<Table> out;
    for (const auto& item : *list) {
      const std::string path = fmt::format("{}[{}]", name(key), out.size());
      if (!item.is_table()) throw Wrong{fmt::format("{} is not a table", path)};
      out.emplace_back(*item.as_table(), path);
    }
    return out;
  }
  std::string text(std::string_view key) {
    const auto value = look(key).value_exact<std::string>();
    if (!value || value->empty()) throw Wrong{fmt::format("{} is not a text", name(key))};
    return *value;
  }
  int number(std::string_view key, int least, int most) {
    const auto value = look(key).value_exact<std::int64_t>();
    if (!value || *value < least || *value > most) {
      throw Wrong{fmt::format("{} is not a whole number from {} to {}", name(key), least, most)};
    }
    return static_cast<int>(*value);
  }
  int number_or(std::string_view key, int otherwise, int least, int most) {
    return table_.contains(key) ? number(key, least, most) : otherwise;
  }
  bool flag_or(std::string_view key, bool otherwise) {
    if (!table_.contains(key)) return otherwise;
    const auto value = look(key).value_exact<bool>();
    if (!value) throw Wrong{fmt::format("{} is neither true nor false", name(key))};
    return *value;
  }
  Bilingual bilingual(std::string_view key) {
    Table in = table(key);
    Bilingual text{in.text("zh"), in.text("en")};
    in.done();
    return text;
  }
  void done() const {
    for (const auto& [key, value] : table_) {
      if (!used_.contains(std::string(key.str()))) {
        throw Wrong{fmt::format("{} is not a key that is known", name(key.str()))};
      }
    }
  }
  [[nodiscard]] std::string name(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
  }

 private:
  const toml::node& look(std::string_view key) {
    used_.insert(std::string(key));
    const auto* found = table_.get(key);
    if (!found) throw Wrong{fmt::format("{} is missing", name(key))};
    return *found;
  }

  const toml::table& table_;
  std::string path_;
  std::set<std::string> used_;
};

bool is_user_assigned(std::string_view country) {
  // ISO 3166-1 leaves these to everyone: AA, QM-QZ, XA-XZ, ZZ.
  return country == "AA" || country == "ZZ" || country[0] == 'X' ||
         (country[0] == 'Q' && country[1] >= 'M');
}

class Reader {
 public:
  explicit Reader(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Settings read(Table root) {
    settings_.practice = root.flag_or("practice", false);
    issuer(root.table("issuer"));
    listen(root.table("listen"));
    policy(root.table("policy"));
    Table store = root.table("store");
    settings_.store_path = beside(store.text("path")).string();
    settings_.store_key = key(store, "key_file");
    store.done();
    Table signing = root.table("signing");
    settings_.signing_certificate_pem = file(signing, "certificate");
    settings_.signing_key_pem = file(signing, "key");
    signing.done();
    Table slip = root.table("slip");
    settings_.slip_hours = slip.number("hours", 1, 24 * 366);
    settings_.grace_hours = slip.number_or("grace_hours", settings_.grace_hours, 0, 24 * 366);
    settings_.revocation_list_hours =
        slip.number_or("revocation_list_hours", settings_.revocation_list_hours, 1, 24 * 31);
    slip.done();
    devices(root.tables("device"));
    root.done();
    return std::move(settings_);
  }

 private:
  void issuer(Table in) {
    IssuerSettings& out = settings_.issuer;
    const auto figure = [](char c) { return c >= '0' && c <= '9'; };
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    out.code = in.text("code");
    if (out.code.size() != 2 || !std::all_of(out.code.begin(), out.code.end(), figure)) {
      throw Wrong{"issuer.code is not two figures"};
    }
    out.country = in.text("country");
    if (out.country.size() != 2 || !std::all_of(out.country.begin(), out.country.end(), capital)) {
      throw Wrong{"issuer.country is not two capital letters"};
    }
    // Practice paper must never pass for a country's.
    if (settings_.practice && !is_user_assigned(out.country)) {
      throw Wrong{"issuer.country is a real country's, but practice = true"};
    }
    out.area = in.number("area", 100000, 999999);
    out.name = in.bilingual("name");
    in.done();
  }

  void listen(Table in) {
    ListenSettings& out = settings_.listen;
    out.address = in.text("address");
    out.port = in.number("port", 0, 65535);
    out.certificate_pem = file(in, "certificate");
    out.key_pem = file(in, "key");
    out.client_ca_pem = file(in, "client_ca");
    out.workers =
        static_cast<std::size_t>(in.number_or("workers", static_cast<int>(out.workers), 1, 1024));
    in.done();
  }

  void policy(Table in) {
    const auto path = beside(in.text("file"));
    auto policy = parse_policy(read_file(path));
    if (!policy) {
      const Malformed& fault = policy.error();
      throw Wrong{fault.path.empty()
                      ? fmt::format("{}: {}", path.string(), fault.reason)
                      : fmt::format("{}: {} {}", path.string(), fault.path, fault.reason)};
    }
    settings_.policy = std::move(*policy);
    settings_.policy_name = in.bilingual("name");
    in.done();
  }

  void devices(std::vector<Table> list) {
    for (Table& in : list) {
      DeviceSettings device;
      device.id = in.text("id");
      const bool plain =
          device.id.size() <= 32 && std::all_of(device.id.begin(), device.id.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                   c == '.' || c == '_' || c == '-';
          });
      if (!plain) throw Wrong{fmt::format("{} is no device id", in.name("id"))};
      for (const DeviceSettings& other : settings_.devices) {
        if (other.id == device.id) throw Wrong{fmt::format("{} stands twice", in.name("id"))};
      }
      device.key = key(in, "key_file");
      in.done();
      settings_.devices.push_back(std::move(device));
    }
  }

  [[nodiscard]] std::filesystem::path beside(const std::string& path) const {
    return folder_ / path;
  }
  [[nodiscard]] std::string file(Table& in, std::string_view name) const {
    return read_file(beside(in.text(name)));
  }
  [[nodiscard]] Key32 key(Table& in, std::string_view name) const {
    const auto path = beside(in.text(name));
    const auto found = read_hex_key(read_file(path));
    if (!found) throw Wrong{fmt::format("{} does not hold 64 hex digits", path.string())};
    return *found;
  }

  std::filesystem::path folder_;
  Settings settings_;
};

}  // namespace

tl::expected<Settings, std::string> read_settings(const std::filesystem::path& file) {
  try {
    const toml::table root = toml::parse(read_file(file), file.string());
    return Reader(file.parent_path()).read(Table(root, ""));
  } catch (const Wrong& wrong) {
    const std::string prefix = file.string() + ": ";
    return tl::unexpected(wrong.what.starts_with(file.string()) ? wrong.what : prefix + wrong.what);
  } catch (const toml::parse_error& error) {
    return tl::unexpected(
        fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
}

}  // namespace service
