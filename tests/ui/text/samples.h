// SPDX-License-Identifier: GPL-3.0-or-later
// Names and sentences the text tests share. Nobody is called so; numbers lie in area 990101.
#pragma once

#include <string_view>

namespace samples {

struct Name {
  std::string_view words;
  std::string_view family;  // the face its last letter must come from
};

inline constexpr Name kNames[] = {
    {"李䶮", "Noto Sans CJK SC"},
    {"孙𠅤", "Noto Sans CJK SC"},
    {"周𬺴", "HanaMinB"},
    {"王㛃", "Noto Sans CJK SC"},
    {"陈𬭎", "Noto Sans CJK SC"},
    {"阿卜杜热伊木·托合提", "Noto Sans CJK SC"},
    {"ئابدۇرېھىم توختى", "Noto Naskh Arabic"},
    {"ئابدۇكېرىم ئابدۇرەھمان ئوغلى مۇھەممەتتۇرسۇن", "Noto Naskh Arabic"},
    {"བཀྲ་ཤིས་རྡོ་རྗེ", "Noto Serif Tibetan"},
    {"ᠪᠠᠲᠤ ᠮᠥᠩᠬᠡ", "Noto Sans Mongolian"},
    {"ꀋꎹꊿꃅ", "Noto Sans Yi"},
    {"Maximiliane van der Hoeven-Oosterbeek", "Noto Sans CJK SC"},
};

// From the catalogue's style: marks, a number with its unit, quotes, brackets.
inline constexpr std::string_view kMarked[] = {
    "为什么 14 天里|没去过有风险的地方；//昨天的核酸是阴性。",
    "要查您的健康码，|先问您一声：|同意吗？",
    "从 11 月 8 日到今天，//您和新冠病人//在一起待过吗？",
    "听到“嘀”一声，|就可以拿了。",
    "What would//you like to do?",
};

inline constexpr std::string_view kProse =
    "1月18日下午 6 点 30 分去过中风险地区（东西湖区），还没满14天；体温 37.6℃，请到“发热门诊”3号楼 "
    "1层，"
    "出示《健康码纸质凭证》和身份证990101195505051234，看病照常。约5 分钟后有人来，不用着急！";

inline constexpr std::string_view kAddress =
    "示例省示范市东湖区解放大道990101号阳光小区3号楼2单元1201室";

}  // namespace samples
