// A batch of records as bytes, and back. Used by spool_format. Pure.
//
// Numbers are little-endian, text is its length in 32 bits and its bytes as they are, states are
// words as in the database, so that a version may add one. What the history does not keep of a
// component (component_facts' flags and steady times) is left out.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/record.hpp"

#include <string>
#include <string_view>

namespace orc {

std::string encode_batch(const record_batch& batch);

/// errc::storage where it is no batch, holds no record, or has bytes left over.
result<record_batch> decode_batch(std::string_view bytes);

} // namespace orc
