// SPDX-License-Identifier: GPL-3.0-or-later
// What cards answer: TLV objects, targets, the parts of an answer, and the applications that are
// asked over them. A card that is only octets is never a badge of the house, and never a document
// that opens.
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "devices/reader/basic_access.h"
#include "devices/reader/card_answer.h"
#include "devices/reader/card_kind.h"
#include "devices/reader/emrtd.h"
#include "devices/reader/piv.h"
#include "devices/reader/social_security.h"
#include "devices/reader/target.h"
#include "devices/reader/tlv.h"
#include "devices/sandbox/wires/applet.h"
#include "tests/fuzz/input.h"

namespace {

using namespace devices::reader;
using fuzz::Input;
using fuzz::Octets;
using fuzz::promise;
using Answer = std::vector<std::uint8_t>;

constexpr std::chrono::sys_seconds kNow{std::chrono::seconds(1'767'225'600)};
constexpr int kMostCommands = 3 * kMostParts;

template <class T, void (*release)(T*)>
struct Released {
  void operator()(T* object) const { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Released<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Released<X509, X509_free>>;

Key new_key() { return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); }

void extend(X509* certificate, int nid, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  promise(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Certificate issue(const char* name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuer_key) {
  Certificate certificate(X509_new());
  X509* const made = certificate.get();
  X509_set_version(made, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made), issuer == nullptr ? 1 : 2);
  ASN1_TIME_set(X509_getm_notBefore(made), kNow.time_since_epoch().count() - 86'400);
  ASN1_TIME_set(X509_getm_notAfter(made), kNow.time_since_epoch().count() + 86'400);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(made, X509_get_subject_name(issuer == nullptr ? made : issuer));
  X509_set_pubkey(made, key);
  extend(made, NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "critical,CA:FALSE");
  extend(made, NID_key_usage,
         issuer == nullptr ? "critical,keyCertSign" : "critical,digitalSignature");
  promise(X509_sign(made, issuer_key, EVP_sha256()) > 0);
  return certificate;
}

// An authority of this run, and a badge of it whose key nobody has any more.
struct House {
  StaffAuthority staff;
  Answer badge;  // the certificate's data object

  static House founded() {
    const Key root_key = new_key();
    const Key badge_key = new_key();
    const Certificate root = issue("fuzz staff", root_key.get(), nullptr, root_key.get());
    const Certificate badge = issue("fuzz badge", badge_key.get(), root.get(), root_key.get());

    std::string path = "/tmp/staff-XXXXXX";
    std::FILE* const file = ::fdopen(::mkstemp(path.data()), "w");
    promise(file != nullptr && PEM_write_X509(file, root.get()) == 1 && std::fclose(file) == 0);
    auto staff = StaffAuthority::read(path);
    ::unlink(path.c_str());
    promise(staff.has_value());

    unsigned char* der = nullptr;
    const int size = i2d_X509(badge.get(), &der);
    promise(size > 0x7F && size < 0x1000);
    const auto high = [](std::size_t value) { return static_cast<std::uint8_t>(value >> 8); };
    const auto low = [](std::size_t value) { return static_cast<std::uint8_t>(value & 0xFF); };
    const auto inner = static_cast<std::size_t>(size);
    const std::size_t outer = inner + 4 + 3;
    Answer object{0x53, 0x82, high(outer), low(outer), 0x70, 0x82, high(inner), low(inner)};
    object.insert(object.end(), der, der + size);
    object.insert(object.end(), {0x71, 0x01, 0x00});
    OPENSSL_free(der);
    return {std::move(*staff), std::move(object)};
  }
};

// A card that answers what the input says, and gives up after `kMostCommands`, which no reader may
// need.
struct FuzzCard {
  Input& input;
  int asked = 0;

  std::optional<Answer> answer() {
    promise(++asked <= kMostCommands);
    const unsigned kind = input.choice();
    if (kind % 16 == 15) return std::nullopt;
    const Octets taken = input.take(kind % 16 == 14 ? 256 : input.choice());
    Answer answer(taken.begin(), taken.end());
    switch (kind % 8) {
      case 0:
      case 1:
      case 2:
      case 3:
        answer.insert(answer.end(), {0x90, 0x00});
        break;
      case 4:
        answer.insert(answer.end(), {0x61, input.choice()});
        break;
      case 5:
        answer.insert(answer.end(), {0x6C, input.choice()});
        break;
      default:
        break;  // whatever it ends with, and however short
    }
    return answer;
  }
  Transmit transmit() {
    return [this](Octets command) {
      promise(command.size() >= 4);
      return answer();
    };
  }
};

bool lies_in(Octets part, Octets whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void read_objects(Octets bytes) {
  TlvReader reader(bytes);
  std::size_t covered = 0;
  while (const auto object = reader.next()) {
    promise(object->tag != 0 && lies_in(object->value, bytes));
    covered += object->value.size() + 2;
    promise(covered <= bytes.size());
  }
  promise(!reader.next());
  for (const auto& found : {find_tlv(bytes, {0x7C, 0x82}), find_tlv(bytes, {0x53, 0x70}),
                            find_tlv(bytes, {0x61, 0x5F1F}), find_tlv(bytes, {0x99})}) {
    promise(!found || lies_in(*found, bytes));
  }
}

void read_target(Input& input) {
  const auto type = input.choice() % 2 == 0 ? RadioType::a : RadioType::b;
  const Octets bytes = input.rest();
  const auto target = target_in(type, bytes);
  if (!target) return;
  promise(target->type == type && target->uid.bytes().size() <= Uid::kLongest);
  promise(is_same_card(*target, *target) || target->uid.empty());
}

void ask(Input& input) {
  FuzzCard card{input};
  WipedBytes data(512);
  constexpr std::array<std::uint8_t, 5> kCommand{0x00, 0xB0, 0x00, 0x00, 0x00};
  const auto status = ask_card(card.transmit(), kCommand, data);
  promise(card.asked <= kMostParts + 1 && data.size() <= 512);
  if (status && *status == kTooMuch) promise(data.size() <= 512);
}

// `genuine`: the certificate is the house's own, and only the signature is the input's.
void show_badge(Input& input, bool genuine) {
  static const House house = House::founded();
  FuzzCard card{input};
  const Transmit transmit = [&](Octets command) -> std::optional<Answer> {
    if (genuine && command[1] == 0xA4) return Answer{0x90, 0x00};
    if (genuine && command[1] == 0xCB) {
      Answer answer = house.badge;
      answer.insert(answer.end(), {0x90, 0x00});
      return answer;
    }
    return card.answer();
  };
  promise(!authenticate_badge(transmit, house.staff, kNow));
  promise(card.asked <= 72);
}

MrzKey key_of_the_document() {
  MrzKey key;
  key.document_number = visit::Secret("XA0000001");
  key.birth = visit::Secret("380412");
  key.expiry = visit::Secret("300101");
  return key;
}

void open_document(Input& input) {
  FuzzCard card{input};
  promise(!read_dg1(card.transmit(), key_of_the_document()));
}

// The document's own chip, with somebody on the line who alters what it says.
void open_altered_document(Input& input) {
  sandbox::PassportCard card;
  card.lines =
      "P<UTOSAMPLE<<MARIA<EXAMPLE<<<<<<<<<<<<<<<<<<"
      "XA00000012UTO3804128F3001019<<<<<<<<<<<<<<00";
  const auto applet = sandbox::applet_of(card);
  bool altered = false;
  const Transmit transmit = [&](Octets command) {
    Answer answer = applet->answer(command);
    const unsigned how = input.choice();
    if (how % 4 == 3) {
      const std::size_t place = input.choice() % answer.size();
      const std::uint8_t change = input.choice();
      answer[place] ^= change;
      altered = altered || change != 0;
    } else if (how % 16 == 4) {
      answer.resize(input.choice() % answer.size());
      altered = true;
    }
    return std::optional(answer);
  };
  const auto document = read_dg1(transmit, key_of_the_document());
  promise(document || altered);
  if (!document) return;
  promise(document->surname.reveal() == "SAMPLE" &&
          document->given_names.reveal() == "MARIA EXAMPLE");
  promise(document->number.reveal() == "XA0000001" && document->nationality.reveal() == "UTO");
  promise(document->birth.reveal() == "380412" && document->expiry.reveal() == "300101");
}

// A chip that knows the session's keys, and seals anything with them.
void open_sealed(Input& input) {
  std::array<std::uint8_t, 16> seed{};
  const AccessKeys keys = derive_keys(seed);
  SecureMessaging chip(keys, {});
  const Transmit transmit = [&](Octets) {
    std::array<std::uint8_t, 8> counter{};
    counter[7] = 2;
    const Octets body = input.take(input.choice());
    Answer sealed(counter.begin(), counter.end());
    sealed.insert(sealed.end(), body.begin(), body.end());
    const auto seal = retail_mac(keys.authentication, sealed);
    Answer answer(body.begin(), body.end());
    answer.insert(answer.end(), {0x8E, 0x08});
    answer.insert(answer.end(), seal.begin(), seal.end());
    answer.insert(answer.end(), {0x90, 0x00});
    return std::optional(answer);
  };
  WipedBytes data(129);
  (void)chip.ask(transmit, {0x00, 0xB0, 0x00, 0x00}, {}, 0x60, data);
  promise(data.size() <= 129);
}

// A hint is only ever a number that adds up and agrees with the birth beside it.
void read_hint(Input& input) {
  FuzzCard card{input};
  const auto identity = read_social_security(card.transmit());
  if (!identity) return;
  const std::string_view number = identity->number.reveal();
  promise(visit::has_valid_check_digit(number) && identity->birth && identity->birth->ok());
  promise(!identity->name.empty());
  for (const char c : identity->name.reveal()) {
    promise(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  }
  int day = 0;
  for (const char c : number.substr(6, 8)) day = day * 10 + (c - '0');
  promise(day == static_cast<int>(identity->birth->year()) * 10'000 +
                     static_cast<int>(static_cast<unsigned>(identity->birth->month())) * 100 +
                     static_cast<int>(static_cast<unsigned>(identity->birth->day())));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void read_lines(Octets bytes) {
  const auto document = read_mrz({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!document) return;
  promise(bytes.size() == 88 || bytes.size() == 90);
  promise(!document->surname.empty() && !document->number.empty());
  for (const char c : document->expiry.reveal()) promise(is_digit(c) || c == '<');
  for (const visit::Secret* name : {&document->surname, &document->given_names}) {
    for (const char c : name->reveal()) promise((c >= 'A' && c <= 'Z') || c == ' ');
  }
  promise(document->sex == 'M' || document->sex == 'F' || document->sex == 'X');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Input input(data, size);
  const unsigned kind = input.choice();
  switch (kind % 16) {
    case 0:
    case 1:
    case 2:
      read_objects(input.rest());
      break;
    case 3:
    case 4:
      read_target(input);
      break;
    case 5:
    case 6:
      ask(input);
      break;
    case 7: {
      FuzzCard card{input};
      const auto found = kind_by_applications(card.transmit(), kind_by_sak(input.choice()));
      promise(!found || (!name_of(*found).empty() && *found != CardKind::resident_id));
      break;
    }
    case 8:
    case 9:
    case 10:
      // Signatures of P-256 cost more than all else here together.
      show_badge(input, kind == 8);
      break;
    case 11:
      if (kind < 0x80) {
        open_document(input);
      } else {
        open_altered_document(input);
      }
      break;
    case 12:
      open_sealed(input);
      break;
    case 13:
    case 14:
      read_hint(input);
      break;
    default:
      read_lines(input.rest());
  }
  return 0;
}
