// SPDX-License-Identifier: GPL-3.0-or-later
// A person's trips, and what a declared one does to them. Pure.
#pragma once
#include <vector>

#include "devices/sandbox/service/rules/facts.h"

namespace service {

// A trip to the same area from the same moment is the same one: told again, with its end, it ends.
// In the order of entering; merging twice is merging once.
void merge(const std::vector<Trip>& declared, std::vector<Trip>& trips);

}  // namespace service
