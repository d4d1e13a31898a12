-- squawk-ignore-file constraint-missing-not-valid
-- Rules that need inputs. A claim and a decision carry them (`input_values`, there since the first revision); under a rule
-- of parts a decision is on one part, and the latest of each part is in force.
ALTER TABLE decisions ADD COLUMN part text CHECK (part <> '');

-- What becomes of the points of a component that does not apply; null: the version does not say, and none may be stated.
ALTER TABLE framework_versions ADD COLUMN not_applicable text
    CHECK (not_applicable IN ('excluded', 'redistributed'));
