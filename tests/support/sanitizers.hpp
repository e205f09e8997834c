// What tests cannot ask of a program that was built with sanitizers.
#pragma once

namespace orc::test {

/// AddressSanitizer keeps up to 256 MB of what was freed, and UBSan, which comes with it here,
/// opens a pipe to see whether an object is one: the memory of such a program, and what it does
/// without descriptors, say nothing.
#ifdef __SANITIZE_ADDRESS__ // GCC's own
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

} // namespace orc::test
