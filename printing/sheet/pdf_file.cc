// SPDX-License-Identifier: GPL-3.0-or-later
#include "printing/sheet/pdf_file.h"

#include <hpdf.h>
#include <libdeflate.h>
#include <malloc.h>

#include <cstdlib>
#include <memory>
#include <mutex>
#include <type_traits>

namespace printing {

namespace {

// The page holds the outlines of a name: its memory is overwritten before it is given back.
void* take(HPDF_UINT size) { return std::malloc(size); }
void give_back(void* memory) {
  if (memory) visit::wipe(memory, malloc_usable_size(memory));
  std::free(memory);
}

// Errors of libharu are sticky and its functions go on after them: recorded here, asked at the end.
struct Errors {
  HPDF_STATUS first = HPDF_OK;
  static void record(HPDF_STATUS error, HPDF_STATUS, void* self) {
    auto& errors = *static_cast<Errors*>(self);
    if (errors.first == HPDF_OK) errors.first = error;
  }
};

struct CloseDocument {
  void operator()(HPDF_Doc document) const { HPDF_Free(document); }
};
using Document = std::unique_ptr<std::remove_pointer_t<HPDF_Doc>, CloseDocument>;

HPDF_Date date(visit::Moment moment) {
  const visit::WallTime time = visit::wall_time(moment);
  return {static_cast<int>(time.date.year()),
          static_cast<int>(static_cast<unsigned>(time.date.month())),
          static_cast<int>(static_cast<unsigned>(time.date.day())),
          time.hour,
          time.minute,
          0,
          '+',
          8,
          0};
}

struct FreeCompressor {
  void operator()(libdeflate_compressor* packer) const { libdeflate_free_compressor(packer); }
};

// libharu packs with zlib, which takes half of a sheet's time, and does not overwrite what it
// worked on. None if memory is short.
std::optional<WipedBytes> deflated(Bytes content) {
  constexpr int kLevel = 6;
  // For the whole process, in which nothing else packs with libdeflate.
  static std::once_flag once;
  std::call_once(once, [] {
    libdeflate_set_memory_allocator([](std::size_t size) { return std::malloc(size); }, give_back);
  });
  const std::unique_ptr<libdeflate_compressor, FreeCompressor> packer(
      libdeflate_alloc_compressor(kLevel));
  if (!packer) return {};
  WipedBytes out(libdeflate_zlib_compress_bound(packer.get(), content.size()));
  out.resize(libdeflate_zlib_compress(packer.get(), content.data(), content.size(), out.data(),
                                      out.size()));
  if (out.empty()) return {};
  return out;
}

HPDF_STATUS name_the_filter(HPDF_Dict, HPDF_Stream out) {
  return HPDF_Stream_WriteStr(out, "/Filter /FlateDecode\n");
}

// HPDF_Page_MoveTo and its like write the same operators one number at a time, which is half of a
// sheet's time: they are handed to the page's stream as a whole.
bool fill(HPDF_Page page, Bytes content) {
  const auto packed = deflated(content);
  if (!packed) return false;
  const auto* attributes = static_cast<HPDF_PageAttr>(page->attr);
  attributes->contents->filter = HPDF_STREAM_FILTER_NONE;
  attributes->contents->write_fn = name_the_filter;
  return HPDF_Stream_Write(attributes->stream, packed->data(),
                           static_cast<HPDF_UINT>(packed->size())) == HPDF_OK;
}

std::optional<visit::Secret> bytes_of(HPDF_Doc document) {
  if (HPDF_SaveToStream(document) != HPDF_OK) return {};
  WipedBytes bytes(HPDF_GetStreamSize(document));
  auto size = static_cast<HPDF_UINT32>(bytes.size());
  HPDF_ResetStream(document);
  const HPDF_STATUS status = HPDF_ReadFromStream(document, bytes.data(), &size);
  if ((status != HPDF_OK && status != HPDF_STREAM_EOF) || size != bytes.size()) return {};
  return visit::Secret({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

std::optional<visit::Secret> pdf_file(const PdfPage& page, const std::string& title,
                                      visit::Moment made_at) {
  Errors errors;
  const Document document(HPDF_NewEx(&Errors::record, take, give_back, 0, &errors));
  if (!document) return {};
  HPDF_SetInfoAttr(document.get(), HPDF_INFO_TITLE, title.c_str());
  HPDF_SetInfoDateAttr(document.get(), HPDF_INFO_CREATION_DATE, date(made_at));
  HPDF_SetInfoDateAttr(document.get(), HPDF_INFO_MOD_DATE, date(made_at));
  // A scaled code may lose its white box or its whole dots.
  HPDF_SetViewerPreference(document.get(), HPDF_PRINT_SCALING_NONE);

  const HPDF_Page sheet = HPDF_AddPage(document.get());
  if (!sheet) return {};
  HPDF_Page_SetWidth(sheet, static_cast<HPDF_REAL>(page.width));
  HPDF_Page_SetHeight(sheet, static_cast<HPDF_REAL>(page.height));
  if (!fill(sheet, page.content)) return {};
  auto bytes = bytes_of(document.get());
  if (errors.first != HPDF_OK) return {};
  return bytes;
}

}  // namespace printing
