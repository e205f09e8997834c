-- Version 3. How many commands or agents of its own an agent runs beside its turn. Rows of earlier
-- versions did not say.

ALTER TABLE transitions ADD COLUMN background_tasks INTEGER;
ALTER TABLE agents ADD COLUMN background_tasks INTEGER;
