// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/card_view.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <utility>
#include <vector>

#include "devices/clock.h"
#include "devices/reader/card_watch.h"
#include "devices/reader/connstring.h"
#include "devices/reader/emrtd.h"
#include "devices/reader/nfc_reader.h"
#include "devices/reader/recording.h"
#include "devices/reader/sam_v_module.h"
#include "devices/reader/social_security.h"
#include "devices/reader/wire_tap.h"
#include "kiosk/card_teller.h"

namespace kiosk {

namespace {

using devices::reader::BadgeTrouble;
using devices::reader::CardKind;
using devices::reader::CardWatch;
using devices::reader::EmrtdTrouble;
using devices::reader::Instant;
using devices::reader::LineTrouble;
using devices::reader::Look;
using devices::reader::Milliseconds;
using devices::reader::monotonic_now;
using devices::reader::NfcReader;
using devices::reader::SamVModule;
using devices::reader::Sight;
using devices::reader::Transmit;
using visit::Secret;
namespace sw3 = devices::reader::sw3;

constexpr Milliseconds kRetry{500};
constexpr Milliseconds kFindPause{100};
constexpr Milliseconds kLookPause{50};
// How often a card that was read is asked whether it still lies there.
constexpr Milliseconds kThereEvery{300};
constexpr int kEmptyInARow = 2;
constexpr int kBadInARow = 2;

std::string_view code_of(LineTrouble trouble) {
  switch (trouble) {
    case LineTrouble::silent:
      return "silent";
    case LineTrouble::garbled:
      return "garbled";
    case LineTrouble::gone:
      return "gone";
  }
  return "";
}

std::string_view code_of(BadgeTrouble trouble) {
  switch (trouble) {
    case BadgeTrouble::no_application:
    case BadgeTrouble::no_certificate:
      return "badge-without-certificate";
    case BadgeTrouble::not_ours:
      return "badge-not-ours";
    case BadgeTrouble::expired:
      return "badge-expired";
    case BadgeTrouble::wrong_key:
    case BadgeTrouble::bad_signature:
      return "not-genuine";
    case BadgeTrouble::gone:
      return "lay-again";
  }
  return "";
}

std::string_view code_of(EmrtdTrouble trouble) {
  switch (trouble) {
    case EmrtdTrouble::not_a_key:
    case EmrtdTrouble::wrong_key:
      return "wrong-mrz";
    case EmrtdTrouble::not_genuine:
      return "not-genuine";
    case EmrtdTrouble::no_application:
    case EmrtdTrouble::no_lines:
      return "misread";
    case EmrtdTrouble::gone:
      return "lay-again";
  }
  return "";
}

// --- the identity module ---

class ModuleView {
 public:
  ModuleView(SamVModule& module, CardTeller& teller) : module_(module), teller_(teller) {}

  // Until the module is lost or it is time to end.
  void run() {
    while (!teller_.over() && !module_.cut() && bad_ < kBadInARow) {
      if (read_) {
        ask_whether_there();
      } else {
        find();
      }
      teller_.pause(read_ ? kThereEvery : kFindPause);
    }
    if (module_.cut()) teller_.line_fault(code_of(LineTrouble::gone));
  }

 private:
  void find() {
    const auto found = module_.find();
    if (!found) return fail(found.error());
    bad_ = 0;
    teller_.line_is_well();
    if (*found == sw3::kNotFound) {
      if (there_ && ++empty_ >= kEmptyInARow) remove();
      return;
    }
    empty_ = 0;
    if (*found != sw3::kFound) return fail(*found);
    if (!std::exchange(there_, true)) teller_.card(CardKind::resident_id, {});
    const auto selected = module_.select();
    if (!selected) return fail(selected.error());
    if (*selected != sw3::kDone) return fail(*selected);
    // A broken answer is asked for once more, before the module forgets the card.
    if (!read()) (void)read();
    module_.forget();
    visit::wipe_stack();
  }

