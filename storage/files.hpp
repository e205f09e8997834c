// The few things that storage does to files besides SQLite. Never opens or closes a file that a
// SQLite connection of this process holds: closing any descriptor of it would drop the connection's
// locks (https://sqlite.org/howtocorrupt.html, 2.2). Stateless; from any thread.
#pragma once

#include "messages/types/error.hpp"

#include <cstdint>
#include <string>

namespace orc::files {

/// Which file stands at a path: the same name with another identity is another file.
struct identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0; ///< 0: there is none
  bool operator==(const identity&) const = default;
};

identity identity_of(const std::string& path);

/// The operating system's refusal as an error: errc::permission or errc::io.
tl::unexpected<error> refused(const std::string& path, int system_errno);

/// Creates the folders that are missing, with mode 0700; those that exist stay as they are.
result<void> make_folders(const std::string& folder);
/// Creates an empty file with mode 0600; one that exists is emptied of nothing and stays.
result<void> make_private(const std::string& path);
result<void> move(const std::string& from, const std::string& to);
/// A name beside the file that nothing stands at: state.db.damaged-20261124T030405Z
std::string aside_of(const std::string& path);
/// 0 where there is no such file.
std::uint64_t size_of(const std::string& path);

} // namespace orc::files
