-- Version 2. What happened to components is recorded like all else, by a producer under its key.
-- Rows of version 1 have none.

ALTER TABLE component_events ADD COLUMN epoch INTEGER;
ALTER TABLE component_events ADD COLUMN sequence INTEGER;
CREATE UNIQUE INDEX component_events_key ON component_events (epoch, sequence);
