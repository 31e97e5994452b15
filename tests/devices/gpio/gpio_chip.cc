// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/devices/gpio/gpio_chip.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdarg>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

namespace bench {

namespace {

// A character device that anybody may open stands for the chip's node; what is asked of it is
// answered here.
constexpr const char* kStandIn = "/dev/null";

struct Line {
  int handle = -1;  // the descriptor that holds it
  bool on = false;
  std::string consumer;
  std::vector<bool> history;
};

struct State {
  std::mutex mutex;
  std::string path;  // "": no chip
  // libgpiod follows links, and looks for the name of what it finds there.
  std::string attribute = "/sys/bus/gpio/devices/null/dev";
  bool plugged = false;
  bool held_elsewhere = false;
  int hang_ms = 0;
  int hanging = 0;
  int sets = 0;
  std::set<int> chips;  // open descriptors
  std::array<Line, GpioChip::kLines> lines;
};

State& state() {
  static State the;
  return the;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int fail(int error) {
  errno = error;
  return -1;
}

void set(Line& line, bool on) {
  ++state().sets;
  line.on = on;
  if (line.history.empty() || line.history.back() != on) line.history.push_back(on);
}

int open_attribute() {
  struct stat node {};
  if (::stat(kStandIn, &node) != 0) return -1;
  const std::string text =
      std::to_string(major(node.st_rdev)) + ":" + std::to_string(minor(node.st_rdev)) + "\n";
  const int file = ::memfd_create("gpio-dev", MFD_CLOEXEC);
  if (file < 0 || ::write(file, text.data(), text.size()) < 0) return -1;
  ::lseek(file, 0, SEEK_SET);
  return file;
}

int describe_chip(gpiochip_info& info) {
  std::strncpy(info.name, "gpiochip0", sizeof info.name - 1);
  std::strncpy(info.label, "simulated", sizeof info.label - 1);
  info.lines = GpioChip::kLines;
  return 0;
}

int describe_line(gpioline_info& info) {
  if (info.line_offset >= GpioChip::kLines) return fail(EINVAL);
  const Line& line = state().lines[info.line_offset];
  const bool kernel = line.handle >= 0 || state().held_elsewhere;
  info.flags = kernel ? GPIOLINE_FLAG_KERNEL | GPIOLINE_FLAG_IS_OUT : 0;
  std::strncpy(info.consumer, line.consumer.c_str(), sizeof info.consumer - 1);
  return 0;
}

int request_lines(gpiohandle_request& request) {
  if (request.lines != 1 || request.lineoffsets[0] >= GpioChip::kLines) return fail(EINVAL);
  Line& line = state().lines[request.lineoffsets[0]];
  if (line.handle >= 0 || state().held_elsewhere) return fail(EBUSY);
  if ((request.flags & GPIOHANDLE_REQUEST_OUTPUT) == 0) return fail(EINVAL);
  request.fd = ::memfd_create("gpio-line", MFD_CLOEXEC);
  line.handle = request.fd;
  line.consumer = request.consumer_label;
  set(line, request.default_values[0] != 0);
  return 0;
}

// What the chip or one of its lines is asked; none: neither.
std::optional<int> answer(int descriptor, unsigned long request, void* argument) {
  State& chip = state();
  if (chip.chips.contains(descriptor)) {
    if (!chip.plugged) return fail(ENODEV);
    switch (request) {
      case GPIO_GET_CHIPINFO_IOCTL:
        return describe_chip(*static_cast<gpiochip_info*>(argument));
      case GPIO_GET_LINEINFO_IOCTL:
        return describe_line(*static_cast<gpioline_info*>(argument));
      case GPIO_GET_LINEHANDLE_IOCTL:
        return request_lines(*static_cast<gpiohandle_request*>(argument));
      default:
        return fail(ENOTTY);
    }
  }
  for (Line& line : chip.lines) {
    if (line.handle != descriptor || descriptor < 0) continue;
    if (!chip.plugged) return fail(ENODEV);
    if (request != GPIOHANDLE_SET_LINE_VALUES_IOCTL) return fail(ENOTTY);
    set(line, static_cast<gpiohandle_data*>(argument)->values[0] != 0);
    return 0;
  }
  return std::nullopt;
}

}  // namespace

GpioChip::GpioChip(std::filesystem::path path) : path_(std::move(path)) {
  {
    State& chip = state();
    const std::lock_guard lock(chip.mutex);
    chip.path = path_;
    chip.held_elsewhere = false;
    chip.hang_ms = 0;
    chip.sets = 0;
    chip.lines = {};
  }
  plug();
}

GpioChip::~GpioChip() {
  unplug();
  const std::lock_guard lock(state().mutex);
  state().path.clear();
}

void GpioChip::plug() {
  std::filesystem::create_symlink(kStandIn, path_);
  const std::lock_guard lock(state().mutex);
  state().plugged = true;
}

void GpioChip::unplug() {
  std::filesystem::remove(path_);
  const std::lock_guard lock(state().mutex);
  state().plugged = false;
}

void GpioChip::hold_elsewhere(bool held) {
  const std::lock_guard lock(state().mutex);
  state().held_elsewhere = held;
}

void GpioChip::hang(int milliseconds) {
  const std::lock_guard lock(state().mutex);
  state().hang_ms = milliseconds;
}

bool GpioChip::hangs() const {
  const std::lock_guard lock(state().mutex);
  return state().hanging > 0;
}

bool GpioChip::is_held(unsigned line) const {
  const std::lock_guard lock(state().mutex);
  return state().lines[line].handle >= 0;
}

bool GpioChip::is_on(unsigned line) const {
  const std::lock_guard lock(state().mutex);
  return state().lines[line].on;
}

std::string GpioChip::consumer(unsigned line) const {
  const std::lock_guard lock(state().mutex);
  return state().lines[line].consumer;
}

std::vector<bool> GpioChip::history(unsigned line) const {
  const std::lock_guard lock(state().mutex);
  return state().lines[line].history;
}

int GpioChip::sets() const {
  const std::lock_guard lock(state().mutex);
  return state().sets;
}

}  // namespace bench

// In place of the C library's: libgpiod finds these first.
extern "C" {

int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  if ((flags & (O_CREAT | O_TMPFILE)) != 0) {
    va_list more;
    va_start(more, flags);
    mode = va_arg(more, mode_t);
    va_end(more);
  }
  static auto* const real = bench::next<int(const char*, int, ...)>("open");
  auto& chip = bench::state();
  {
    const std::lock_guard lock(chip.mutex);
    if (!chip.path.empty() && chip.attribute == path) return bench::open_attribute();
  }
  const int descriptor = real(path, flags, mode);
  const std::lock_guard lock(chip.mutex);
  if (descriptor >= 0 && !chip.path.empty() && chip.path == path) chip.chips.insert(descriptor);
  return descriptor;
}

int access(const char* path, int mode) {
  static auto* const real = bench::next<int(const char*, int)>("access");
  auto& chip = bench::state();
  {
    const std::lock_guard lock(chip.mutex);
    if (!chip.path.empty() && chip.attribute == path) return 0;
  }
  return real(path, mode);
}

int ioctl(int descriptor, unsigned long request, ...) {
  va_list more;
  va_start(more, request);
  void* const argument = va_arg(more, void*);
  va_end(more);
  static auto* const real = bench::next<int(int, unsigned long, ...)>("ioctl");
  auto& chip = bench::state();
  int hang_ms = 0;
  {
    const std::lock_guard lock(chip.mutex);
    if (!chip.path.empty()) hang_ms = chip.hang_ms;
    if (hang_ms > 0) ++chip.hanging;
  }
  if (hang_ms > 0) std::this_thread::sleep_for(std::chrono::milliseconds(hang_ms));
  {
    const std::lock_guard lock(chip.mutex);
    if (hang_ms > 0) --chip.hanging;
    if (const auto answered = bench::answer(descriptor, request, argument)) return *answered;
  }
  return real(descriptor, request, argument);
}

int close(int descriptor) {
  static auto* const real = bench::next<int(int)>("close");
  auto& chip = bench::state();
  {
    const std::lock_guard lock(chip.mutex);
    chip.chips.erase(descriptor);
    for (auto& line : chip.lines) {
      if (line.handle == descriptor && descriptor >= 0) line.handle = -1;
    }
  }
  return real(descriptor);
}
}
