// SPDX-License-Identifier: GPL-3.0-or-later
// The kiosk's own faces, opened for a test program with its cache in the build tree.
#pragma once

#include <catch2/catch.hpp>
#include <memory>

#include "ui/text/faces.h"

inline text::FacePaths test_paths() {
  text::FacePaths paths;
  paths.rules = KIOSK_SOURCE_DIR "/config/fonts/fonts.conf";
  paths.manifest = KIOSK_SOURCE_DIR "/config/fonts/manifest";
  paths.cache = KIOSK_BINARY_DIR "/faces";
  return paths;
}

// One for the whole program: a process has one thread of words here.
inline text::Faces& test_faces() {
  static const std::unique_ptr<text::Faces> faces = [] {
    auto opened = text::Faces::open(test_paths());
    REQUIRE(opened.has_value());
    return std::move(*opened);
  }();
  return *faces;
}

// Lays out what must not be refused.
inline text::Paragraph lay_out(std::string_view words, const text::Style& style,
                               double width = text::kUnbounded) {
  auto paragraph = test_faces().lay_out(words, style, width);
  INFO(words);
  REQUIRE(paragraph.has_value());
  return std::move(*paragraph);
}
