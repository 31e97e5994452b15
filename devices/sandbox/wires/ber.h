// SPDX-License-Identifier: GPL-3.0-or-later
// BER-TLV objects as the cards of the sandbox write and read them: one-byte and longer tags,
// lengths below 64 KiB. Values, free of state.
#pragma once

#include <optional>

#include "devices/sandbox/wires/bytes.h"

namespace sandbox {

// Tag, length and value. The tag's bytes as a number: 0x7c, 0x5f1f.
Bytes ber(std::uint32_t tag, ByteView value);
Bytes joined(std::initializer_list<Bytes> parts);

// The value of the first object with this one-byte tag; nullopt if none comes before the end or
// before something that is no object.
std::optional<ByteView> ber_value(ByteView objects, std::uint8_t tag);

}  // namespace sandbox
