#include "storage/spool.hpp"

#include "storage/batch_codec.hpp"
#include "storage/files.hpp"

#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>
#include <utility>

namespace orc {
namespace {

/// Fewer bytes than asked for at the end of the file, and where it cannot be read.
std::string read_from(int fd, std::uint64_t offset, std::size_t bytes) {
  std::string out(bytes, '\0');
  std::size_t got = 0;
  while (got < bytes) {
    const auto n = ::pread(fd, out.data() + got, bytes - got, static_cast<off_t>(offset + got));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    got += static_cast<std::size_t>(n);
  }
  out.resize(got);
  return out;
}

/// A link is something else, whatever it leads to.
bool is_something_else(const std::string& path) {
  struct stat found {};

  return ::lstat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode);
}

/// The size of the regular file behind it.
result<std::uint64_t> size_of(int fd, const std::string& path) {
  struct stat found {};

  if (::fstat(fd, &found) != 0)
    return files::refused(path, errno);
  if (!S_ISREG(found.st_mode))
    return fail(errc::io, path + ": no regular file");
  return static_cast<std::uint64_t>(found.st_size);
}

/// A new file's name outlives a power cut only when its folder was written, too (fsync(2)).
result<void> sync_folder(const std::string& path) {
  const auto folder = std::filesystem::path{path}.parent_path().string();
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return files::refused(folder, errno);
  const int code = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  return code == 0 ? result<void>{} : files::refused(folder, code);
}

/// Of the file, among all who have it open, in this process and others (flock(2)).
class short_lock {
public:
  explicit short_lock(const int& fd) : fd_(fd), held_(::flock(fd, LOCK_EX | LOCK_NB) == 0) {}

  ~short_lock() {
    if (held_ && fd_ >= 0) // else it was closed meanwhile, which lets go of it
      ::flock(fd_, LOCK_UN);
  }

  short_lock(const short_lock&) = delete;
  short_lock& operator=(const short_lock&) = delete;

  [[nodiscard]] bool held() const { return held_; }

private:
  const int& fd_;
  bool held_;
};

constexpr int careful = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK; // no link, and no waiting for a pipe

} // namespace

std::string spool_of(const std::string& database) {
  return database + ".spool";
}

spool::~spool() {
  close();
}

void spool::close() {
  if (fd_ >= 0)
    ::close(fd_);
  fd_ = -1;
  end_ = 0;
  left_ = 0;
}

/// Somebody else has written to it, or emptied it: nothing that is known of it counts.
void spool::take_up_anew() {
  close();
  frames_.clear();
  records_ = 0;
  last_.clear();
  aside_.clear();
  loaded_ = false;
}

result<void> spool::changed_by_another() {
  take_up_anew();
  return fail(errc::busy, path_ + ": another has written to it; it is taken up anew");
}

result<void> spool::load() {
  if (loaded_)
    return {};
  fd_ = ::open(path_.c_str(), O_RDWR | careful);
  if (fd_ < 0 && (errno == ENOENT || errno == ENOTDIR)) {
    loaded_ = true;
    return {};
  }
  const auto size =
      fd_ < 0 ? result<std::uint64_t>{files::refused(path_, errno)} : size_of(fd_, path_);
  if (!size) {
    close();
    return is_something_else(path_) ? set_aside(size.error()) : tl::unexpected{size.error()};
  }
  const short_lock mine{fd_};
  if (!mine.held()) {
    close();
    return fail(errc::busy, path_ + ": it is being written by another");
  }
  take_up(*size);
  return {};
}

result<void> spool::set_aside(const error& why) {
  const auto aside = files::aside_of(path_);
  if (auto moved = files::move(path_, aside); !moved)
    return fail(why.code, why.message + "; it could not be set aside");
  notice_ = why.message + "; it was kept as " + aside;
  loaded_ = true;
  return {};
}

void spool::take_up(std::uint64_t size) {
  loaded_ = true;
  left_ = size;
  const auto found = spool_format::scan(
      size, [this](std::uint64_t offset, std::size_t bytes) { return read(offset, bytes); });
  frames_.assign(found.frames.begin(), found.frames.end());
  for (const auto& f : frames_)
    records_ += f.records;
  end_ = found.end;
  if (found.damaged_bytes > 0)
    keep(std::to_string(found.damaged_bytes) + " bytes at " + std::to_string(found.damaged_at)
         + " are damaged");
  if (frames_.empty())
    finish();
}

std::string spool::read(std::uint64_t offset, std::size_t bytes) const {
  return read_from(fd_, offset, bytes);
}

