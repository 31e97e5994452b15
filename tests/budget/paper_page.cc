// SPDX-License-Identifier: GPL-3.0-or-later
// Hands the measured certificate to the other ways of printing it, so that all draw the same words
// and shapes at the same places: as a list of marks (for paper_cairo), as a page for a browser, and
// with the fonts.conf under which they find our fonts. usage: paper_page CORPUS FOLDER
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "printing/sheet/draw.h"
#include "tests/budget/paper_sample.h"
#include "tests/files.h"

namespace {

using namespace printing;

const char* css(Ink ink) {
  switch (ink) {
    case Ink::black:
      return "#000";
    case Ink::white:
      return "#fff";
    case Ink::green:
      return "#007333";
    case Ink::yellow:
      return "#fc0";
    case Ink::red:
      return "#bf0000";
    case Ink::grey:
      return "#808080";
  }
  return "";
}

std::string points_of(const std::vector<Point>& points) {
  std::string out;
  for (const Point& p : points) out += fmt::format("{:.4f} {:.4f} ", p.x, p.y);
  return out;
}

std::string path_of(const QrCode& code) {
  std::string path;
  for (const Box& run : rectangles(code)) {
    path += fmt::format("M{} {}h{}v{}h-{}z", run.x, run.y, run.w, run.h, run.w);
  }
  return path;
}

// One line a mark for cairo, one element for the browser.
struct Writer {
  std::string list, shapes, words, qr, code_text;
  int texts = 0;

  void operator()(const TextRun& mark) {
    list +=
        fmt::format("text {:.4f} {:.4f} {} {} {} {}\n", mark.at.x, mark.at.y, mark.size.value,
                    mark.weight == text::Weight::bold ? 1 : 0, css(mark.ink), mark.text.reveal());
    words += fmt::format(
        "<text id=t{} x={:.4f} y={:.4f} font-size={:.4f} font-weight={} fill={}>{}</text>\n",
        texts++, mark.at.x, mark.at.y, mark.size.mm(),
        mark.weight == text::Weight::bold ? 700 : 400, css(mark.ink), mark.text.reveal());
  }
  void operator()(const TextContour&) {}
  void operator()(const FilledRect& mark) { rectangle(mark.box, mark.ink); }
  void operator()(const Frame& mark) {
    const Box b = grown(mark.box, -mark.width / 2);
    list += fmt::format("frame {} {} {} {} {}\n", b.x, b.y, b.w, b.h, mark.width);
    shapes +=
        fmt::format("<rect x={} y={} width={} height={} fill=none stroke=#000 stroke-width={} />\n",
                    b.x, b.y, b.w, b.h, mark.width);
  }
  void operator()(const Line& mark) { line(mark.from, mark.to, mark.width, ""); }
  void operator()(const Dashes& mark) {
    list += fmt::format("dashes {} {} ", mark.on, mark.off);
    line(mark.from, mark.to, mark.width,
         fmt::format("stroke-dasharray='{} {}'", mark.on, mark.off));
  }
  void operator()(const Circle& mark) {
    list +=
        fmt::format("circle {} {} {} {}\n", mark.centre.x, mark.centre.y, mark.r, css(mark.ink));
    shapes += fmt::format("<circle cx={} cy={} r={} fill={} />\n", mark.centre.x, mark.centre.y,
                          mark.r, css(mark.ink));
  }
  void operator()(const Polygon& mark) {
    list += fmt::format("polygon {} {} {}\n", css(mark.ink), mark.outline, points_of(mark.points));
    shapes += fmt::format(
        "<polygon points='{}' fill={} stroke=#000 stroke-width={} stroke-linejoin=round />\n",
        points_of(mark.points), css(mark.ink), mark.outline);
  }
  void operator()(const Polyline& mark) {
    list += fmt::format("polyline {} {} {}\n", css(mark.ink), mark.width, points_of(mark.points));
    shapes += fmt::format(
        "<polyline points='{}' fill=none stroke={} stroke-width={} stroke-linejoin=round "
        "stroke-linecap=round />\n",
        points_of(mark.points), css(mark.ink), mark.width);
  }
  void operator()(const QrMark& mark) {
    rectangle(mark.quiet, Ink::white);
    list += fmt::format("qr {} {} {} {}\n", mark.at.x, mark.at.y, mark.module, code_text);
    qr = fmt::format("<path id=qr transform='translate({} {}) scale({})' d='{}' />\n", mark.at.x,
                     mark.at.y, mark.module, path_of(mark.code));
  }

