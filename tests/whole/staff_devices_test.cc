// SPDX-License-Identifier: GPL-3.0-or-later
// The page of the devices: what is tried there is tried on the wires, kept over a restart, and
// stands on a sheet of paper.
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "kiosk/visit/staff.h"
#include "tests/files.h"
#include "tests/whole/desk.h"
#include "tests/whole/paper.h"

namespace whole {

namespace {

using visit::Check;
using visit::CheckOutcome;
using visit::Entry;

// The row of a device: `row fine "" "打印机" "09:41 能打印" …`.
std::string row_of(Stage& stage, const std::string& device) {
  const std::string text = stage.player().now().text;
  const auto at = text.find("\"\" \"" + device + "\"");
  if (at == std::string::npos) return {};
  const auto begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}
bool stands(Stage& stage, const std::string& device, const std::string& health,
            const std::string& words) {
  // What each came to arrives a moment after the page.
  const bool so = soon([&] {
    const std::string row = row_of(stage, device);
    return row.starts_with("row " + health + " ") && says(row, words);
  });
  UNSCOPED_INFO(device << ": " << row_of(stage, device));
  return so;
}
bool is_noted(Stage& stage, Check check, CheckOutcome outcome) {
  const auto journal = journal_of(stage);
  return std::any_of(journal.begin(), journal.end(), [&](const nlohmann::json& entry) {
    return entry.value("what", "") == visit::name(Entry::What::check) &&
           entry.value("detail", -1) == static_cast<int>(check) &&
           entry.value("flag", -1) == static_cast<int>(outcome);
  });
}

// What lies in a file of raw samples is no silence.
bool sounds(const std::filesystem::path& file) {
  const std::string samples = files::contents(file);
  return std::any_of(samples.begin(), samples.end(), [](char c) { return c != 0; });
}

}  // namespace

TEST_CASE("each device is tried on its wire, and what it came to stands there after a restart") {
  const auto sound =
      std::filesystem::temp_directory_path() / ("kiosk-sound-" + std::to_string(getpid()) + ".raw");
  StageOptions options;
  options.more = "[voice]\ndevice = \"file:FILE='" + sound.string() + "',FORMAT=raw\"\n";
  Stage stage(options);
  stage.visit("wang");
  const std::string code = stage.newest_code();
  stage.play(sign_in("supervisor") + "press item_8\nexpect devices\nexpect text \"读卡器\"\n");
  for (const char* device :
       {"读卡器", "证件模块", "打印机", "健康码", "扫描口", "喇叭", "按键", "触摸屏", "存储"}) {
    CHECK(stands(stage, device, "untried", "今天还没试"));
  }

  // The antenna sees the badge that lies there; a resident's card answers the module.
  stage.play("press item_1\nexpect devices\nexpect text \"试读通过\"\n");
  CHECK(stands(stage, "读卡器", "fine", "试读通过"));
  stage.play(
      "press item_2\nexpect checking\nexpect text \"请放一张身份证\"\ncard add wang\n"
      "expect devices\n");
  CHECK(stands(stage, "证件模块", "fine", "试读通过"));
  // A sheet comes out, and somebody says whether it is clean.
  const std::size_t sheets = stage.bench().sheets().size();
  stage.play("press item_3\nexpect checking\nexpect text \"测试页\"\n");
  CHECK(soon([&] { return stage.bench().sheets().size() == sheets + 1; }));
  stage.play("press yes\nexpect devices\n");
  CHECK(stands(stage, "打印机", "fine", "能打印"));
  stage.play("press item_4\nexpect text \"回答 \"\n");
  CHECK(stands(stage, "健康码", "fine", "秒"));
  stage.play("press item_5\nexpect checking\nexpect text \"扫描口下面\"\nscan \"" + code +
             "\"\nexpect devices\n");
  CHECK(stands(stage, "扫描口", "fine", "试扫通过"));
  CHECK_FALSE(sounds(sound));
  stage.play("press item_6\nexpect checking\nexpect text \"听见一句话了吗\"\n");
  CHECK(soon([&] { return sounds(sound); }));
  stage.play("press yes\nexpect devices\n");
  CHECK(stands(stage, "喇叭", "fine", "听见了"));
  stage.play("press item_7\nexpect checking\npress no\nexpect devices\n");
  CHECK(stands(stage, "按键", "out", "没通过"));
  stage.play(
      "press item_8\nexpect checking\npress item_1\npress item_2\npress item_3\npress item_4\n"
      "expect checking\npress item_5\nexpect devices\n");
  CHECK(stands(stage, "触摸屏", "fine", "五点都准"));
  stage.play("press item_9\nexpect text \"还空 \"\n");
  CHECK(is_noted(stage, Check::touch, CheckOutcome::passed));
  CHECK(is_noted(stage, Check::keys, CheckOutcome::failed));
  CHECK_FALSE(is_noted(stage, Check::touch, CheckOutcome::failed));

  // A service that is down does not pass, and what was true before no longer stands there.
  stage.play("service down\npress item_4\nexpect text \"没通过\"\n");
  CHECK(stands(stage, "健康码", "out", "没通过"));
  stage.play("service ok\npress back\nexpect desk\n" + std::string(kSignOut));
  stage.restart();
  stage.play(sign_in("supervisor") + "press item_8\nexpect devices\nexpect text \"试读通过\"\n");
  CHECK(stands(stage, "读卡器", "fine", "试读通过"));
  CHECK(stands(stage, "健康码", "out", "没通过"));
  CHECK(stands(stage, "按键", "out", "没通过"));
  CHECK(stands(stage, "触摸屏", "fine", "五点都准"));

  // The sheet says the same.
  stage.play("press print_report\nwait take 30\n");
  const std::string report = words_on(stage, stage.bench().sheets().back());
  CHECK(says(report, "设备就绪报告"));
  CHECK(says(report, "未通过"));
  CHECK(says(report, "不含姓名"));
  stage.play("press have_all\nexpect desk\n" + std::string(kSignOut));
  std::filesystem::remove(sound);
}

TEST_CASE(
    "a printer that stands still and a reader that is gone do not pass, and the desk says so") {
  Stage stage;
  stage.play(sign_in("maintainer") +
             "printer off\nwait desk\nexpect text \"打印机停用\"\n"
             "press item_8\nexpect devices\npress item_3\nexpect text \"没通过\"\n");
  CHECK(stands(stage, "打印机", "out", "没通过"));
  CHECK_FALSE(stage.player().press("print_report").has_value());
  stage.play("printer ok\nwait devices\n");
  stage.play(
      "expect text \"打印检查单\"\npress item_3\nwait checking\npress yes\nexpect devices\n");
  CHECK(stands(stage, "打印机", "fine", "能打印"));
  // A card that nobody lays down is no card that was read.
  stage.play("press item_2\nexpect checking\npress no\nexpect devices\n");
  CHECK(stands(stage, "证件模块", "out", "没通过"));
  stage.play("press back\nexpect desk\n" + std::string(kSignOut));
}

}  // namespace whole
