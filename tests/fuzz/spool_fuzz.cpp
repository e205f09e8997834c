// The reader of spool files on any bytes: whatever lies there, the daemon has to start.
#include "storage/batch_codec.hpp"
#include "storage/spool_format.hpp"
#include "tests/fuzz/invariant.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>

namespace orc::fuzz {
namespace {

spool_format::contents scan(std::string_view file) {
  return spool_format::scan(file.size(), [file](std::uint64_t offset, std::size_t bytes) {
    return std::string{file.substr(std::min<std::size_t>(offset, file.size()), bytes)};
  });
}

void check_any_bytes(std::string_view file) {
  const auto found = scan(file);
  require(found.end <= file.size(), "what counts is within the file");
  require(found.damaged_bytes <= found.end, "damage is within what counts");
  std::uint64_t sound = 0;
  std::uint64_t behind = 0;
  for (const auto& f : found.frames) {
    require(f.offset >= behind, "frames ascend and do not overlap");
    behind = f.end();
    sound += f.end() - f.offset;
    decode_batch(file.substr(f.offset + spool_format::header_bytes, f.payload_bytes));
  }
  require(sound + found.damaged_bytes == found.end, "every byte is sound, damaged, or behind");
}

void check_any_payload(std::string_view bytes) {
  const auto batch = decode_batch(bytes);
  if (!batch)
    return;
  require(!batch->records.empty(), "a batch holds a record");
  const auto again = decode_batch(encode_batch(*batch));
  require(again && encode_batch(*again) == encode_batch(*batch), "what was read can be written");
}

/// Sound frames with rubbish around them are found, whatever the rubbish.
void check_frames_in_rubbish(FuzzedDataProvider& from) {
  std::string file;
  std::size_t frames = 0;
  while (from.remaining_bytes() > 0 && frames < 4) {
    const auto text = from.ConsumeRandomLengthString(40);
    file += spool_format::encode({1, {{1, fleet_event{text, "", "", "", {}}}}, 0});
    ++frames;
    file += from.ConsumeRandomLengthString(40);
  }
  require(scan(file).frames.size() >= std::min<std::size_t>(frames, 1), "a first frame is found");
}

} // namespace
} // namespace orc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  orc::fuzz::check_any_bytes(bytes);
  orc::fuzz::check_any_payload(bytes);
  FuzzedDataProvider from{data, size};
  orc::fuzz::check_frames_in_rubbish(from);
  return 0;
}
