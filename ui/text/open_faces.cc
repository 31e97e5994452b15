// SPDX-License-Identifier: GPL-3.0-or-later
// Opening: our rules, our files, our folder; then the check that what was loaded is what was meant.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>

#include "ui/text/manifest.h"
#include "ui/text/opened.h"

namespace text {
namespace {

namespace fs = std::filesystem;
using Kind = FaceTrouble::Kind;

// In the order Pango asks them for a character.
constexpr char kFamilies[] =
    "Noto Sans CJK SC,Noto Naskh Arabic,Noto Serif Tibetan,Noto Sans Mongolian,Noto Sans "
    "Yi,HanaMinA,HanaMinB";

struct Wanted {
  FaceRole role;
  const char* link;  // its name in our folder
  fs::path FacePaths::*origin;
};

constexpr std::array<Wanted, 10> kWanted{{
    {{FaceScript::cjk, false, "Noto Sans CJK SC"}, "cjk-regular.ttc", &FacePaths::cjk_regular},
    {{FaceScript::cjk, true, "Noto Sans CJK SC"}, "cjk-bold.ttc", &FacePaths::cjk_bold},
    {{FaceScript::arabic, false, "Noto Naskh Arabic"},
     "arabic-regular.ttf",
     &FacePaths::arabic_regular},
    {{FaceScript::arabic, true, "Noto Naskh Arabic"}, "arabic-bold.ttf", &FacePaths::arabic_bold},
    {{FaceScript::tibetan, false, "Noto Serif Tibetan"},
     "tibetan-regular.ttf",
     &FacePaths::tibetan_regular},
    {{FaceScript::tibetan, true, "Noto Serif Tibetan"},
     "tibetan-bold.ttf",
     &FacePaths::tibetan_bold},
    {{FaceScript::mongolian, false, "Noto Sans Mongolian"}, "mongolian.ttf", &FacePaths::mongolian},
    {{FaceScript::yi, false, "Noto Sans Yi"}, "yi.ttf", &FacePaths::yi},
    {{FaceScript::rare_ideographs, false, "HanaMinA"}, "hanamin-a.ttf", &FacePaths::hanamin_a},
    {{FaceScript::rare_ideographs, false, "HanaMinB"}, "hanamin-b.ttf", &FacePaths::hanamin_b},
}};

std::atomic<std::size_t> silenced{0};

// What must be settled before the first call into GLib, Pango or HarfBuzz, once a process.
void settle_process() {
  static std::once_flag once;
  std::call_once(once, [] {
    g_log_set_writer_func(
        [](GLogLevelFlags, const GLogField*, gsize, gpointer) {
          ++silenced;
          return G_LOG_WRITER_HANDLED;
        },
        nullptr, nullptr);
    // Each of these would change glyphs or their places behind our back.
    for (const char* name : {"LANGUAGE", "PANGO_LANGUAGE", "FC_LANG", "HB_SHAPER_LIST",
                             "HB_OPTIONS", "HB_FONT_FUNCS", "FREETYPE_PROPERTIES"}) {
      if (std::getenv(name) != nullptr) unsetenv(name);
    }
  });
}

// A name for exactly these files as they are now, under this manifest. A file's change time cannot
// be set back: a font that is replaced or edited gets a new folder, hence a new cache and a new
// look into all files.
std::string fingerprint(const FacePaths& paths, const Manifest& manifest) {
  std::string facts = manifest.text();
  const auto add = [&facts](const void* data, std::size_t size) {
    facts.append(static_cast<const char*>(data), size);
  };
  for (const Wanted& wanted : kWanted) {
    const fs::path& path = paths.*wanted.origin;
    struct stat info {};
    if (stat(path.c_str(), &info) != 0) continue;
    add(path.c_str(), path.native().size() + 1);
    add(&info.st_size, sizeof info.st_size);
    add(&info.st_mtim, sizeof info.st_mtim);
    add(&info.st_ctim, sizeof info.st_ctim);
  }
  return sha256_of(facts).substr(0, 16);
}

// A folder that holds our ten fonts and nothing else. It is made once, when every font is found to
// be the manifest's, and renamed into place whole, since several programs may start at once: where
// it stands, the fonts have been read in full, and a start need not wait for that again.
tl::expected<fs::path, FaceTrouble> folder_of(const FacePaths& paths, const Manifest& manifest,
                                              const fs::path& cache) {
  const auto no_cache = [&cache] { return tl::unexpected(FaceTrouble{Kind::no_cache, cache}); };
  if (cache.empty()) return no_cache();
  std::error_code error;
  fs::path folder = cache / ("faces-" + fingerprint(paths, manifest));
  if (fs::is_directory(folder, error)) return folder;
  for (const Wanted& wanted : kWanted) {
    if (!manifest.vouches_for(paths.*wanted.origin)) {
      return tl::unexpected(FaceTrouble{Kind::altered, paths.*wanted.origin});
    }
  }
  fs::create_directories(cache, error);
  std::string unfinished = (cache / "making-XXXXXX").native();
  if (mkdtemp(unfinished.data()) == nullptr) return no_cache();
  for (const Wanted& wanted : kWanted) {
    fs::create_symlink(fs::absolute(paths.*wanted.origin, error),
                       fs::path(unfinished) / wanted.link, error);
    if (error) break;
  }
  if (!error) fs::rename(unfinished, folder, error);
  if (error) {
    std::error_code ignored;
    fs::remove_all(unfinished, ignored);
  }
  if (!fs::is_directory(folder, error)) return no_cache();
  return folder;
}

std::string xml_escaped(const fs::path& path) {
  std::string out;
  for (const char c : path.native()) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else {
      out += c;
    }
  }
  return out;
}

struct DestroyConfig {
  void operator()(FcConfig* config) const { FcConfigDestroy(config); }
};
using ConfigPtr = std::unique_ptr<FcConfig, DestroyConfig>;

// Fontconfig under our rules with our folder; null if the rules are not fontconfig's.
ConfigPtr configure(const FacePaths& paths, const fs::path& folder) {
  ConfigPtr config(FcConfigCreate());
  const auto* rules = reinterpret_cast<const FcChar8*>(paths.rules.c_str());
  if (!FcConfigParseAndLoad(config.get(), rules, FcTrue)) return nullptr;
  const std::string places = "<fontconfig><dir>" + xml_escaped(folder) + "</dir><cachedir>" +
                             xml_escaped(folder.parent_path() / "fontconfig") +
                             "</cachedir></fontconfig>";
  if (!FcConfigParseAndLoadFromMemory(config.get(),
                                      reinterpret_cast<const FcChar8*>(places.c_str()), FcTrue)) {
    return nullptr;
  }
  if (!FcConfigBuildFonts(config.get())) return nullptr;
  return config;
}

bool is_this_face(FcPattern* pattern, const Face& face) {
  FcChar8 *file = nullptr, *family = nullptr;
  double weight = 0;
  return FcPatternGetString(pattern, FC_FILE, 0, &file) == FcResultMatch &&
         face.file() == reinterpret_cast<const char*>(file) &&
         FcPatternGetString(pattern, FC_FAMILY, 0, &family) == FcResultMatch &&
         std::string_view(face.role().family) == reinterpret_cast<const char*>(family) &&
         FcPatternGetDouble(pattern, FC_WEIGHT, 0, &weight) == FcResultMatch &&
         (weight >= FC_WEIGHT_BOLD) == face.role().bold;
}

// With a font missing everything still draws, in another weight or style and with no glyph unknown:
// so each face is looked for.
std::optional<FaceTrouble> check_loaded(const FacePaths& paths, FcConfig* config,
                                        const std::vector<std::unique_ptr<Face>>& faces) {
  const FcFontSet* const set = FcConfigGetFonts(config, FcSetSystem);
  const std::size_t count = set == nullptr ? 0 : static_cast<std::size_t>(set->nfont);
  for (const auto& face : faces) {
    FcPattern** const end = count == 0 ? nullptr : set->fonts + count;
    FcPattern** const at =
        count == 0 ? nullptr : std::find_if(set->fonts, end, [&face](FcPattern* pattern) {
          return is_this_face(pattern, *face);
        });
    int index = 0, version = 0;
    if (at == end || FcPatternGetInteger(*at, FC_INDEX, 0, &index) != FcResultMatch ||
        FcPatternGetInteger(*at, FC_FONTVERSION, 0, &version) != FcResultMatch) {
      return FaceTrouble{Kind::wrong_face, face->origin()};
    }
    face->found(static_cast<unsigned>(index), version / 65536.0);
  }
  // More faces than wanted: the rules let through a face that could stand in for ours.
  if (count != faces.size()) return FaceTrouble{Kind::bad_rules, paths.rules};
  return {};
}

}  // namespace

