// SPDX-License-Identifier: GPL-3.0-or-later
// A printer to practise and test with: CUPS' own ippeveprinter on the loopback, with a tray, a
// cover and a power switch that can be worked from here, and an engine that writes down each sheet
// it lets out. Needs neither root nor systemd nor a network. One thread at a time; calls last up to
// 5 s.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace sandbox {

enum class PrinterStartTrouble {
  no_folder,  // no temporary folder can be made
  no_port,    // no free port on both 127.0.0.1 and ::1
  silent,     // ippeveprinter or dbus-daemon is missing, or did not answer in time
};

// The one kind of document that a printer takes.
enum class Takes { pdf, pwg_raster };

class IppEvePrinter {
 public:
  // Starts it, switched on and with A4 in the tray. Each document that is printed is also copied
  // into `copies`, if that is not empty, as <job-name>.pdf or .pwg.
  [[nodiscard]] static tl::expected<std::unique_ptr<IppEvePrinter>, PrinterStartTrouble> start(
      const std::filesystem::path& copies = {}, Takes takes = Takes::pdf);
  // Ends all its processes and removes its files. They also end if this process is killed.
  ~IppEvePrinter();
  IppEvePrinter(const IppEvePrinter&) = delete;
  IppEvePrinter& operator=(const IppEvePrinter&) = delete;

  // "ipp://localhost:20631/ipp/print"; the same after off() and on().
  [[nodiscard]] std::string uri() const;

  void load_paper();
  // Paper, but of another size.
  void load_letter();
  // How full the toner and the waste tank are, in percent; from the start 80 and 10.
  void set_supplies(int toner, int waste);
  // Empty, and known to be: the printer says so while it is idle.
  void empty_tray();
  // Empty, and found so only when the next sheet is wanted.
  void run_dry();
  void jam();
  void clear_jam();
  void open_cover();
  void close_cover();
  // How long a sheet takes from now on.
  void slow(std::chrono::milliseconds a_sheet);
  // Whether the engine gives each job up before it moves paper.
  void break_down(bool broken);
  // Whether the power fails at the very moment at which the next sheet is out.
  void fail_after_sheet(bool fails);

  // The power cord: what it was doing is gone, and so are its jobs.
  void off();
  [[nodiscard]] bool on();

  // The job names of all sheets that ever came out, in order: the truth, whatever was reported.
  [[nodiscard]] std::vector<std::string> sheets() const;

 private:
  IppEvePrinter(std::filesystem::path folder, int port);

  [[nodiscard]] bool launch();
  [[nodiscard]] bool set_tray();
  void set_fault(std::string_view name, bool set, std::string_view value = {});
  [[nodiscard]] bool write_scripts(const std::filesystem::path& copies, Takes takes) const;

  const std::filesystem::path folder_;
  const int port_;
  bool paper_ = true;
  std::string_view size_ = "iso_a4_210x297mm";
  pid_t group_ = 0;    // of its processes; 0: switched off
  int lifeline_ = -1;  // as long as this end is open, they live
};

}  // namespace sandbox
