// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/service/settings.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "devices/sandbox/service/network/issuer_url.h"

namespace service {
namespace {

// Thrown and caught in this file.
struct Wrong {
  std::string what;
};

// The law's six months, and the week by which a kiosk's own entries may be late.
constexpr int kLeastAuditDays = 191;
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
  std::vector<std::string> texts(std::string_view key) {
    const auto* list = look(key).as_array();
    if (!list) throw Wrong{fmt::format("{} is not a list of texts", name(key))};
    std::vector<std::string> out;
    for (const auto& item : *list) {
      const auto value = item.value_exact<std::string>();
      if (!value || value->empty())
        throw Wrong{fmt::format("{} is not a list of texts", name(key))};
      out.push_back(*value);
    }
    return out;
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
  [[nodiscard]] bool has(std::string_view key) const { return table_.contains(key); }
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
  Reader(std::filesystem::path folder, std::string issuer)
      : folder_(std::move(folder)), asked_for_(std::move(issuer)) {}

  Settings read(Table root) {
    settings_.practice = root.flag_or("practice", false);
    if (root.has("provinces")) provinces(beside(root.text("provinces")));
    issuer(root.table("issuer"));
    listen(root.table("listen"));
    policy(root.table("policy"));
    store(root.table("store"));
    for (Table& signing : root.tables("signing")) settings_.signing.push_back(signer(signing));
    if (root.has("lists")) {
      Table lists = root.table("lists");
      if (lists.has("others")) {
        for (const std::string& other : lists.texts("others")) {
          settings_.listed.push_back(read_file(beside(other)));
        }
      }
      settings_.lists = signer(lists);
    }
    if (root.has("network")) network(root.table("network"));
    if (root.has("limits")) limits(root.table("limits"));
    if (root.has("survey")) survey(beside(root.text("survey")));
    if (root.has("audit")) {
      Table audit = root.table("audit");
      settings_.audit_days = audit.number("days", kLeastAuditDays, 366 * 30);
      audit.done();
    }
    Table slip = root.table("slip");
    settings_.slip_hours = slip.number("hours", 1, 24 * 366);
    settings_.grace_hours = slip.number_or("grace_hours", settings_.grace_hours, 0, 24 * 366);
    settings_.card_days = slip.number_or("card_days", settings_.card_days, 1, 366 * 2);
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
    out.code = asked_for_.empty() || in.has("code") ? in.text("code") : asked_for_;
    if (out.code.size() != 2 || !std::all_of(out.code.begin(), out.code.end(), figure)) {
      throw Wrong{"issuer.code is not two figures"};
    }
    if (!asked_for_.empty() && out.code != asked_for_) {
      throw Wrong{fmt::format("issuer.code is another one than {}", asked_for_)};
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
    const Province* province = settings_.province_book.find(out.code);
    out.name = province != nullptr && !in.has("name") ? province->name : in.bilingual("name");
    if (in.has("region")) out.region = in.text("region");
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

  // A file beside the configuration, or an engine's address as it stands.
  void store(Table in) {
    const std::string place = in.text("place");
    settings_.store = place.starts_with("postgresql://") ? place : beside(place).string();
    settings_.store_key = key(in, "key_file");
    in.done();
  }

  SigningSettings signer(Table& in) {
    SigningSettings out{file(in, "certificate"), file(in, "key")};
    in.done();
    return out;
  }

  void provinces(const std::filesystem::path& folder) {
    auto book = ProvinceBook::read(folder);
    if (!book) throw Wrong{book.error()};
    settings_.province_book = std::move(*book);
  }

  void network(Table in) {
    NetworkSettings out;
    if (settings_.province_book.all().empty()) throw Wrong{"provinces is missing beside network"};
    if (settings_.issuer.code != "00") {
      out.national = in.text("national");
      if (!is_issuer_url(out.national)) {
        throw Wrong{"network.national is not of the form https://host:port"};
      }
      out.announce = in.text("announce");
      if (!is_issuer_url(out.announce + ":1")) {
        throw Wrong{"network.announce is not of the form https://host"};
      }
    }
    out.device = in.text("device");
    out.certificate_pem = file(in, "certificate");
    out.key_pem = file(in, "key");
    out.ca_pem = file(in, "ca");
    out.signing_key = key(in, "signing_key");
    out.patience_ms = in.number_or("patience_ms", out.patience_ms, 100, 60'000);
    in.done();
    if (out.device != "issuer-" + settings_.issuer.code) {
      throw Wrong{fmt::format("network.device is not issuer-{}", settings_.issuer.code)};
    }
    settings_.network = std::move(out);
  }

  void limits(Table in) {
    LimitSettings& out = settings_.limits;
    out.device_per_second = in.number("device_per_second", 1, 1'000'000);
    out.device_burst = in.number("device_burst", 1, 1'000'000);
    out.all_per_second = in.number("all_per_second", 1, 1'000'000);
    out.all_burst = in.number("all_burst", 1, 1'000'000);
    in.done();
  }

  void policy(Table in) {
    const auto path = beside(in.text("file"));
    settings_.policy_file = path;
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

  void survey(const std::filesystem::path& path) {
    auto form = Questionnaire::parse(read_file(path));
    if (!form) {
      const Malformed& fault = form.error();
      throw Wrong{fmt::format("{}: {}{}{}", path.string(), fault.path,
                              fault.path.empty() ? "" : " ", fault.reason)};
    }
    settings_.survey = std::move(*form);
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
      if (in.has("role")) device.role = role(in);
      in.done();
      settings_.devices.push_back(std::move(device));
    }
  }

  static Role role(Table& in) {
    const std::string name = in.text("role");
    if (name == "kiosk") return Role::kiosk;
    if (name == "issuer") return Role::issuer;
    if (name == "operator") return Role::operator_;
    throw Wrong{fmt::format("{} is none of kiosk, issuer, operator", in.name("role"))};
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
  std::string asked_for_;
  Settings settings_;
};

}  // namespace

tl::expected<Settings, std::string> read_settings(const std::filesystem::path& file,
                                                  const std::string& issuer) {
  try {
    const toml::table root = toml::parse(read_file(file), file.string());
    return Reader(file.parent_path(), issuer).read(Table(root, ""));
  } catch (const Wrong& wrong) {
    const std::string prefix = file.string() + ": ";
    return tl::unexpected(wrong.what.starts_with(file.string()) ? wrong.what : prefix + wrong.what);
  } catch (const toml::parse_error& error) {
    return tl::unexpected(
        fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description()));
  }
}

}  // namespace service