tl::expected<std::unique_ptr<Faces>, FaceTrouble> Faces::open(const FacePaths& paths) {
  settle_process();
  const auto readable = [](const fs::path& path) {
    std::error_code error;
    return fs::is_regular_file(path, error) && access(path.c_str(), R_OK) == 0;
  };
  if (!readable(paths.rules)) return tl::unexpected(FaceTrouble{Kind::bad_rules, paths.rules});
  for (const Wanted& wanted : kWanted) {
    if (!readable(paths.*wanted.origin)) {
      return tl::unexpected(FaceTrouble{Kind::missing, paths.*wanted.origin});
    }
  }

  fs::path cache = paths.cache;
  if (const char* run = std::getenv("XDG_RUNTIME_DIR"); cache.empty() && run != nullptr) {
    cache = fs::path(run) / "green-channel-faces";
  }
  const fs::path listed =
      paths.manifest.empty() ? paths.rules.parent_path() / "manifest" : paths.manifest;
  const std::optional<Manifest> manifest = Manifest::read(listed);
  if (!manifest) return tl::unexpected(FaceTrouble{Kind::bad_manifest, listed});
  const auto folder = folder_of(paths, *manifest, cache);
  if (!folder) return tl::unexpected(folder.error());

  auto opened = std::make_unique<Opened>();
  for (const Wanted& wanted : kWanted) {
    opened->faces.push_back(
        std::make_unique<Face>(wanted.role, *folder / wanted.link, paths.*wanted.origin));
  }
  ConfigPtr config = configure(paths, *folder);
  if (!config) return tl::unexpected(FaceTrouble{Kind::bad_rules, paths.rules});
  opened->config = config.release();
  if (auto trouble = check_loaded(paths, opened->config, opened->faces)) {
    return tl::unexpected(*std::move(trouble));
  }

  // Before any call into Pango: its threads ask for "the current configuration", and would load the
  // machine's if there were none. All of ours are alike, so the first may stay.
  static std::once_flag once;
  std::call_once(once, [&opened] { FcConfigSetCurrent(opened->config); });

  opened->map = pango_ft2_font_map_new();
  pango_ft2_font_map_set_resolution(PANGO_FT2_FONT_MAP(opened->map), 72, 72);
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(opened->map), opened->config);
  opened->context = pango_font_map_create_context(opened->map);
  // Never from the locale: "ja" would draw other forms from the same face. Fontconfig does not know
  // "zh-hans".
  pango_context_set_language(opened->context, pango_language_from_string("zh-cn"));
  pango_context_set_round_glyph_positions(opened->context, FALSE);
  opened->regular = pango_font_description_new();
  pango_font_description_set_family_static(opened->regular, kFamilies);
  pango_font_description_set_absolute_size(opened->regular, kEmInPangoUnits);
  opened->bold = pango_font_description_copy_static(opened->regular);
  pango_font_description_set_weight(opened->bold, PANGO_WEIGHT_BOLD);
  return std::unique_ptr<Faces>(new Faces(std::move(opened)));
}

std::size_t silenced_messages() { return silenced; }

}  // namespace text

#ifdef KIOSK_SANITIZED
extern "C" {
// Fontconfig holds the current configuration until the process ends, by offsets the leak checker
// cannot follow.
[[gnu::weak]] const char* __lsan_default_suppressions() { return "leak:libfontconfig.so"; }
// These libraries are not instrumented: the race checker does not see their locks, nor that GLib
// hands one thread's freed slice to another.
[[gnu::weak]] const char* __tsan_default_suppressions() {
  return "race:libfontconfig.so\nrace:libharfbuzz.so\nrace:libglib-2.0.so\nrace:libpango-1.0.so\n"
         "race:libpangoft2-1.0.so\nrace:libgobject-2.0.so\nrace:text::Setting::\n";
}
}
#endif
