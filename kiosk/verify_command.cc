// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/verify_command.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "devices/clock.h"
#include "devices/rfc3339.h"
#include "kiosk/code_finder.h"
#include "kiosk/command_line.h"
#include "kiosk/trust.h"
#include "printing/hcert/hcert.h"

namespace kiosk {

namespace {

constexpr int kFine = 0;
constexpr int kNotAllOk = 1;

constexpr const char* kHelp =
    "Usage: kioskctl verify --trust PATH [--root FILE] [--at TIME] [--json] [FILE…|-]\n"
    "Judges signed certificates without a network, one answer a line. A FILE holds one HC1 text a\n"
    "line, or is a PNG picture, or a PDF of which the first page is looked at; - or none: "
    "standard\n"
    "input. A picture without a code is answered damaged, one with several by several answers.\n"
    "\n"
    "  --trust PATH      whose signatures count: a folder of certificates, a did.json, or "
    "trust.hct\n"
    "  --root FILE       the certificate that signs trust.hct; else root.pem beside it\n"
    "  --at TIME         as if it were then: 2021-01-26T10:42:00+08:00\n"
    "  --json            the whole answer, with the content: it names the person\n"
    "  --help, --version print this, or the version, and exit\n"
    "\n"
    "Exit code 0 if every certificate is ok, 1 if one is not, 2 if something could not be asked.\n";

struct Options {
  std::string trust, root;
  std::optional<visit::Moment> at;
  bool json = false;
  std::vector<std::string> files;
};

std::optional<int> parse(int argc, char** argv, Options& options) {
  const auto at = [&options](char* value) -> std::optional<std::string> {
    options.at = devices::parse_moment(value);
    if (options.at) return std::nullopt;
    return std::string(value) + " is no time like 2021-01-26T10:42:00+08:00";
  };
  auto files = read_command_line({"kioskctl",
                                  kHelp,
                                  {set_text("trust", options.trust),
                                   set_text("root", options.root),
                                   {"at", true, at},
                                   set_flag("json", options.json)}},
                                 argc, argv);
  if (!files) return files.error();
  options.files = std::move(*files);
  return std::nullopt;
}

// A text longer than any code holds gets the same answer however it goes on.
constexpr std::size_t kLongestLine = 8192;
constexpr std::size_t kLargestPicture = std::size_t{64} << 20U;
constexpr std::size_t kPart = 65'536;

class Judge {
 public:
  Judge(const printing::TrustList& trust, std::chrono::sys_seconds now, bool json)
      : trust_(trust), now_(now), json_(json) {}

  void judge(std::string_view text) {
    const printing::HcertResult result = printing::verify(text, trust_, now_);
    answer(result.verdict, json_ ? printing::to_json(result, now_) : std::string());
  }
  void no_code() {
    constexpr auto kDamaged = printing::Verdict::damaged;
    answer(kDamaged, json_ ? printing::to_json(kDamaged, "picture") : std::string());
  }
  [[nodiscard]] bool all_ok() const { return all_ok_; }
  [[nodiscard]] std::size_t answers() const { return answers_; }

 private:
  void answer(printing::Verdict verdict, const std::string& json) {
    ++answers_;
    all_ok_ = all_ok_ && verdict == printing::Verdict::ok;
    std::puts(json_ ? json.c_str() : std::string(printing::name_of(verdict)).c_str());
    // Whoever writes a line waits for its answer.
    std::fflush(stdout);
  }

  const printing::TrustList& trust_;
  const std::chrono::sys_seconds now_;
  const bool json_;
  bool all_ok_ = true;
  std::size_t answers_ = 0;
};

// A file, a pipe or standard input, in parts.
class Input {
 public:
  explicit Input(int file) : file_(file) {}
  ~Input() {
    if (file_ > STDERR_FILENO) ::close(file_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // Nothing at the end; errno is 0 if that is all there was.
  std::string_view part() {
    ssize_t got = 0;
    errno = 0;
    do {
      got = ::read(file_, buffer_.data(), buffer_.size());
    } while (got < 0 && errno == EINTR);
    return {buffer_.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
  }

 private:
  const int file_;
  std::string buffer_ = std::string(kPart, '\0');
};

// One certificate a line; the scanner's line ends go, nothing else.
class Lines {
 public:
  explicit Lines(Judge& judge) : judge_(judge) {}

  void take(std::string_view part) {
    while (!part.empty()) {
      const auto end = part.find('\n');
      const auto some = part.substr(0, end);
      line_.append(some.substr(0, kLongestLine - std::min(kLongestLine, line_.size())));
      if (end == std::string_view::npos) return;
      this->end();
      part.remove_prefix(end + 1);
    }
  }
  void end() {
    while (!line_.empty() && line_.back() == '\r') line_.pop_back();
    if (!line_.empty()) judge_.judge(line_);
    line_.clear();
  }

 private:
  Judge& judge_;
  std::string line_;
};

// Why it could not be asked, or nothing.
std::string judge_picture(Input& input, std::string begin, PictureKind kind, Judge& judge) {
  std::string file = std::move(begin);
  for (auto part = input.part(); !part.empty(); part = input.part()) {
    if (file.size() + part.size() > kLargestPicture) return "is larger than 64 MiB";
    file.append(part);
  }
  const auto codes = find_codes(file, kind);
  if (codes.empty()) judge.no_code();
  for (const std::string& code : codes) judge.judge(code);
  return {};
}

std::string judge_input(Input& input, Judge& judge) {
  constexpr std::size_t kTelling = 8;  // bytes that tell a picture
  std::string begin;
  while (begin.size() < kTelling && begin.find('\n') == std::string::npos) {
    const auto part = input.part();
    if (part.empty()) break;
    begin.append(part);
  }
  if (const auto kind = picture_kind(begin))
    return judge_picture(input, std::move(begin), *kind, judge);
  const std::size_t before = judge.answers();
  Lines lines(judge);
  lines.take(begin);
  for (auto part = input.part(); !part.empty(); part = input.part()) lines.take(part);
  if (errno != 0) return std::strerror(errno);
  lines.end();
  return judge.answers() == before ? "holds no certificate's text" : "";
}

std::string judge_file(const std::string& name, Judge& judge) {
  const int file = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? "no such file" : std::strerror(errno);
  Input input(file);
  struct stat facts {};
  if (::fstat(file, &facts) == 0 && S_ISDIR(facts.st_mode)) return "is a folder";
  return judge_input(input, judge);
}

int verify(const Options& options) {
  if (options.trust.empty()) return refuse("verify needs --trust PATH");
  const auto trust = read_trust(options.trust, options.root);
  if (!trust) return refuse(trust.error());
  const auto now = std::chrono::floor<std::chrono::seconds>(options.at.value_or(devices::now()));
  Judge judge(*trust, now, options.json);
  int code = kFine;
  const auto ask = [&](const std::string& name) {
    std::string wrong;
    if (name == "-") {
      Input input(STDIN_FILENO);
      wrong = judge_input(input, judge);
    } else {
      wrong = judge_file(name, judge);
    }
    // The others are judged all the same.
    if (!wrong.empty()) code = refuse((name == "-" ? "standard input" : name) + ": " + wrong);
  };
  if (options.files.empty()) ask("-");
  for (const std::string& name : options.files) ask(name);
  if (code != kFine) return code;
  return judge.all_ok() ? kFine : kNotAllOk;
}

}  // namespace

int verify_command(int count, char** arguments) {
  Options options;
  if (const auto code = parse(count, arguments, options)) return *code;
  return verify(options);
}

}  // namespace kiosk
