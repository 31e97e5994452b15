// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/visit/household.h"

#include <array>

namespace visit {

const Bilingual& on_paper(Relation relation) {
  static const std::array<Bilingual, kRelations> kWords{{{"其他", "Other"},
                                                         {"配偶", "Spouse"},
                                                         {"子女", "Child"},
                                                         {"父母", "Parent"},
                                                         {"孙辈", "Grandchild"},
                                                         {"兄弟姐妹", "Sibling"},
                                                         {"护理员", "Carer"},
                                                         {"社区工作者", "Community worker"}}};
  return kWords[static_cast<std::size_t>(relation)];
}

std::string_view code(Relation relation) {
  static constexpr std::array<std::string_view, kRelations> kCodes{
      "OTHER", "SPOUSE", "CHILD", "PARENT", "GRANDCHILD", "SIBLING", "CARER", "COMMUNITY_WORKER"};
  return kCodes[static_cast<std::size_t>(relation)];
}

}  // namespace visit
