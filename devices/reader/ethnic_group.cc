// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/reader/ethnic_group.h"

#include <array>
#include <cstddef>

namespace devices::reader {

namespace {

constexpr std::array<std::string_view, 56> kNames{
    "汉",     "蒙古",   "回",       "藏",     "维吾尔",   "苗",   "彝",     "壮",
    "布依",   "朝鲜",   "满",       "侗",     "瑶",       "白",   "土家",   "哈尼",
    "哈萨克", "傣",     "黎",       "傈僳",   "佤",       "畲",   "高山",   "拉祜",
    "水",     "东乡",   "纳西",     "景颇",   "柯尔克孜", "土",   "达斡尔", "仫佬",
    "羌",     "布朗",   "撒拉",     "毛南",   "仡佬",     "锡伯", "阿昌",   "普米",
    "塔吉克", "怒",     "乌孜别克", "俄罗斯", "鄂温克",   "德昂", "保安",   "裕固",
    "京",     "塔塔尔", "独龙",     "鄂伦春", "赫哲",     "门巴", "珞巴",   "基诺"};

}  // namespace

std::string_view ethnic_group_name(std::string_view code) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (code.size() != 2 || !is_digit(code[0]) || !is_digit(code[1])) return {};
  if (code == "97") return "其他";
  if (code == "98") return "外国血统中国籍人士";
  const auto number = static_cast<std::size_t>((code[0] - '0') * 10 + (code[1] - '0'));
  if (number == 0 || number > kNames.size()) return {};
  return kNames[number - 1];
}

}  // namespace devices::reader
