-- Version 1. What each table and column means is told in storage/README.md.
-- Times are milliseconds since 1970 in UTC; what was not said is NULL.

CREATE TABLE epochs (
  epoch         INTEGER PRIMARY KEY AUTOINCREMENT,
  producer      TEXT    NOT NULL,
  granted_at    INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A database that starts anew must not give out again what its predecessor gave: a producer may
-- still be writing under an old epoch. So the first one is the time of creation.
INSERT INTO sqlite_sequence (name, seq)
VALUES ('epochs', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER));

CREATE TABLE transitions (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  epoch           INTEGER NOT NULL,
  sequence        INTEGER NOT NULL,
  at              INTEGER NOT NULL,
  agent_id        TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  server          TEXT    NOT NULL,
  session_key     TEXT    NOT NULL,
  session_name    TEXT    NOT NULL,
  from_state      TEXT    NOT NULL,
  first           INTEGER NOT NULL,
  closed          INTEGER NOT NULL,
  state           TEXT    NOT NULL,
  rule            TEXT    NOT NULL,
  evidence        TEXT    NOT NULL,
  positive        INTEGER NOT NULL,
  sub_kind        TEXT    NOT NULL,
  reset_at        INTEGER,
  context_left    INTEGER,
  permission_mode TEXT    NOT NULL,
  retry_attempt   INTEGER,
  retry_limit     INTEGER,
  elapsed         TEXT    NOT NULL,
  UNIQUE (epoch, sequence)
) STRICT;

CREATE INDEX transitions_of_agent ON transitions (agent_id, id);

CREATE TABLE agents (
  agent_id        TEXT    PRIMARY KEY,
  kind            TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  server          TEXT    NOT NULL,
  session_key     TEXT    NOT NULL,
  session_name    TEXT    NOT NULL,
  window_name     TEXT    NOT NULL,
  pane            TEXT    NOT NULL,
  front           TEXT    NOT NULL,
  pid             INTEGER NOT NULL,
  start_ticks     INTEGER NOT NULL,
  command         TEXT    NOT NULL,
  argv            BLOB    NOT NULL,
  dead_status     INTEGER,
  state           TEXT    NOT NULL,
  rule            TEXT    NOT NULL,
  evidence        TEXT    NOT NULL,
  positive        INTEGER NOT NULL,
  sub_kind        TEXT    NOT NULL,
  reset_at        INTEGER,
  context_left    INTEGER,
  permission_mode TEXT    NOT NULL,
  retry_attempt   INTEGER,
  retry_limit     INTEGER,
  elapsed         TEXT    NOT NULL,
  since           INTEGER NOT NULL,
  idle_since      INTEGER,
  waiting_since   INTEGER,
  stuck           INTEGER NOT NULL,
  flapping        INTEGER NOT NULL,
  first_seen      INTEGER NOT NULL,
  last_change     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  epoch    INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  type     TEXT    NOT NULL,
  subject  TEXT    NOT NULL,
  before   TEXT    NOT NULL,
  after    TEXT    NOT NULL,
  UNIQUE (epoch, sequence)
) STRICT;

CREATE TABLE component_events (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  at          INTEGER NOT NULL,
  component   TEXT    NOT NULL,
  parent      TEXT    NOT NULL,
  type        TEXT    NOT NULL,
  incarnation INTEGER NOT NULL,
  restarts    INTEGER NOT NULL,
  reason      TEXT    NOT NULL
) STRICT;
