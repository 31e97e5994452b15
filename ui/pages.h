// SPDX-License-Identifier: GPL-3.0-or-later
// How a whole page stands on an upright and on a lying panel, after it has given way this far.
// What still does not fit is noted as overflow. Pure but for the composer.
#pragma once

#include "ui/composer.h"
#include "ui/pieces.h"

namespace ui {

void compose_upright(Composer& c, const visit::Page& page, const GiveWay& given,
                     const PartWords& labels);
void compose_lying(Composer& c, const visit::Page& page, const GiveWay& given);

}  // namespace ui
