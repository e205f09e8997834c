// The control socket: a unix socket that only this user can open.
//
// Used by http_server. Lifecycle: 1. listen_at() makes the file, 2. is_own() tells whether who
// connected is this user or root, 3. remove_if_own() takes the file away, unless another daemon
// has replaced it since. Threading: stateless.
#pragma once

#include "messages/types/error.hpp"

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace orc {

/// A socket that listens, and which file is its own.
struct control_listener {
  int fd = -1;
  dev_t device = 0;
  ino_t inode = 0;
};

/// Binds with mode 0600; a folder that is missing is made with mode 0700. A socket file that nobody
/// answers on any more is replaced. errc::busy: another daemon answers there; invalid_input: the
/// path is too long, or something else than a socket stands there; permission: the folder is
/// somebody else's or open to others' writing; io.
result<control_listener> listen_at(const std::string& path);

void remove_if_own(const std::string& path, const control_listener& own);

/// Whether a connected peer may come in: this user, or root. unix(7), SO_PEERCRED.
bool is_own(int fd);
bool may_control(uid_t peer, uid_t own);

} // namespace orc