  // False when the answer was broken on its way, or contradicts itself.
  bool read() {
    const auto reply = module_.read();
    if (!reply) {
      fail(reply.error());
      return reply.error() != LineTrouble::garbled;
    }
    if (reply->sw3 != sw3::kDone) {
      fail(reply->sw3);
      return true;
    }
    const auto text = devices::reader::text_block(reply->data);
    if (!text) {
      teller_.card_fault("misread");
      return false;
    }
    const auto record = devices::reader::decode_card_text(*text);
    if (!record) {
      teller_.card_fault("misread");
      return false;
    }
    bad_ = 0;
    read_ = true;
    const auto asked = module_.read_new_address();
    const Secret* const address = asked && *asked ? &**asked : nullptr;
    teller_.identity(identity_line(*record, address, teller_.style()));
    return true;
  }

  // A card that was read is not found again before it has left; as long as it stays selected, it
  // answers for its new address.
  void ask_whether_there() {
    for (int i = 0; i < kEmptyInARow; ++i) {
      const auto address = module_.read_new_address();
      if (address) return teller_.line_is_well();
      if (address.error() != LineTrouble::garbled) return fail(address.error());
    }
    remove();
  }

  void remove() {
    there_ = read_ = false;
    empty_ = 0;
    teller_.removed();
  }

  void fail(LineTrouble trouble) {
    bad_ = trouble == LineTrouble::gone ? kBadInARow : bad_ + 1;
    teller_.line_fault(code_of(trouble));
  }

  void fail(std::uint8_t status) {
    if (status == sw3::kSelfTestFailed) {
      bad_ = kBadInARow;
      return teller_.line_fault("self-test-failed");
    }
    const auto trouble = devices::reader::card_trouble(status);
    teller_.card_fault(trouble == visit::CardTrouble::not_genuine ? "not-genuine" : "lay-again");
  }

  SamVModule& module_;
  CardTeller& teller_;
  bool there_ = false;
  bool read_ = false;
  int empty_ = 0;
  int bad_ = 0;
};

void view_module(const std::string& device, CardTeller& teller) {
  while (!teller.over()) {
    auto module = SamVModule::open(device);
    if (module) {
      teller.opened();
      ModuleView(*module, teller).run();
      // Closed before anything else: an open descriptor keeps the name of a port that was pulled.
      module = tl::unexpected(LineTrouble::gone);
    } else {
      teller.line_fault(code_of(module.error()));
    }
    if (!teller.over()) teller.pause(kRetry);
  }
}

// --- the antenna ---

class AntennaView {
 public:
  AntennaView(NfcReader& reader, const CardViewOptions& options, CardTeller& teller)
      : reader_(reader), options_(options), teller_(teller) {}

  // Until the reader is lost or it is time to end.
  void run() {
    const NfcReader::Talk talk = [this](CardKind kind, const Transmit& transmit) {
      return talk_to(kind, transmit);
    };
    for (int bad = 0; !teller_.over() && !reader_.cut() && bad < kBadInARow;) {
      const auto look = reader_.look(talk);
      if (look) {
        bad = 0;
        teller_.line_is_well();
        see(*look);
      } else {
        bad = look.error() == LineTrouble::gone ? kBadInARow : bad + 1;
        teller_.line_fault(code_of(look.error()));
      }
      visit::wipe_stack();
      teller_.pause(kLookPause);
    }
    if (reader_.cut()) teller_.line_fault(code_of(LineTrouble::gone));
  }

 private:
  void see(const Look& look) {
    const Instant now = monotonic_now();
    if (look.sight != Sight::unsteady) unsteady_since_.reset();
    if (look.sight != Sight::nothing) empty_since_.reset();
    if (look.kind && (look.kind != kind_ || look.uid != uid_)) {
      kind_ = look.kind;
      uid_ = look.uid;
      teller_.card(*look.kind, look.uid.bytes());
    }
    if (look.sight == Sight::unsteady) {
      if (!unsteady_since_) unsteady_since_ = now;
      if (now - *unsteady_since_ >= CardWatch::kClumsy) teller_.card_fault("lay-again");
    }
    // What the card said while it was looked at comes after what it is.
    for (const Secret& line : lines_) teller_.identity(line);
    lines_.clear();
    if (!code_.empty()) teller_.card_fault(std::exchange(code_, {}));
    if (look.sight == Sight::nothing && kind_) {
      if (!empty_since_) empty_since_ = now;
      if (now - *empty_since_ < CardWatch::kLifted) return;
      kind_.reset();
      uid_ = {};
      teller_.removed();
    }
  }

