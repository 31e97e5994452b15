// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/power_cut_disk.h"

#include <algorithm>
#include <cstring>

namespace {
constexpr std::size_t kSector = 512;
}

PowerCutDisk::PowerCutDisk(unsigned seed) : random_(seed) {
  vfs_.iVersion = 1;
  vfs_.szOsFile = sizeof(Handle);
  vfs_.mxPathname = 512;
  vfs_.zName = "power-cut";
  vfs_.pAppData = this;
  vfs_.xOpen = &PowerCutDisk::open;
  vfs_.xDelete = &PowerCutDisk::remove;
  vfs_.xAccess = &PowerCutDisk::access;
  vfs_.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* out) {
    sqlite3_snprintf(size, out, "%s", name);
    return SQLITE_OK;
  };
  vfs_.xRandomness = [](sqlite3_vfs* vfs, int size, char* out) {
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(of(vfs).random_());
    return size;
  };
  vfs_.xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };
  vfs_.xCurrentTime = [](sqlite3_vfs*, double* day) {
    *day = 2459240.5;  // 2021-01-26
    return SQLITE_OK;
  };
  vfs_.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
  sqlite3_vfs_register(&vfs_, /*makeDflt=*/1);
}

PowerCutDisk::~PowerCutDisk() { sqlite3_vfs_unregister(&vfs_); }

void PowerCutDisk::power_on() {
  for (auto& [name, file] : files_) {
    for (const Change& change : file->since) {
      if (random_() % 2 == 0) continue;
      const bool torn = !change.truncates && random_() % 2 == 0;
      const std::size_t whole = change.bytes.size();
      const std::size_t bytes = torn ? random_() % (whole / kSector + 1) * kSector : whole;
      apply(file->durable, change, bytes);
    }
    file->content = file->durable;
    file->since.clear();
    file->shared.clear();
  }
  off_ = false;
  left_ = 0;
}

int PowerCutDisk::operate() {
  ++operations_;
  if (left_ > 0 && --left_ == 0) off_ = true;
  return off_ ? SQLITE_IOERR : SQLITE_OK;
}

int PowerCutDisk::write(File& file, Change change) {
  const int done = operate();
  if (change.offset + change.bytes.size() > limit_) return SQLITE_FULL;
  // A write that the cut has caught may reach the disk in part.
  if (done == SQLITE_OK) apply(file.content, change, change.bytes.size());
  file.since.push_back(std::move(change));
  return done;
}

int PowerCutDisk::sync(File& file) {
  if (const int done = operate(); done != SQLITE_OK) return done;
  if (lies_) return SQLITE_OK;
  file.durable = file.content;
  file.since.clear();
  return failing_sync_ > 0 && --failing_sync_ == 0 ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

void PowerCutDisk::apply(std::string& content, const Change& change, std::size_t bytes) {
  if (change.truncates) {
    content.resize(std::min(content.size(), change.offset));
    return;
  }
  if (content.size() < change.offset + bytes) content.resize(change.offset + bytes);
  content.replace(change.offset, bytes, change.bytes, 0, bytes);
}

int PowerCutDisk::open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags,
                       int* out) {
  PowerCutDisk& disk = of(vfs);
  auto* handle = static_cast<Handle*>(file);
  handle->pMethods = nullptr;
  if (disk.off_) return SQLITE_CANTOPEN;
  const std::string path = name == nullptr ? "nameless" : name;
  if (!disk.files_.contains(path)) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    disk.files_[path] = std::make_unique<File>();
  }
  handle->disk = &disk;
  handle->file = disk.files_[path].get();
  handle->pMethods = &methods();
  if (out != nullptr) *out = flags;
  return SQLITE_OK;
}

int PowerCutDisk::remove(sqlite3_vfs* vfs, const char* name, int /*sync_folder*/) {
  if (of(vfs).off_) return SQLITE_IOERR_DELETE;
  return of(vfs).files_.erase(name) == 1 ? SQLITE_OK : SQLITE_IOERR_DELETE_NOENT;
}

int PowerCutDisk::access(sqlite3_vfs* vfs, const char* name, int /*flags*/, int* exists) {
  *exists = of(vfs).files_.contains(name) ? 1 : 0;
  return SQLITE_OK;
}

const sqlite3_io_methods& PowerCutDisk::methods() {
  static const sqlite3_io_methods kMethods = [] {
    const auto no_lock = [](sqlite3_file*, int) { return SQLITE_OK; };
    sqlite3_io_methods io{};
    io.iVersion = 2;
    io.xClose = [](sqlite3_file*) { return SQLITE_OK; };
    io.xRead = [](sqlite3_file* file, void* out, int size, sqlite3_int64 offset) {
      const auto* handle = static_cast<Handle*>(file);
      if (handle->disk->off_) return SQLITE_IOERR_READ;
      const std::string& content = handle->file->content;
      const auto wanted = static_cast<std::size_t>(size);
      const std::size_t from = std::min(content.size(), static_cast<std::size_t>(offset));
      const std::size_t there = std::min(wanted, content.size() - from);
      std::memcpy(out, content.data() + from, there);
      std::memset(static_cast<char*>(out) + there, 0, wanted - there);
      return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
    };
    io.xWrite = [](sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
      auto* handle = static_cast<Handle*>(file);
      const auto* begin = static_cast<const char*>(bytes);
      return handle->disk->write(*handle->file, {static_cast<std::size_t>(offset),
                                                 std::string(begin, begin + size), false});
    };
    io.xTruncate = [](sqlite3_file* file, sqlite3_int64 size) {
      auto* handle = static_cast<Handle*>(file);
      if (const int done = handle->disk->operate(); done != SQLITE_OK) return done;
      const Change change{static_cast<std::size_t>(size), {}, true};
      apply(handle->file->content, change, 0);
      handle->file->since.push_back(change);
      return SQLITE_OK;
    };
    io.xSync = [](sqlite3_file* file, int) {
      auto* handle = static_cast<Handle*>(file);
      return handle->disk->sync(*handle->file);
    };
    io.xFileSize = [](sqlite3_file* file, sqlite3_int64* size) {
      *size = static_cast<sqlite3_int64>(static_cast<Handle*>(file)->file->content.size());
      return SQLITE_OK;
    };
    io.xLock = no_lock;
    io.xUnlock = no_lock;
    io.xCheckReservedLock = [](sqlite3_file*, int* taken) {
      *taken = 0;
      return SQLITE_OK;
    };
    io.xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; };
    io.xSectorSize = [](sqlite3_file*) { return static_cast<int>(kSector); };
    io.xDeviceCharacteristics = [](sqlite3_file*) { return 0; };
    io.xShmMap = [](sqlite3_file* file, int region, int size, int extend, void volatile** out) {
      auto& shared = static_cast<Handle*>(file)->file->shared;
      const auto wanted = static_cast<std::size_t>(region) + 1;
      while (extend != 0 && shared.size() < wanted) {
        shared.push_back(std::make_unique<std::vector<char>>(static_cast<std::size_t>(size)));
      }
      *out = shared.size() < wanted ? nullptr : shared[wanted - 1]->data();
      return SQLITE_OK;
    };
    io.xShmLock = [](sqlite3_file*, int, int, int) { return SQLITE_OK; };
    io.xShmBarrier = [](sqlite3_file*) {};  // one thread
    io.xShmUnmap = [](sqlite3_file* file, int deletes) {
      if (deletes != 0) static_cast<Handle*>(file)->file->shared.clear();
      return SQLITE_OK;
    };
    return io;
  }();
  return kMethods;
}
