// Programs that an end-to-end test starts: real ones, ended with the test whatever happens.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace orc::e2e {

struct program_result {
  int status = -1; ///< exit status; 128 + signal for one that a signal ended
  std::string out; ///< standard output
};

/// Runs to its end. `argv` is never seen by a shell.
program_result run_program(const std::vector<std::string>& argv, const std::string& input = {});

/// A program in the background. Killed and reaped by the destructor.
class child_program {
public:
  /// Its standard output and error go to `log`.
  child_program(const std::vector<std::string>& argv, const std::string& log);
  ~child_program();
  child_program(const child_program&) = delete;
  child_program& operator=(const child_program&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  [[nodiscard]] bool is_running();
  void signal(int number) const;
  /// Waits for the end; as program_result::status, or -1 when `seconds` have passed.
  int wait(double seconds);

private:
  pid_t pid_ = -1;
  int status_ = -1;
};

} // namespace orc::e2e
