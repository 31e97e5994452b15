// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/code_finder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "printing/hcert/qr_reader.h"
#include "printing/printer/page_raster.h"

// A PNG may open to any size: no one buffer of it becomes larger than this.
namespace {
constexpr std::size_t kMostInOnePiece = std::size_t{256} << 20U;
void* give(std::size_t size) { return size > kMostInOnePiece ? nullptr : std::malloc(size); }
void* give_more(void* old, std::size_t size) {
  return size > kMostInOnePiece ? nullptr : std::realloc(old, size);
}
}  // namespace
#define STBI_MALLOC(size) give(size)
#define STBI_REALLOC(old, size) give_more(old, size)
#define STBI_FREE(memory) std::free(memory)
#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_NO_STDIO
#define STBI_MAX_DIMENSIONS 16384
#include <stb/stb_image.h>

namespace kiosk {

namespace {

constexpr std::string_view kPng = "\x89PNG\r\n\x1a\n";
constexpr std::string_view kPdf = "%PDF-";
constexpr std::int64_t kMostDots = std::int64_t{64} << 20U;
constexpr rlim_t kMostMemory = rlim_t{3} << 30U;
constexpr rlim_t kMostSeconds = 30;
constexpr std::size_t kMostAnswer = std::size_t{1} << 20U;
constexpr std::size_t kMostCodes = 64;
// Enough for modules of 0.25 mm; then with less noise, then with more dots.
constexpr std::array<double, 3> kDotsPerInch{300, 200, 400};

struct Grey {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> dots;
};

std::vector<visit::Secret> read(const Grey& picture) {
  if (picture.width <= 0 || picture.height <= 0) return {};
  return printing::read_qr_codes(picture.dots, picture.width, picture.height);
}

// Twice the size, with a quiet zone: for pictures with a dot or two a module, cut at their edge.
Grey enlarged(const Grey& small) {
  constexpr int kQuiet = 32;
  Grey large;
  large.width = 2 * small.width + 2 * kQuiet;
  large.height = 2 * small.height + 2 * kQuiet;
  large.dots.assign(static_cast<std::size_t>(large.width) * static_cast<std::size_t>(large.height),
                    255);
  for (int y = 0; y < 2 * small.height; ++y) {
    for (int x = 0; x < 2 * small.width; ++x) {
      large.dots[static_cast<std::size_t>(y + kQuiet) * static_cast<std::size_t>(large.width) +
                 static_cast<std::size_t>(x + kQuiet)] =
          small.dots[static_cast<std::size_t>(y / 2) * static_cast<std::size_t>(small.width) +
                     static_cast<std::size_t>(x / 2)];
    }
  }
  return large;
}

Grey opened_png(std::string_view file) {
  Grey picture;
  const auto* bytes = reinterpret_cast<const stbi_uc*>(file.data());
  const int size = static_cast<int>(file.size());
  int width = 0;
  int height = 0;
  int channels = 0;
  if (stbi_info_from_memory(bytes, size, &width, &height, &channels) == 0 ||
      std::int64_t{width} * height > kMostDots) {
    return picture;
  }
  constexpr int kGreyAndAlpha = 2;
  const std::unique_ptr<stbi_uc, void (*)(void*)> dots(
      stbi_load_from_memory(bytes, size, &width, &height, &channels, kGreyAndAlpha),
      &stbi_image_free);
  if (dots == nullptr) return picture;
  picture.width = width;
  picture.height = height;
  picture.dots.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (std::size_t i = 0; i < picture.dots.size(); ++i) {
    // On white paper.
    const unsigned grey = dots.get()[2 * i];
    const unsigned alpha = dots.get()[2 * i + 1];
    picture.dots[i] = static_cast<std::uint8_t>((grey * alpha + 255 * (255 - alpha)) / 255);
  }
  return picture;
}

std::vector<visit::Secret> codes_in_png(std::string_view file) {
  constexpr int kSmall = 1500;
  const Grey picture = opened_png(file);
  auto codes = read(picture);
  if (codes.empty() && picture.width > 0 && std::max(picture.width, picture.height) < kSmall)
    codes = read(enlarged(picture));
  return codes;
}

std::vector<visit::Secret> codes_in_pdf(std::string_view file) {
  for (const double dots_per_inch : kDotsPerInch) {
    auto page = printing::rasterise_page(file, dots_per_inch, printing::Edges::smooth);
    if (!page || page->width <= 0 || page->height <= 0) return {};
    auto codes = printing::read_qr_codes(page->grey, page->width, page->height);
    if (!codes.empty()) return codes;
  }
  return {};
}

void limit(__rlimit_resource_t what, rlim_t most) {
  const rlimit both{most, most};
  (void)setrlimit(what, &both);
}

bool put(int pipe, const void* bytes, std::size_t size) {
  const auto* at = static_cast<const char*>(bytes);
  while (size > 0) {
    const ssize_t written = ::write(pipe, at, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

// In the child: each code as its length and its bytes.
[[noreturn]] void find_and_tell(std::string_view file, PictureKind kind, int answer) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, kMostSeconds);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, kMostMemory);  // sanitizers reserve terabytes
#endif
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT}) ::signal(signal, SIG_DFL);
  // What libraries have to say about a broken file is not ours to print.
  if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
    (void)::dup2(nowhere, STDOUT_FILENO);
    (void)::dup2(nowhere, STDERR_FILENO);
  }
  try {
    for (const visit::Secret& code :
         kind == PictureKind::png ? codes_in_png(file) : codes_in_pdf(file)) {
      const std::string_view text = code.reveal();
      const auto size = static_cast<std::uint32_t>(text.size());
      if (!put(answer, &size, sizeof size) || !put(answer, text.data(), text.size())) break;
    }
  } catch (...) {
    ::_exit(1);  // no memory, or what poppler throws: there is no code then
  }
  ::_exit(0);
}

std::string heard(int answer) {
  std::string text;
  std::array<char, 4096> part{};
  while (text.size() <= kMostAnswer) {
    const ssize_t got = ::read(answer, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(got));
  }
  return text;
}

std::vector<std::string> codes_of(std::string_view answer) {
  std::vector<std::string> codes;
  std::uint32_t size = 0;
  while (answer.size() >= sizeof size && codes.size() < kMostCodes) {
    answer.copy(reinterpret_cast<char*>(&size), sizeof size);
    answer.remove_prefix(sizeof size);
    if (size > answer.size()) break;  // the child ended within a code
    codes.emplace_back(answer.substr(0, size));
    answer.remove_prefix(size);
  }
  return codes;
}

}  // namespace

std::optional<PictureKind> picture_kind(std::string_view begin) {
  if (begin.starts_with(kPng)) return PictureKind::png;
  if (begin.starts_with(kPdf)) return PictureKind::pdf;
  return std::nullopt;
}

std::vector<std::string> find_codes(std::string_view file, PictureKind kind) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const pid_t child = ::fork();
  if (child == 0) find_and_tell(file, kind, ends[1]);
  ::close(ends[1]);
  std::string answer;
  if (child > 0) {
    answer = heard(ends[0]);
    ::close(ends[0]);
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
  } else {
    ::close(ends[0]);
  }
  return codes_of(answer);
}

}  // namespace kiosk