 private:
  void rectangle(const Box& b, Ink ink) {
    list += fmt::format("rect {} {} {} {} {}\n", b.x, b.y, b.w, b.h, css(ink));
    shapes += fmt::format("<rect x={} y={} width={} height={} fill={} />\n", b.x, b.y, b.w, b.h,
                          css(ink));
  }
  void line(Point from, Point to, double width, const std::string& dashes) {
    list += fmt::format("line {} {} {} {} {}\n", from.x, from.y, to.x, to.y, width);
    shapes += fmt::format("<line x1={} y1={} x2={} y2={} stroke=#000 stroke-width={} {} />\n",
                          from.x, from.y, to.x, to.y, width, dashes);
  }
};

// `other`: the code of another person, for the page that is filled in anew each time.
std::string page_of(const Writer& writer, const std::string& other) {
  return fmt::format(
      "<!doctype html><html lang=zh-CN><meta charset=utf-8><title>Health status slip</title>\n"
      "<style>@page{{size:210mm 297mm;margin:0}}html,body{{margin:0}}"
      "svg{{display:block;width:210mm;height:297mm}}"
      "text{{font-family:'Noto Sans CJK SC';white-space:pre}}</style>\n"
      "<svg viewBox='0 0 210 297' xmlns='http://www.w3.org/2000/svg'>\n{}{}{}</svg>\n"
      "<script>\nconst codes=[qr.getAttribute('d'),'{}'];\n"
      "const names=['阿卜杜热伊木·托合提','李秀英'],numbers=['990101********0036',"
      "'990101********0028'];\n"
      "const find=(words)=>[...document.querySelectorAll('text')].find(t=>t.textContent===words);\n"
      "const name=find(names[0]),number=find(numbers[0]);\n"
      "window.fill=(i)=>{{name.textContent=names[i];number.textContent=numbers[i];"
      "qr.setAttribute('d',codes[i])}};\n</script></html>\n",
      writer.shapes, writer.qr, writer.words, other);
}

// Our rules and our ten files, for whoever goes by FONTCONFIG_FILE.
std::string fonts_conf() {
  std::string rules = files::contents(KIOSK_SOURCE_DIR "/config/fonts/fonts.conf");
  const std::filesystem::path cache = KIOSK_BINARY_DIR "/faces";
  std::string places = "<cachedir>" + (cache / "fontconfig").string() + "</cachedir>";
  for (const auto& entry : std::filesystem::directory_iterator(cache)) {
    if (!entry.path().filename().string().starts_with("faces-")) continue;
    places += "<dir>" + entry.path().string() + "</dir>";
    break;
  }
  return rules.insert(rules.rfind("</fontconfig>"), places);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const budget::Office office(argv[1]);
  const auto sheet =
      printing::draw(office.document, office.details, office.stationery, *office.faces);
  if (!sheet) return 1;
  Writer writer;
  std::ifstream texts(std::filesystem::path(argv[1]) / "texts");
  std::string other;
  std::getline(texts, writer.code_text);
  std::getline(texts, other);
  for (const Mark& mark : sheet->marks) std::visit(writer, mark);
  const auto code = make_certificate_qr_code(other);
  if (!code) return 1;
  const std::filesystem::path folder = argv[2];
  std::ofstream(folder / "marks") << writer.list;
  std::ofstream(folder / "page.html") << page_of(writer, path_of(*code));
  std::ofstream(folder / "fonts.conf") << fonts_conf();
  return 0;
}
