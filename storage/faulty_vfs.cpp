#include "storage/faulty_vfs.hpp"

#include <sqlite3.h>

#include <cstring>
#include <mutex>

namespace orc {
namespace {

/// Never destroyed: SQLite may still close files when the process ends.
const std::shared_ptr<fault_switch>& faults() {
  static const auto& one = *new std::shared_ptr<fault_switch>{std::make_shared<fault_switch>()};
  return one;
}

sqlite3_vfs* real_system = nullptr; // set once, before any file is opened by us

/// SQLite allots it with room for the real file behind it.
struct file : sqlite3_file {
  bool may_fail = false; ///< a database or its log; temporary files are left alone
  bool is_log = false;   ///< what is read from it is never changed: SQLite would cut it off there

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

file& mine(sqlite3_file* f) {
  return *static_cast<file*>(f);
}

/// Whether this call of SQLite's is to fail so.
bool strikes(sqlite3_file* f, world_fault by) {
  return mine(f).may_fail && faults()->strikes(by);
}

/// The same call to the real file, and to the real file system.
template <auto Member>
struct forward;

template <class R, class... As, R (*sqlite3_io_methods::*Member)(sqlite3_file*, As...)>
struct forward<Member> {
  static R call(sqlite3_file* f, As... as) {
    auto* real = mine(f).real();
    return (real->pMethods->*Member)(real, as...);
  }
};

template <class R, class... As, R (*sqlite3_vfs::*Member)(sqlite3_vfs*, As...)>
struct forward<Member> {
  static R call(sqlite3_vfs*, As... as) { return (real_system->*Member)(real_system, as...); }
};

int read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
  if (strikes(f, world_fault::storage_io))
    return SQLITE_IOERR_READ;
  const int code = forward<&sqlite3_io_methods::xRead>::call(f, to, size, at);
  if (code == SQLITE_OK && !mine(f).is_log && strikes(f, world_fault::storage_corrupt))
    std::memset(to, '#', static_cast<std::size_t>(size)); // no page begins so
  return code;
}

int write(sqlite3_file* f, const void* from, int size, sqlite3_int64 at) {
  if (strikes(f, world_fault::storage_full))
    return SQLITE_FULL;
  if (strikes(f, world_fault::storage_corrupt))
    return SQLITE_CORRUPT;
  if (strikes(f, world_fault::storage_io))
    return SQLITE_IOERR_WRITE;
  return forward<&sqlite3_io_methods::xWrite>::call(f, from, size, at);
}

/// Readers' locks are granted: it is the writer's that somebody holds.
int lock(sqlite3_file* f, int level) {
  if (level > SQLITE_LOCK_SHARED && strikes(f, world_fault::storage_busy))
    return SQLITE_BUSY;
  return forward<&sqlite3_io_methods::xLock>::call(f, level);
}

/// The write-ahead log's locks (https://sqlite.org/walformat.html, 2.3).
int lock_log(sqlite3_file* f, int offset, int count, int flags) {
  constexpr int taken_alone = SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE;
  if (flags == taken_alone && strikes(f, world_fault::storage_busy))
    return SQLITE_BUSY;
  return forward<&sqlite3_io_methods::xShmLock>::call(f, offset, count, flags);
}

/// Version 2: with shared memory for the log, without memory-mapped reading, which passes read()
/// by.
const sqlite3_io_methods methods{2,
                                 forward<&sqlite3_io_methods::xClose>::call,
                                 read,
                                 write,
                                 forward<&sqlite3_io_methods::xTruncate>::call,
                                 forward<&sqlite3_io_methods::xSync>::call,
                                 forward<&sqlite3_io_methods::xFileSize>::call,
                                 lock,
                                 forward<&sqlite3_io_methods::xUnlock>::call,
                                 forward<&sqlite3_io_methods::xCheckReservedLock>::call,
                                 forward<&sqlite3_io_methods::xFileControl>::call,
                                 forward<&sqlite3_io_methods::xSectorSize>::call,
                                 forward<&sqlite3_io_methods::xDeviceCharacteristics>::call,
                                 forward<&sqlite3_io_methods::xShmMap>::call,
                                 lock_log,
                                 forward<&sqlite3_io_methods::xShmBarrier>::call,
                                 forward<&sqlite3_io_methods::xShmUnmap>::call,
                                 nullptr,
                                 nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* into, int flags, int* out_flags) {
  auto& f = mine(into);
  f.may_fail = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
  f.is_log = (flags & SQLITE_OPEN_WAL) != 0;
  f.real()->pMethods = nullptr;
  const int code = real_system->xOpen(real_system, name, f.real(), flags, out_flags);
  f.pMethods = f.real()->pMethods == nullptr ? nullptr : &methods; // non-null: it will be closed
  return code;
}

sqlite3_vfs shim_over(const sqlite3_vfs& real) {
  auto shim = real; // what is no function: limits, and the version up to which functions are there
  shim.pNext = nullptr;
  shim.zName = "faulty";
  shim.szOsFile = static_cast<int>(sizeof(file)) + real.szOsFile;
  shim.xOpen = open;
  shim.xDelete = forward<&sqlite3_vfs::xDelete>::call;
  shim.xAccess = forward<&sqlite3_vfs::xAccess>::call;
  shim.xFullPathname = forward<&sqlite3_vfs::xFullPathname>::call;
  shim.xDlOpen = forward<&sqlite3_vfs::xDlOpen>::call;
  shim.xDlError = forward<&sqlite3_vfs::xDlError>::call;
  shim.xDlSym = nullptr; // extensions are never loaded
  shim.xDlClose = forward<&sqlite3_vfs::xDlClose>::call;
  shim.xRandomness = forward<&sqlite3_vfs::xRandomness>::call;
  shim.xSleep = forward<&sqlite3_vfs::xSleep>::call;
  shim.xCurrentTime = forward<&sqlite3_vfs::xCurrentTime>::call;
  shim.xGetLastError = forward<&sqlite3_vfs::xGetLastError>::call;
  shim.xCurrentTimeInt64 = forward<&sqlite3_vfs::xCurrentTimeInt64>::call;
  shim.iVersion = 2; // without the table of system calls
  return shim;
}

} // namespace

std::shared_ptr<fault_switch> install_faulty_vfs() {
  static sqlite3_vfs shim;
  static std::once_flag once;
  std::call_once(once, [] {
    real_system = sqlite3_vfs_find(nullptr);
    shim = shim_over(*real_system);
    sqlite3_vfs_register(&shim, 1);
  });
  return faults();
}

} // namespace orc