  // False: the card broke off.
  bool talk_to(CardKind kind, const Transmit& transmit) {
    if (kind == CardKind::social_security) {
      const auto hint = devices::reader::read_social_security(transmit);
      if (hint) lines_.push_back(hint_line(hint->name, hint->number, teller_.style()));
      if (!hint) code_ = "misread";
      return hint.has_value();
    }
    if (kind == CardKind::piv && options_.staff) {
      const auto badge = devices::reader::authenticate_badge(
          transmit, *options_.staff, std::chrono::floor<std::chrono::seconds>(devices::now()));
      if (badge) lines_.push_back(badge_line(*badge, teller_.style()));
      if (!badge) code_ = code_of(badge.error());
      return badge || badge.error() != BadgeTrouble::gone;
    }
    if (kind == CardKind::passport && options_.mrz) {
      const auto document = devices::reader::read_dg1(transmit, *options_.mrz);
      if (document) lines_.push_back(identity_line(*document, teller_.style()));
      if (!document) code_ = code_of(document.error());
      return document || document.error() != EmrtdTrouble::gone;
    }
    return true;
  }

  NfcReader& reader_;
  const CardViewOptions& options_;
  CardTeller& teller_;
  std::optional<CardKind> kind_;  // of the card that was announced
  devices::reader::Uid uid_;
  std::optional<Instant> empty_since_;
  std::optional<Instant> unsteady_since_;
  std::vector<Secret> lines_;
  std::string_view code_;
};

void view_antenna(const CardViewOptions& options, const std::string& connstring,
                  CardTeller& teller) {
  while (!teller.over()) {
    auto reader = NfcReader::open(connstring);
    if (reader) {
      teller.opened();
      AntennaView(*reader, options, teller).run();
      reader = tl::unexpected(LineTrouble::gone);
    } else {
      teller.line_fault(code_of(reader.error()));
    }
    if (!teller.over()) teller.pause(kRetry);
  }
}

// --- the recorded line ---

// The line of one reader, written down as it is spoken. The tap's thread alone writes.
class RecordedLine {
 public:
  RecordedLine(const CardViewOptions& options, const std::string& device)
      : recording_(options.sam_v.empty() ? devices::reader::WireProtocol::pn532
                                         : devices::reader::WireProtocol::sam_v,
                   options.style.unmasked,
                   [file = options.recording](std::string_view line) {
                     // One write a line: a child that is killed leaves whole ones.
                     (void)!::write(file, line.data(), line.size());
                   }),
        tap_(device, options.folder / "line",
             [this, began = options.began](devices::reader::Direction direction, Instant at,
                                           std::span<const std::uint8_t> bytes) {
               recording_.hear(direction, at - began, bytes);
             }) {}

  [[nodiscard]] std::string path() const { return tap_.path().string(); }

 private:
  devices::reader::Recording recording_;
  devices::reader::WireTap tap_;  // last: its thread uses the recording
};

}  // namespace

bool view_cards(const CardViewOptions& options, int stop, int parent) {
  CardTeller teller(options.style, stop, parent);
  std::string device = options.sam_v;
  std::string connstring = options.pn532;
  std::unique_ptr<RecordedLine> recorded;
  if (options.recording >= 0) {
    const auto serial = options.sam_v.empty() ? devices::reader::serial_device_of(connstring)
                                              : std::optional(options.sam_v);
    if (serial) {
      recorded = std::make_unique<RecordedLine>(options, *serial);
      device = recorded->path();
      if (!connstring.empty()) connstring = devices::reader::with_device(connstring, device);
    }
  }
  if (connstring.empty()) {
    view_module(device, teller);
  } else {
    view_antenna(options, connstring, teller);
  }
  return teller.heard();
}

}  // namespace kiosk
