// SPDX-License-Identifier: GPL-3.0-or-later
// How long what is said about a person holds: one meaning of "until" on the screen and on paper.
// Pure but for what the office holds; safe from any thread.
#pragma once
#include "devices/sandbox/service/desks/office.h"

namespace service {

// A slip tells nothing beyond the moment at which the first of its statements ends: the issuer's
// slip hours, the colour, the scene's test window, the signing certificate. None without a colour,
// or without a certificate that counts at `now`.
std::optional<Instant> slip_valid_until(const Office& office, const Examination& examined,
                                        Instant now);

// Until when a registered commuter passes this scene's door with the sample they have. None if they
// are judged by the scene that was asked for, or do not pass.
std::optional<Instant> commuter_until(const Inquiry& inquiry, const Examination& examined,
                                      Instant now);

}  // namespace service
