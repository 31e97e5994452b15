// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/png.h"

#include <stb_image_write.h>

namespace ui {

bool write_png(const std::filesystem::path& path, const Picture& picture) {
  return stbi_write_png(path.c_str(), picture.width, picture.height, 3, picture.rgb.data(),
                        picture.width * 3) != 0;
}

}  // namespace ui
