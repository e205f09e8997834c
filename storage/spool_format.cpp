#include "storage/spool_format.hpp"

#include "storage/batch_codec.hpp"

#include <zlib.h>

#include <optional>

namespace orc::spool_format {
namespace {

// A text that we record holds no NUL (it comes from tmux and /proc, where NUL ends a text), but the
// length before it ends with one: a hostile text can make up a header of a huge payload, and behind
// damage it is found first. So only a whole frame with a sound payload is gone on with.
constexpr std::string_view mark{"\0\xffORCSP1", 8};
constexpr std::size_t search_bytes = 1 << 16;

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())));
}

struct header {
  std::uint32_t payload_bytes = 0;
  std::uint32_t records = 0;
  std::uint32_t payload_sum = 0;
};

void put_number(std::string& out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i, value >>= 8U)
    out.push_back(static_cast<char>(value & 0xffU));
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i > 0; --i)
    value = value << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
  return value;
}

std::optional<header> read_header(std::string_view bytes) {
  if (bytes.size() < header_bytes || !bytes.starts_with(mark)
      || number_at(bytes, 20) != checksum(bytes.substr(0, 20)))
    return std::nullopt;
  return header{number_at(bytes, 8), number_at(bytes, 12), number_at(bytes, 16)};
}

bool holds_frame(std::uint64_t at, std::uint64_t size, const read_function& read) {
  const auto h = read_header(read(at, header_bytes));
  return h && frame{at, h->payload_bytes, h->records}.end() <= size
         && checksum(read(at + header_bytes, h->payload_bytes)) == h->payload_sum;
}

/// The next sound frame at or behind `from`; the file's size where there is none.
std::uint64_t find_frame(std::uint64_t from, std::uint64_t size, const read_function& read) {
  while (from + header_bytes <= size) {
    const auto block = read(from, search_bytes);
    for (auto at = block.find(mark); at != std::string::npos; at = block.find(mark, at + 1))
      if (holds_frame(from + at, size, read))
        return from + at;
    if (block.size() < search_bytes)
      break;
    from += block.size() - mark.size() + 1;
  }
  return size;
}

bool only_zeros(std::uint64_t from, std::uint64_t size, const read_function& read) {
  while (from < size) {
    const auto block = read(from, search_bytes);
    if (block.empty() || block.find_first_not_of('\0') != std::string::npos)
      return false;
    from += block.size();
  }
  return true;
}

void pass_over(contents& found, std::uint64_t next) {
  if (found.damaged_bytes == 0)
    found.damaged_at = found.end;
  found.damaged_bytes += next - found.end;
  found.end = next;
}

} // namespace

std::string encode(const record_batch& batch) {
  const auto payload = encode_batch(batch);
  std::string out{mark};
  put_number(out, static_cast<std::uint32_t>(payload.size()));
  put_number(out, static_cast<std::uint32_t>(batch.records.size()));
  put_number(out, checksum(payload));
  put_number(out, checksum(out));
  return out + payload;
}

contents scan(std::uint64_t size, const read_function& read) {
  contents found;
  while (found.end < size) {
    const auto head = read(found.end, header_bytes);
    if (head.size() < header_bytes) {
      if (found.end + header_bytes <= size)
        pass_over(found, size); // it is there, and cannot be read
      break;                    // else torn within the header
    }
    const auto h = read_header(head);
    if (!h) {
      if (only_zeros(found.end, size, read))
        break; // power went after the size was written, and before the bytes
      pass_over(found, find_frame(found.end + 1, size, read));
      continue;
    }
    const frame f{found.end, h->payload_bytes, h->records};
    if (f.end() > size)
      break; // torn within the payload
    if (checksum(read(f.offset + header_bytes, f.payload_bytes)) != h->payload_sum) {
      pass_over(found, f.end());
      continue;
    }
    found.frames.push_back(f);
    found.end = f.end();
  }
  return found;
}

} // namespace orc::spool_format
