// SPDX-License-Identifier: GPL-3.0-or-later
// Finished surveys that have not reached their server: an encrypted queue in an SQLite file of its
// own. What add() has said to be there survives a power cut; what erase() was told of is
// overwritten. Nothing leaves it by itself, however old. Any thread; calls wait for the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "devices/outbox_seal.h"
#include "devices/sqlite_connection.h"
#include "kiosk/visit/moment.h"
#include "kiosk/visit/secret.h"

namespace devices {

enum class OutboxTrouble {
  full,         // the disk, or kMostEntries lie here: this one goes on paper
  too_long,     // a document over kMostBytes
  damaged,      // the file, or it is not ours; it is left as it is
  locked,       // the key is not there, not the one that sealed this, or open to others
  unreachable,  // the disk does not do what it is asked
};

// Why staff must look at an entry: nothing tries it again before put_back().
enum class AsideReason {
  rejected,    // the server will never take this document
  ambiguous,   // the server has it several times
  unreadable,  // its bytes do not open: they were damaged here
};

struct OutboxEntry {
  std::string identifier;
  visit::Moment since;
  std::optional<visit::Secret> document;  // none: unreadable
};

struct OutboxNote {
  std::string identifier;
  visit::Moment since;
  std::optional<AsideReason> aside;  // none: waiting
};

struct OutboxCount {
  int waiting = 0;
  int aside = 0;
  std::optional<visit::Moment> oldest;  // of both
};

class Outbox {
 public:
  static constexpr int kMostEntries = 4096;  // 300 surveys a day for nearly two weeks
  static constexpr std::size_t kMostBytes = std::size_t{256} * 1024;

  // Opens the file, or creates it, and its key with it, in folders that exist. A key is made only
  // where nothing is sealed yet.
  [[nodiscard]] static tl::expected<std::unique_ptr<Outbox>, OutboxTrouble> open(
      const std::filesystem::path& file, const std::filesystem::path& key_file);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // 36 characters of a random UUID (RFC 4122 version 4), lower case: what add() takes.
  [[nodiscard]] static std::string fresh_identifier();

  // Behind all others. `identifier` stands in the document too; one that lies here already stays as
  // it is, so that whoever did not hear the answer may add again.
  [[nodiscard]] tl::expected<void, OutboxTrouble> add(std::string_view identifier,
                                                      const visit::Secret& document,
                                                      visit::Moment now);
  // The one that has waited longest; none: all is delivered or set aside.
  [[nodiscard]] tl::expected<std::optional<OutboxEntry>, OutboxTrouble> oldest();
  // Delivered, or handed over on paper. One that is not there is erased already.
  [[nodiscard]] tl::expected<void, OutboxTrouble> erase(std::string_view identifier);
  [[nodiscard]] tl::expected<void, OutboxTrouble> set_aside(std::string_view identifier,
                                                            AsideReason reason);
  // Waits again, at its old place.
  [[nodiscard]] tl::expected<void, OutboxTrouble> put_back(std::string_view identifier);

  [[nodiscard]] tl::expected<OutboxCount, OutboxTrouble> count();
  // All of them, oldest first: for staff, who print what does not get away and then erase it.
  [[nodiscard]] tl::expected<std::vector<OutboxNote>, OutboxTrouble> notes();
  // None: not there, or unreadable.
  [[nodiscard]] tl::expected<std::optional<visit::Secret>, OutboxTrouble> document(
      std::string_view identifier);

 private:
  Outbox(OutboxSeal seal, SqliteConnection connection);
  [[nodiscard]] static tl::expected<OutboxSeal, OutboxTrouble> unlock(
      sqlite3* database, const std::filesystem::path& key_file);
  [[nodiscard]] tl::expected<sqlite3*, OutboxTrouble> ready();
  [[nodiscard]] tl::expected<void, OutboxTrouble> transact(
      const std::function<int(sqlite3*)>& steps);
  [[nodiscard]] tl::expected<void, OutboxTrouble> move(std::string_view identifier,
                                                       std::int64_t state);
  // None: it is not there.
  [[nodiscard]] tl::expected<std::optional<std::int64_t>, OutboxTrouble> state_of(
      std::string_view identifier);

  const OutboxSeal seal_;
  std::mutex mutex_;
  SqliteConnection connection_;
};

}  // namespace devices
