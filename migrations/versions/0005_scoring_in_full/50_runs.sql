-- How a run keeps its scores: one row a column, its figures side by side in the order of a layout that all runs of the
-- same framework share. A row per figure wrote some two hundred rows, each in three indices, for every decision.
-- What was written so before stays in `scores` and stays readable under its score_ids.
-- Which figures a column has, with what the framework alone says of them. Maxima in millionths of a point.
CREATE TABLE run_layouts (
    sha256 text PRIMARY KEY,
    nodes text[] NOT NULL,
    max_points bigint[] NOT NULL,
    certainties text[] NOT NULL,
    CONSTRAINT as_many_of_each CHECK (cardinality(max_points) = cardinality(nodes)
        AND cardinality(certainties) = cardinality(nodes) AND cardinality(nodes) BETWEEN 1 AND 32767)
);

-- Points and values in millionths, null where unknown. `undecided` and `not_determinable` are null where it is so of no
-- figure of the column.
CREATE TABLE run_columns (
    run_id uuid NOT NULL REFERENCES runs,
    score_column text NOT NULL CHECK (score_column IN ('self', 'verified')),
    layout_sha256 text NOT NULL REFERENCES run_layouts,
    points bigint[] NOT NULL,
    quotients bigint[] NOT NULL,
    undecided integer[],
    not_determinable boolean[],
    PRIMARY KEY (run_id, score_column),
    CONSTRAINT as_many_values_as_points CHECK (cardinality(quotients) = cardinality(points)
        AND coalesce(cardinality(undecided), cardinality(points)) = cardinality(points)
        AND coalesce(cardinality(not_determinable), cardinality(points)) = cardinality(points))
);

-- What a run read of claims and evidence, once per content: computed again by another engine, or under a corrected
-- framework, nothing of it is written again.
CREATE TABLE run_inputs (
    sha256 text PRIMARY KEY,
    body jsonb NOT NULL
);

-- Old runs keep their own copy. Processes of the release before, which read it, stop before a migration.
-- squawk-ignore ban-drop-not-null
ALTER TABLE runs ALTER COLUMN inputs DROP NOT NULL;

ALTER TABLE runs ADD COLUMN own_sha256 text;

ALTER TABLE runs ADD CONSTRAINT runs_own_inputs FOREIGN KEY (own_sha256) REFERENCES run_inputs NOT VALID;

ALTER TABLE runs ADD CONSTRAINT runs_know_their_inputs CHECK (inputs IS NOT NULL OR own_sha256 IS NOT NULL) NOT VALID;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['run_layouts', 'run_columns', 'run_inputs'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()',
            name || '_append_only', name);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
            name || '_not_truncated', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['run_columns', 'run_inputs'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY %I ON %I USING ((SELECT caller_is_system()))', name || '_system', name);
        EXECUTE format('CREATE POLICY %I ON %I FOR SELECT USING ((SELECT caller_reads_all(''score'')))', name || '_read',
            name);
    END LOOP;
END $$;

-- The id of a figure is its run's, with its place in the last four digits (which are 0 in a run's own id): the column in
-- the first bit, then the place in the layout from 1 on. So an id is found without an index of its own.
CREATE FUNCTION score_id(run uuid, score_column text, place bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CAST(substr(CAST(run AS text), 1, 32)
        || lpad(to_hex(place + CASE score_column WHEN 'self' THEN 0 ELSE 32768 END), 4, '0') AS uuid)
$$;

CREATE FUNCTION run_of_score(score uuid) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CAST(substr(CAST(score AS text), 1, 32) || '0000' AS uuid)
$$;

-- Every figure of every run, however the run keeps it.
CREATE VIEW run_scores AS
    SELECT s.run_id, s.score_column, s.node, s.points, s.max_points, s.value, s.certainty, s.undecided,
        s.not_determinable, s.id
    FROM scores s
    UNION ALL
    SELECT k.run_id, k.score_column, n.node, CAST(n.points * 0.000001 AS points), CAST(n.max_points * 0.000001 AS points),
        CAST(n.quotient * 0.000001 AS points), CAST(n.certainty AS certainty), coalesce(n.undecided, 0),
        coalesce(n.not_determinable, false), score_id(k.run_id, k.score_column, n.place)
    FROM run_columns k
    JOIN run_layouts l ON l.sha256 = k.layout_sha256
    CROSS JOIN LATERAL unnest(l.nodes, l.max_points, l.certainties, k.points, k.quotients, k.undecided,
        k.not_determinable) WITH ORDINALITY AS n (node, max_points, certainty, points, quotient, undecided,
        not_determinable, place);

CREATE OR REPLACE VIEW head_scores AS
    SELECT h.assessment_id, h.run_id, h.computed_version, s.score_column, s.node, s.points, s.max_points, s.value,
        s.certainty, s.undecided, s.not_determinable, s.id AS score_id
    FROM assessment_heads h JOIN run_scores s ON s.run_id = h.run_id;

-- What replaying a run found the last time: its figures computed anew by the engine stored with it, from the inputs stored
-- with it, beside those that it kept; `differences` lists the first of them.
CREATE TABLE run_replays (
    run_id uuid PRIMARY KEY REFERENCES runs,
    replayed_at timestamptz NOT NULL,
    difference_count integer NOT NULL CHECK (difference_count >= 0),
    differences jsonb NOT NULL
);

CREATE INDEX run_replays_drifted ON run_replays (run_id) WHERE difference_count > 0;

CREATE INDEX run_replays_oldest ON run_replays (replayed_at);

ALTER TABLE run_replays ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY run_replays_system ON run_replays USING ((SELECT caller_is_system()));

CREATE POLICY run_replays_read ON run_replays FOR SELECT USING ((SELECT caller_reads_all('score')));