result<void> spool::create() {
  fd_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | careful, 0600);
  if (fd_ < 0 && errno == EEXIST)
    return changed_by_another();
  if (fd_ < 0)
    return files::refused(path_, errno);
  const short_lock mine{fd_};
  auto synced = sync_folder(path_);
  if (!synced && mine.held())
    finish();
  else if (!synced)
    close();
  return synced;
}

bool spool::in_place() const {
  struct stat ours {};

  return ::fstat(fd_, &ours) == 0
         && files::identity_of(path_) == files::identity{ours.st_dev, ours.st_ino};
}

/// By another spool, which only adds to it: what is known of it can still be read.
bool spool::was_changed() const {
  return size_of(fd_, path_).value_or(0) != left_;
}

result<void> spool::append(const record_batch& batch) {
  if (auto loaded = load(); !loaded)
    return loaded;
  if (frames_.empty() && !in_place()) {
    close(); // there is none, or another has done with it
    if (auto created = create(); !created)
      return created;
  }
  const short_lock mine{fd_};
  if (!mine.held())
    return fail(errc::busy, path_ + ": it is being written by another");
  if (!in_place())
    return fail(errc::io, path_ + ": it was moved or deleted; nothing is added to it");
  if (was_changed())
    return changed_by_another();
  const auto frame = spool_format::encode(batch);
  auto written = write_at_end(frame);
  left_ = size_of(fd_, path_).value_or(0);
  if (!written) {
    // what was half written is behind end_: the next append cuts it off, and so would load()
    if (frames_.empty())
      finish();
    return written;
  }
  const auto payload = frame.size() - spool_format::header_bytes;
  frames_.push_back({end_,
                     static_cast<std::uint32_t>(payload),
                     static_cast<std::uint32_t>(batch.records.size())});
  end_ += frame.size();
  records_ += batch.records.size();
  last_[batch.epoch] = std::max(last_[batch.epoch], batch.records.back().sequence);
  return {};
}

result<void> spool::write_at_end(const std::string& bytes) {
  if (::ftruncate(fd_, static_cast<off_t>(end_)) != 0)
    return files::refused(path_, errno);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto n =
        ::pwrite(fd_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(end_ + done));
    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      return files::refused(path_, n < 0 ? errno : ENOSPC);
    done += static_cast<std::size_t>(n);
  }
  return ::fdatasync(fd_) == 0 ? result<void>{} : files::refused(path_, errno);
}

result<record_batch> spool::front() {
  const auto& f = frames_.front();
  const auto payload = read(f.offset + spool_format::header_bytes, f.payload_bytes);
  if (payload.size() < f.payload_bytes)
    return fail(errc::io, path_ + ": it cannot be read at " + std::to_string(f.offset));
  auto batch = decode_batch(payload);
  if (!batch)
    return fail(batch.error().code, path_ + ": " + batch.error().message);
  return batch;
}

void spool::pop() {
  records_ -= frames_.front().records;
  frames_.pop_front();
  if (!frames_.empty())
    return;
  const short_lock mine{fd_};
  if (mine.held())
    finish();
  else
    take_up_anew();
}

void spool::keep(const std::string& why) {
  if (aside_.empty())
    aside_ = files::aside_of(path_);
  notice_ = path_ + ": " + why + "; it will be kept as " + aside_;
}

/// The file has served; the caller holds it. Where it cannot be removed it is read again at the
/// next start, which is harmless.
void spool::finish() {
  const bool ours = in_place();
  if (ours && was_changed())
    return take_up_anew();
  if (ours && aside_.empty())
    ::unlink(path_.c_str());
  else if (ours)
    static_cast<void>(files::move(path_, aside_));
  close();
  last_.clear();
  aside_.clear();
}

std::uint64_t spool::last_of(std::uint64_t epoch) const {
  const auto found = last_.find(epoch);
  return found == last_.end() ? 0 : found->second;
}

result<spool_look> look_at_spool(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | careful);
  if (fd < 0)
    return errno == ENOENT ? result<spool_look>{spool_look{}} : files::refused(path, errno);
  spool_look look;
  const auto size = size_of(fd, path);
  if (size) {
    const auto found = spool_format::scan(*size, [fd](std::uint64_t offset, std::size_t bytes) {
      return read_from(fd, offset, bytes);
    });
    look.bytes = *size;
    look.damaged_bytes = found.damaged_bytes;
    for (const auto& f : found.frames)
      look.records += f.records;
  }
  ::close(fd);
  return size ? result<spool_look>{look} : tl::unexpected{size.error()};
}

} // namespace orc
