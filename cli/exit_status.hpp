#pragma once

/// What the program's exit status says; the help of each command tells what it means there.
namespace mailsonde::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failed = 1;  ///< asked correctly, and the answer is no or can't be given
inline constexpr int exit_usage = 2;   ///< asked wrongly: unknown command, option or value

inline constexpr int exit_restart = 70;  ///< only a new process can go on (sysexits.h: EX_SOFTWARE)

}  // namespace mailsonde::cli
