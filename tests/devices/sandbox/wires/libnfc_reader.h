// SPDX-License-Identifier: GPL-3.0-or-later
// The real libnfc on a line's path, in the order that works with an identity card. For tests only:
// it shares nothing with the kiosk's own reader.
#pragma once

#include <nfc/nfc.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

class LibnfcReader {
 public:
  explicit LibnfcReader(const std::filesystem::path& port) {
    setenv("LIBNFC_LOG_LEVEL", "0", 1);
    nfc_init(&context_);
    // libnfc reads 1,024 bytes from wherever it is pointed at.
    nfc_connstring name{};
    std::snprintf(name, sizeof name, "pn532_uart:%s:115200", port.c_str());
    device_ = nfc_open(context_, name);
  }
  ~LibnfcReader() {
    close();
    nfc_exit(context_);
  }
  LibnfcReader(const LibnfcReader&) = delete;
  LibnfcReader& operator=(const LibnfcReader&) = delete;

  void close() {
    if (device_ != nullptr) nfc_close(device_);
    device_ = nullptr;
  }

  bool is_open() const { return device_ != nullptr; }
  nfc_device* device() const { return device_; }

  bool begin() {
    return is_open() && nfc_initiator_init(device_) == 0 && set(NP_INFINITE_SELECT, false);
  }

  bool set(nfc_property property, bool on) {
    return nfc_device_set_property_bool(device_, property, on) == 0;
  }

  int select(nfc_modulation_type type, nfc_target* target = nullptr) {
    set(NP_EASY_FRAMING, true);
    if (type == NMT_ISO14443A) set(NP_FORCE_ISO14443_A, true);
    nfc_target unused{};
    return nfc_initiator_select_passive_target(device_, {type, NBR_106}, nullptr, 0,
                                               target != nullptr ? target : &unused);
  }

  void speak_raw_b() {
    set(NP_EASY_FRAMING, false);
    set(NP_AUTO_ISO14443_4, false);
    set(NP_FORCE_ISO14443_B, true);
    set(NP_FORCE_SPEED_106, true);
    set(NP_HANDLE_CRC, true);
  }

  void reset_field() {
    set(NP_ACTIVATE_FIELD, false);
    set(NP_ACTIVATE_FIELD, true);
  }

  struct Answer {
    int result = 0;  // the number of bytes, or libnfc's error
    Bytes bytes;
    std::chrono::milliseconds took{};
  };
  Answer transceive(const Bytes& bytes, int timeout_ms = 200) {
    std::array<std::uint8_t, 264> room{};
    const auto start = std::chrono::steady_clock::now();
    Answer answer;
    answer.result = nfc_initiator_transceive_bytes(device_, bytes.data(), bytes.size(), room.data(),
                                                   room.size(), timeout_ms);
    answer.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    if (answer.result > 0) answer.bytes.assign(room.begin(), room.begin() + answer.result);
    return answer;
  }

  Answer reqb() { return transceive({0x05, 0x00, 0x00}); }
  Answer attrib() { return transceive({0x1d, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x01, 0x08}); }
  Answer uid_command() { return transceive({0x00, 0x36, 0x00, 0x00, 0x08}); }

  // The whole way: field reset, REQB, ATTRIB, UID.
  std::optional<Bytes> read_uid() {
    reset_field();
    speak_raw_b();
    if (reqb().result != 12 || attrib().result != 1) return std::nullopt;
    Bytes uid = uid_command().bytes;
    if (uid.size() != 10 || uid[8] != 0x90 || uid[9] != 0x00) return std::nullopt;
    uid.resize(8);
    return uid;
  }

 private:
  nfc_context* context_ = nullptr;
  nfc_device* device_ = nullptr;
};

}  // namespace sandbox
