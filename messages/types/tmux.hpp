// tmux as one look at it shows it.
#pragma once

#include "messages/types/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace orc {

/// One life of one tmux server. Pane numbers are unique within it and start again in the next.
struct server_run {
  std::string server;          ///< its configured name, e.g. "default"
  std::string socket_path;     ///< tmux #{socket_path}
  std::int64_t pid = 0;        ///< tmux #{pid}
  std::int64_t start_time = 0; ///< tmux #{start_time}, seconds since the epoch
  std::string token;           ///< six characters made of the above; the first part of agent ids
  bool operator==(const server_run&) const = default;
};

/// One pane. Numbers are tmux's ids without their sign: pane %12 has number 12.
struct pane_row {
  int pane = 0;
  int session = 0;
  int window = 0;
  int window_index = 0;
  int pane_index = 0;
  std::int64_t pid = 0;      ///< of the process that the pane was started with
  std::int64_t activity = 0; ///< tmux window_activity, whole seconds since the epoch
  std::int64_t history = 0;  ///< tmux history_size, lines
  int width = 0;             ///< columns
  int height = 0;            ///< rows
  int cursor_x = 0;
  int cursor_y = 0;
  bool cursor_visible = true;     ///< tmux cursor_flag
  bool mouse = false;             ///< tmux mouse_any_flag
  bool alternate = false;         ///< tmux alternate_on
  bool in_mode = false;           ///< tmux pane_in_mode: somebody scrolls in it
  bool dead = false;              ///< tmux pane_dead
  std::optional<int> dead_status; ///< pane_dead_status, or 128 + pane_dead_signal; may come late
  std::string session_name;       ///< hostile text
  std::string window_name;        ///< hostile text
  std::string title;              ///< hostile text
  bool operator==(const pane_row&) const = default;
};

/// Everything that a server holds at one moment.
struct pane_listing {
  server_run run;
  std::vector<pane_row> panes; ///< a pane linked into two sessions appears once, under the first
};

/// One captured pane with all that a rule may look at.
struct pane_screen {
  std::string agent_id;
  std::string kind;
  pane_row pane;       ///< as listed in the cycle of the capture
  std::string command; ///< foreground process's name
  std::vector<std::string> argv;
  std::string text;                ///< exactly pane.height rows, each ended by '\n'
  std::optional<int> coloured_row; ///< that is to be fetched once more, with its colours
  std::string styled;              ///< that row with SGR escapes (ECMA-48, 8.3.117), or empty
};

/// What one session's detector gets in one cycle.
struct session_screens {
  cycle_stamp cycle;
  std::string session_key;
  std::vector<pane_screen> screens;
  std::vector<std::string> failed; ///< agent ids whose capture failed in this cycle
};

} // namespace orc
