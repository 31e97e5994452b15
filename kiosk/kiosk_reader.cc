// SPDX-License-Identifier: GPL-3.0-or-later
// kiosk-reader: the child of the kiosk that alone touches card readers.
#include <getopt.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>

#include "devices/reader/reader_service.h"

namespace {

constexpr int kWrongUse = 2;

constexpr std::string_view kHelp =
    "Usage: kiosk-reader --channel FD [--pn532 CONNSTRING] [--sam-v DEVICE] [--staff-ca FILE]\n"
    "                    [--scanner DEVICE | --scanner-keys DEVICE] [--thermometer DEVICE]\n"
    "Reads cards, badges, papers and temperatures for the kiosk that started it; not for use by "
    "hand.\n"
    "\n"
    "  --channel FD         the socket to the kiosk, an inherited descriptor (SOCK_SEQPACKET)\n"
    "  --pn532 CONNSTRING   the NFC reader, as libnfc names it: pn532_uart:/dev/ttyUSB0:115200\n"
    "  --sam-v DEVICE       the identity module's serial line: /dev/ttyUSB1\n"
    "  --scanner DEVICE     the scanner's serial line: /dev/serial/by-id/…\n"
    "  --scanner-keys DEV   or the input device of a scanner that types: /dev/input/by-id/…\n"
    "  --thermometer DEVICE the forehead thermometer's serial line: /dev/ttyUSB2\n"
    "  --staff-ca FILE      whose staff badges count: certificates in PEM\n"
    "  --help, --version    print this, or the version, and exit\n"
    "\n"
    "Every device may be missing, at the start or later: the others go on.\n";

std::optional<int> descriptor_in(std::string_view word) {
  int number = -1;
  const char* const end = word.data() + word.size();
  const auto [stopped, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 0) return std::nullopt;
  return number;
}

int complain(const char* what, const char* which = "") {
  std::fprintf(stderr, "kiosk-reader: %s%s\n", what, which);
  return kWrongUse;
}

}  // namespace

int main(int argc, char** argv) {
  if (!devices::reader::become_reader()) return 0;

  constexpr option kOptions[] = {{"channel", required_argument, nullptr, 'c'},
                                 {"pn532", required_argument, nullptr, 'p'},
                                 {"sam-v", required_argument, nullptr, 's'},
                                 {"scanner", required_argument, nullptr, 'n'},
                                 {"scanner-keys", required_argument, nullptr, 'k'},
                                 {"thermometer", required_argument, nullptr, 't'},
                                 {"staff-ca", required_argument, nullptr, 'a'},
                                 {"help", no_argument, nullptr, 'h'},
                                 {"version", no_argument, nullptr, 'v'},
                                 {nullptr, 0, nullptr, 0}};
  devices::reader::ReaderOptions options;
  opterr = 0;
  // The colon tells a missing argument from an unknown option.
  for (int choice = 0; (choice = getopt_long(argc, argv, ":", kOptions, nullptr)) != -1;) {
    const char* const word = argv[optind - 1];
    switch (choice) {
      case 'c':
        if (const auto channel = descriptor_in(optarg)) {
          options.channel = *channel;
          break;
        }
        return complain("--channel wants the number of a descriptor, not ", optarg);
      case 'p':
        options.pn532 = optarg;
        break;
      case 's':
        options.sam_v = optarg;
        break;
      case 'n':
        options.scanner = optarg;
        break;
      case 'k':
        options.scanner_keys = optarg;
        break;
      case 't':
        options.thermometer = optarg;
        break;
      case 'a':
        options.staff_ca = optarg;
        break;
      case 'h':
        std::fwrite(kHelp.data(), 1, kHelp.size(), stdout);
        return 0;
      case 'v':
        std::puts("kiosk-reader " KIOSK_VERSION);
        return 0;
      case ':':
        return complain("missing argument to ", word);
      default:
        return complain("unknown option ", word);
    }
  }
  if (optind < argc) return complain("unexpected argument ", argv[optind]);
  if (options.channel < 0) return complain("--channel is missing; the kiosk starts this program");
  if (!devices::reader::is_channel(options.channel)) {
    return complain("--channel names no SOCK_SEQPACKET socket");
  }
  devices::reader::serve(options);
}
