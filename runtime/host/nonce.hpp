// A word that nobody can foresee: it marks what tmux itself says among what panes say.
#pragma once

#include <string>

namespace orc::host {

/// 16 hexadecimal digits from getrandom(2). Fresh for every call to tmux, so that a screen which
/// shows an old one proves nothing. Throws std::system_error where the kernel has no randomness.
std::string random_nonce();

} // namespace orc::host
