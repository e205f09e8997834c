// How batches of records stand in a spool file. Pure; used by spool and its fuzz target.
//
// A file is a row of frames; a frame is a header of 24 bytes and a payload, one batch. Numbers are
// little-endian. Header: a mark of 8 bytes, then as 32 bits each the payload's size, its records,
// its CRC-32, and the CRC-32 of the header before it. storage/README.md tells the rest.
#pragma once

#include "messages/types/error.hpp"
#include "messages/types/record.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace orc::spool_format {

inline constexpr std::size_t header_bytes = 24;

/// The whole frame. The batch must hold a record.
std::string encode(const record_batch& batch);

/// Where a sound frame stands.
struct frame {
  std::uint64_t offset = 0;
  std::uint32_t payload_bytes = 0;
  std::uint32_t records = 0;

  [[nodiscard]] std::uint64_t end() const { return offset + header_bytes + payload_bytes; }
};

struct contents {
  std::vector<frame> frames;       ///< ascending
  std::uint64_t end = 0;           ///< behind it stands nothing but what a torn write left
  std::uint64_t damaged_bytes = 0; ///< before `end`, in no sound frame
  std::uint64_t damaged_at = 0;    ///< the first of them
};

/// Up to `bytes` bytes from `offset` on; fewer at the file's end, and where it cannot be read.
using read_function = std::function<std::string(std::uint64_t offset, std::size_t bytes)>;

/// Finds every sound frame of a file of `size` bytes. An unfinished last frame, or zeros to the
/// end, are what a killed writer or a power cut leaves: they were never acknowledged. All else that
/// is no sound frame is damage, and is passed over.
contents scan(std::uint64_t size, const read_function& read);

} // namespace orc::spool_format
