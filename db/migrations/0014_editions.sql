-- Next year's summit in the same server: the sessions of a past one are put away, not deleted. Their
-- slug becomes 'talk@2021-12-10', after the day of their summit, here and in every table that refers
-- to them, so that this year's session of the same name begins with nothing.
ALTER TABLE session ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
