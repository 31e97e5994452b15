// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sandbox/printer/ippeveprinter.h"

#include <cups/cups.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "tests/files.h"

namespace sandbox {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

std::unique_ptr<IppEvePrinter> switched_on(const fs::path& copies = {}) {
  auto printer = IppEvePrinter::start(copies);
  REQUIRE(printer.has_value());
  return std::move(*printer);
}

// What libcups' own client makes of the printer.
class Client {
 public:
  explicit Client(const std::string& uri) : uri_(uri) {
    const std::size_t colon = uri.rfind(':');
    http_ = httpConnect2("localhost", std::stoi(uri.substr(colon + 1)), nullptr, AF_UNSPEC,
                         HTTP_ENCRYPTION_IF_REQUESTED, 1, 1000, nullptr);
  }
  ~Client() { httpClose(http_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  [[nodiscard]] bool is_answered() const { return http_ != nullptr; }
  [[nodiscard]] std::string reasons() { return keywords("printer-state-reasons", 99); }
  [[nodiscard]] std::string media() { return keywords("media-ready", 1); }
  [[nodiscard]] std::string keywords(const char* name, int at_most) {
    ipp_t* answer = cupsDoRequest(http_, request(IPP_OP_GET_PRINTER_ATTRIBUTES), "/ipp/print");
    ipp_attribute_t* found = ippFindAttribute(answer, name, IPP_TAG_KEYWORD);
    std::string text;
    for (int i = 0; i < ippGetCount(found) && i < at_most; ++i) {
      text += std::string{i == 0 ? "" : " "} + ippGetString(found, i, nullptr);
    }
    ippDelete(answer);
    return text;
  }
  // The new job's id, 0 if refused.
  [[nodiscard]] int print(const fs::path& file, const char* name,
                          const char* format = "application/pdf") {
    ipp_t* order = request(IPP_OP_PRINT_JOB);
    ippAddString(order, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", nullptr, name);
    ippAddString(order, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", nullptr, format);
    ipp_t* answer = cupsDoFileRequest(http_, order, "/ipp/print", file.c_str());
    const int id = ippGetInteger(ippFindAttribute(answer, "job-id", IPP_TAG_INTEGER), 0);
    ippDelete(answer);
    return id;
  }
  [[nodiscard]] ipp_jstate_t state(int job) {
    ipp_t* question = request(IPP_OP_GET_JOB_ATTRIBUTES);
    ippAddInteger(question, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job);
    ipp_t* answer = cupsDoRequest(http_, question, "/ipp/print");
    const int state = ippGetInteger(ippFindAttribute(answer, "job-state", IPP_TAG_ENUM), 0);
    ippDelete(answer);
    return static_cast<ipp_jstate_t>(state);
  }

 private:
  [[nodiscard]] ipp_t* request(ipp_op_t operation) const {
    ipp_t* message = ippNewRequest(operation);
    ippAddString(message, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", nullptr, uri_.c_str());
    return message;
  }
  std::string uri_;
  http_t* http_ = nullptr;
};

template <typename Condition>
[[nodiscard]] bool soon(Condition condition) {
  for (int look = 0; look < 500; ++look) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds{10});
  }
  return false;
}

TEST_CASE("a document that is printed is one line in the log and one copy") {
  const files::Folder folder;
  std::ofstream{folder / "page"} << "%PDF-1.4 page";
  const auto printer = switched_on(folder.path());
  Client client{printer->uri()};
  const int job = client.print(folder / "page", "GC07-210126-0042-7");
  REQUIRE(job == 1);
  CHECK(soon([&] { return client.state(job) == IPP_JSTATE_COMPLETED; }));
  CHECK(printer->sheets() == std::vector<std::string>{"GC07-210126-0042-7"});
  CHECK(fs::file_size(folder / "GC07-210126-0042-7.pdf") == 13);
}

TEST_CASE("tray, jam and cover stop the sheet and say so, until they are put right") {
  const files::Folder folder;
  std::ofstream{folder / "page"} << "%PDF-1.4 page";
  const auto printer = switched_on();
  Client client{printer->uri()};
  CHECK(client.reasons() == "none");

  struct Fault {
    void (IppEvePrinter::*begin)();
    void (IppEvePrinter::*end)();
    const char* reason;
  };
  std::size_t sheets = 0;
  for (const Fault& fault :
       {Fault{&IppEvePrinter::empty_tray, &IppEvePrinter::load_paper, "media-empty"},
        Fault{&IppEvePrinter::run_dry, &IppEvePrinter::load_paper, "media-empty"},
        Fault{&IppEvePrinter::jam, &IppEvePrinter::clear_jam, "media-jam"},
        Fault{&IppEvePrinter::open_cover, &IppEvePrinter::close_cover, "cover-open"}}) {
    (*printer.*fault.begin)();
    const int job = client.print(folder / "page", "page");
    CHECK(soon([&] { return client.reasons().starts_with(fault.reason); }));
    CHECK(soon([&] { return client.state(job) == IPP_JSTATE_PROCESSING; }));
    CHECK(printer->sheets().size() == sheets);
    (*printer.*fault.end)();
    CHECK(soon([&] { return client.state(job) == IPP_JSTATE_COMPLETED; }));
    CHECK(client.reasons() == "none");
    CHECK(printer->sheets().size() == ++sheets);
  }
}

TEST_CASE("an engine that breaks down ends the job without a sheet") {
  const files::Folder folder;
  std::ofstream{folder / "page"} << "%PDF-1.4 page";
  const auto printer = switched_on();
  printer->break_down(true);
  Client client{printer->uri()};
  const int job = client.print(folder / "page", "page");
  CHECK(soon([&] { return client.state(job) == IPP_JSTATE_ABORTED; }));
  CHECK(printer->sheets().empty());
}

TEST_CASE("without power nothing answers and nothing comes out; with it the address is the same") {
  const files::Folder folder;
  std::ofstream{folder / "page"} << "%PDF-1.4 page";
  const auto printer = switched_on();
  const std::string uri = printer->uri();
  printer->jam();
  CHECK(Client{uri}.print(folder / "page", "page") == 1);
  CHECK(soon([&] { return Client{uri}.reasons().starts_with("media-jam"); }));
  printer->off();
  CHECK_FALSE(Client{uri}.is_answered());
  // An engine that had outlived the power would now let the sheet out, within 20 ms.
  printer->clear_jam();
  std::this_thread::sleep_for(milliseconds{300});
  CHECK(printer->sheets().empty());

  REQUIRE(printer->on());
  CHECK(printer->uri() == uri);
  Client client{uri};
  const int job = client.print(folder / "page", "page");
  CHECK(job == 1);  // it has forgotten the first
  CHECK(soon([&] { return client.state(job) == IPP_JSTATE_COMPLETED; }));
}

TEST_CASE("the power can fail at the moment a sheet is out") {
  const files::Folder folder;
  std::ofstream{folder / "page"} << "%PDF-1.4 page";
  const auto printer = switched_on();
  printer->fail_after_sheet(true);
  (void)Client{printer->uri()}.print(folder / "page", "page");
  CHECK(soon([&] { return !Client{printer->uri()}.is_answered(); }));
  CHECK(printer->sheets().size() == 1);
  CHECK(printer->on());
}

TEST_CASE("toner, waste and paper of another size are said while the printer is idle") {
  const auto printer = switched_on();
  Client client{printer->uri()};
  CHECK(client.reasons() == "none");
  printer->set_supplies(5, 10);
  CHECK(client.reasons().find("toner-low") != std::string::npos);
  printer->set_supplies(80, 95);
  CHECK(client.reasons().find("marker-waste-almost-full") != std::string::npos);
  printer->set_supplies(80, 10);
  CHECK(client.reasons() == "none");
  CHECK(client.media() == "iso_a4_210x297mm");
  printer->load_letter();
  CHECK(client.media() == "na_letter_8.5x11in");
  printer->load_paper();
  CHECK(client.media() == "iso_a4_210x297mm");
}

TEST_CASE("a printer that takes PWG raster takes nothing else, and copies it under its name") {
  const files::Folder folder;
  std::ofstream{folder / "page"} << "RaS2";
  auto printer = IppEvePrinter::start(folder.path(), Takes::pwg_raster);
  REQUIRE(printer.has_value());
  Client client{(*printer)->uri()};
  CHECK(client.print(folder / "page", "refused") == 0);
  CHECK(client.print(folder / "page", "page", "image/pwg-raster") > 0);
  CHECK(soon([&] { return fs::exists(folder / "page.pwg"); }));
}

TEST_CASE("two printers stand side by side, and one goes without the other") {
  const auto one = switched_on();
  {
    const auto other = switched_on();
    CHECK(one->uri() != other->uri());
    CHECK(Client{other->uri()}.reasons() == "none");
  }
  CHECK(Client{one->uri()}.reasons() == "none");
}

// The process that is killed in the next test: this program, started anew with this test alone.
TEST_CASE("an owner of a printer", "[.owner]") {
  const auto printer = switched_on();
  const std::string uri = printer->uri() + "\n";
  REQUIRE(write(STDERR_FILENO, uri.data(), uri.size()) == static_cast<ssize_t>(uri.size()));
  std::this_thread::sleep_for(std::chrono::seconds{30});
}

TEST_CASE("a printer does not outlive an owner that is killed") {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, ends[1], STDERR_FILENO);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = fs::read_symlink("/proc/self/exe").string();
  std::string test = "[.owner]";
  char* const arguments[] = {program.data(), test.data(), nullptr};
  pid_t owner = 0;
  REQUIRE(posix_spawn(&owner, program.c_str(), &files, nullptr, arguments, environ) == 0);
  posix_spawn_file_actions_destroy(&files);
  close(ends[1]);

  std::string uri;
  char c = 0;
  while (read(ends[0], &c, 1) == 1 && c != '\n') uri += c;
  close(ends[0]);
  REQUIRE(Client{uri}.is_answered());
  kill(owner, SIGKILL);
  waitpid(owner, nullptr, 0);
  CHECK(soon([&] { return !Client{uri}.is_answered(); }));
}

}  // namespace
}  // namespace sandbox
