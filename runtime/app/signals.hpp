// Signals as values. Used by main alone.
//
// Lifecycle:
//  1. Made first thing in main, before any thread: blocks the signals in all threads to come.
//  2. wait() sleeps until one of them, or a wake(), comes.
// Threading: wake() may be called from any thread.
#pragma once

namespace orc {

class signal_inbox {
public:
  signal_inbox();
  signal_inbox(const signal_inbox&) = delete;
  signal_inbox& operator=(const signal_inbox&) = delete;

  /// The number of the signal that came (SIGTERM, SIGINT, SIGHUP), or 0 after wake().
  int wait();

  void wake();

private:
  int process_id_;
};

} // namespace orc
