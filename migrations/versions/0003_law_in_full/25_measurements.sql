-- squawk-ignore-file adding-foreign-key-constraint, adding-field-with-default, require-concurrent-index-creation, require-concurrent-index-deletion
-- A measurement says more of itself: which vintage it corrects, and why an estimate follows a final figure. `firm` counts
-- before what is not: a final figure, or an estimate that says why it stands after one.
ALTER TABLE measurements
    ADD COLUMN corrects_id uuid REFERENCES measurements,
    ADD COLUMN reason text CHECK (reason <> ''),
    ADD COLUMN firm boolean GENERATED ALWAYS AS (kind = 'final' OR reason IS NOT NULL) STORED;

-- The vintages of one figure, the one that counts last; also which figure is the latest of an organisation.
CREATE INDEX measurements_vintages ON measurements
    (target_id, organisation_id, measured_on, firm, recorded_at, id);

DROP INDEX measurements_target;

-- Lists are read in the order of recording.
CREATE INDEX measurements_target_order ON measurements (target_id, recorded_at, id);

CREATE INDEX measurements_organisation_order ON measurements (organisation_id, recorded_at, id);

-- Nobody changes or deletes a measurement, also who may see or touch no row of it: refused before any row is looked for.
CREATE TRIGGER measurements_never_changed BEFORE UPDATE OR DELETE ON measurements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The last line (0002_doors/90_rights.sql): whoever may read the list reads all figures, and the public progress of a
-- target rests on them; what is recorded is the own organisation's, or the figure of a report that somebody accepts.
ALTER TABLE measurements ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY measurements_system ON measurements USING ((SELECT caller_is_system()));

CREATE POLICY measurements_read ON measurements FOR SELECT USING (true);

CREATE POLICY measurements_record ON measurements FOR INSERT WITH CHECK (
    report_id IS NULL AND organisation_id = (SELECT caller_own('writes', 'measurement')));

CREATE POLICY measurements_accept ON measurements FOR INSERT WITH CHECK (
    (SELECT caller_decides('report')) AND EXISTS (SELECT FROM reports p JOIN obligations b ON b.id = p.obligation_id
        WHERE p.id = report_id AND b.organisation_id = measurements.organisation_id));
