// SPDX-License-Identifier: GPL-3.0-or-later
// Where somebody goes next in the house, and what they answered: the route and history slip.
// Values.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kiosk/visit/health_code.h"
#include "kiosk/visit/secret.h"

namespace visit {

// A drawn way through the house, in units of 118 x 60, y downwards. Configuration, checked at
// start.
struct RouteMap {
  struct Building {
    double x = 0, y = 0, w = 0, h = 0;
    std::string name;    // 门诊楼
    std::string number;  // 1号楼; "" on a small one
    bool destination = false;
  };
  using Spot = std::pair<double, double>;
  std::vector<Building> buildings;  // at most 8; 4 on a roll
  std::vector<Spot> way;    // begins where the person stands, ends at the destination's door
  std::vector<Spot> turns;  // where steps 1, 2, … stand on the way
};

struct RouteStep {
  Bilingual head;      // 出门左转, Left, follow the arrows
  std::string middle;  // 跟着地上的箭头; "" if there is nothing to add
};

struct Destination {
  Bilingual word;   // 去发热门诊 (at most 5 characters), Fever clinic
  Bilingual where;  // 3号楼 1层, Building 3
  int minutes = 0;  // on foot
  int metres = 0;
  RouteMap map;
  std::vector<RouteStep> steps;  // at most 4
};

enum class HistoryAnswer { no, yes, unsure, normal, high };
enum class Answerer { self, relative, staff };

struct HistoryRow {
  Bilingual question;  // 中高风险地区旅居, Stay in a risk area; 症状, Symptoms
  Secret zh, en;       // what stands after it: 发热、干咳; empty for a plain question
  HistoryAnswer answer = HistoryAnswer::no;
};

struct RouteSlip {
  Secret name;
  Secret number;  // masked for paper
  Destination destination;
  std::vector<HistoryRow> history;  // empty: nobody was asked, the lower half says so
  Answerer answered_by = Answerer::self;
  std::string form;     // "epi-survey 1.3"
  std::string routing;  // "WH1-R 2.0"
};

}  // namespace visit
