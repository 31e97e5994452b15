// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/png.h"

#include <zlib.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <string_view>

#include "kiosk/visit/secret.h"

namespace ui {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kChannels = 3;

void append_number(Bytes& out, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(value >> shift));
}

// ISO/IEC 15948, 5.3: length, type, data, and a sum over the last two.
void append_chunk(Bytes& out, std::string_view type, const Bytes& data) {
  append_number(out, static_cast<std::uint32_t>(data.size()));
  const std::size_t from = out.size();
  out.insert(out.end(), type.begin(), type.end());
  out.insert(out.end(), data.begin(), data.end());
  append_number(out, static_cast<std::uint32_t>(
                         crc32(0, out.data() + from, static_cast<uInt>(out.size() - from))));
}

// Each row as what differs from the one above (filter 2): flat pages are mostly nothing then.
Bytes filtered(const Picture& picture) {
  constexpr std::uint8_t kUp = 2;
  const std::size_t row = static_cast<std::size_t>(picture.width) * kChannels;
  Bytes out;
  out.reserve((row + 1) * static_cast<std::size_t>(picture.height));
  for (std::size_t begin = 0; begin < picture.rgb.size(); begin += row) {
    out.push_back(kUp);
    for (std::size_t i = begin; i < begin + row; ++i) {
      const std::uint8_t above = begin == 0 ? std::uint8_t{0} : picture.rgb[i - row];
      out.push_back(static_cast<std::uint8_t>(picture.rgb[i] - above));
    }
  }
  return out;
}

}  // namespace

bool write_png(const std::filesystem::path& path, const Picture& picture) {
  Bytes header;
  append_number(header, static_cast<std::uint32_t>(picture.width));
  append_number(header, static_cast<std::uint32_t>(picture.height));
  // Eight bits, red green blue, deflate, the standard's filters, not interlaced.
  constexpr std::array<std::uint8_t, 5> kForm{8, 2, 0, 0, 0};
  header.insert(header.end(), kForm.begin(), kForm.end());

  Bytes rows = filtered(picture);
  uLongf size = compressBound(rows.size());
  Bytes packed(size);
  const bool fits = compress2(packed.data(), &size, rows.data(), rows.size(), 9) == Z_OK;
  visit::wipe(rows.data(), rows.size());
  if (!fits) return false;
  packed.resize(size);

  Bytes out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  append_chunk(out, "IHDR", header);
  append_chunk(out, "IDAT", packed);
  append_chunk(out, "IEND", {});
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(out.data()), static_cast<std::streamsize>(out.size()));
  file.close();
  return file.good();
}

}  // namespace ui
