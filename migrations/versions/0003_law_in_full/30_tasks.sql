-- squawk-ignore-file require-concurrent-index-creation, constraint-missing-not-valid, adding-foreign-key-constraint
-- (the table of tasks has some thousand rows)
-- The task register: tasks of plan 55 and plan 187 and others side by side, who leads them on any day, what they wait for,
-- what they cost, what they owe, and what was accepted of it. `corrected` names the columns that were changed by API:
-- the catalog states the others. `deliverables_owed`: how many accepted deliverables make a task done.
ALTER TABLE tasks
    ADD COLUMN stated_by text NOT NULL DEFAULT 'catalog' CHECK (stated_by IN ('catalog', 'api')),
    ADD COLUMN corrected text[] NOT NULL DEFAULT '{}',
    ADD COLUMN kind text NOT NULL DEFAULT 'remedial' CHECK (kind IN ('plan', 'remedial', 'other')),
    ADD COLUMN co_leads jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN due_by_on date,
    ADD COLUMN deliverable text,
    ADD COLUMN deliverables_owed integer NOT NULL DEFAULT 1 CHECK (deliverables_owed BETWEEN 1 AND 1000),
    ADD COLUMN amended_source_id uuid REFERENCES sources,
    ADD COLUMN version bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT one_deadline CHECK (num_nonnulls(due_before_on, due_by_on) <= 1),
    ADD CONSTRAINT components_have_a_framework CHECK (components = '{}' OR framework_id IS NOT NULL);

CREATE INDEX tasks_group_order ON tasks (group_id, position, id) WHERE group_id IS NOT NULL;

CREATE INDEX tasks_kind_order ON tasks (kind, position, id);

CREATE INDEX tasks_index_order ON tasks (main_index, position, id) WHERE main_index IS NOT NULL;

CREATE INDEX tasks_owner_organisation ON tasks (owner_organisation_id) WHERE owner_organisation_id IS NOT NULL;

CREATE INDEX tasks_owner_group ON tasks (owner_group_id) WHERE owner_group_id IS NOT NULL;

CREATE INDEX tasks_due ON tasks (least(due_before_on, due_by_on + 1)) WHERE least(due_before_on, due_by_on + 1) IS NOT NULL;

CREATE INDEX tasks_search ON tasks USING gin (search_key(code || ' ' || name) gin_trgm_ops);

CREATE INDEX tasks_source ON tasks (source_id);

-- Who takes the place of whom in the tasks, from a day on: what `tasks.service.rehome` was told. A task entered later
-- that names the predecessor passes on all the same.
CREATE TABLE task_passings (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    change_id uuid NOT NULL,
    predecessor_id uuid NOT NULL REFERENCES organisations,
    successors uuid[] NOT NULL CHECK (cardinality(successors) > 0),
    effective_on date NOT NULL,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);

CREATE UNIQUE INDEX one_passing_a_change ON task_passings (change_id, predecessor_id) WHERE superseded_at = 'infinity';

CREATE INDEX task_passings_predecessor ON task_passings (predecessor_id);

-- Who leads, co-leads or takes part, from when until when: the document's naming folded over the passings. Written by
-- that fold only; what holds no more is closed.
CREATE TABLE task_parties (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    task_id uuid NOT NULL REFERENCES tasks,
    role text NOT NULL CHECK (role IN ('lead', 'co_lead', 'partner')),
    place integer NOT NULL,
    organisation_id uuid REFERENCES organisations,
    group_id uuid REFERENCES organisation_groups,
    valid_from date NOT NULL,
    valid_to date NOT NULL,
    certainty certainty NOT NULL,
    change_id uuid,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT one_party CHECK (num_nonnulls(organisation_id, group_id) = 1),
    CONSTRAINT one_lead_a_day EXCLUDE USING gist (task_id WITH =, daterange(valid_from, valid_to) WITH &&,
        tstzrange(recorded_at, superseded_at) WITH &&) WHERE (role = 'lead')
);

CREATE INDEX task_parties_task ON task_parties (task_id, role, place);

CREATE INDEX task_parties_organisation ON task_parties (organisation_id, role) WHERE organisation_id IS NOT NULL;

CREATE INDEX task_parties_group ON task_parties (group_id, role) WHERE group_id IS NOT NULL;

-- What waits for what.
CREATE TABLE task_dependencies (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    task_id uuid NOT NULL REFERENCES tasks,
    needs_id uuid NOT NULL REFERENCES tasks,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT nothing_waits_for_itself CHECK (task_id <> needs_id)
);

CREATE INDEX task_dependencies_task ON task_dependencies (task_id);

CREATE INDEX task_dependencies_needs ON task_dependencies (needs_id);

CREATE UNIQUE INDEX one_dependency ON task_dependencies (task_id, needs_id) WHERE superseded_at = 'infinity';

-- Which targets a task serves. Components stand in tasks.components.
CREATE TABLE task_targets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    task_id uuid NOT NULL REFERENCES tasks,
    target_id uuid NOT NULL REFERENCES targets,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);

CREATE INDEX task_targets_task ON task_targets (task_id);

CREATE INDEX task_targets_target ON task_targets (target_id);

CREATE UNIQUE INDEX one_link ON task_targets (task_id, target_id) WHERE superseded_at = 'infinity';

-- What a task may cost, by source of funds and year; a year that the document does not give is null. Unit: million VND.
CREATE TABLE task_budget (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    task_id uuid NOT NULL REFERENCES tasks,
    fund text NOT NULL REFERENCES budget_lines (code) CHECK (fund <> 'total'),
    year integer CHECK (year BETWEEN 2000 AND 2100),
    amount_million_vnd numeric(14, 3) NOT NULL CHECK (amount_million_vnd > 0),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity'
);

CREATE INDEX task_budget_task ON task_budget (task_id);

CREATE UNIQUE INDEX one_amount ON task_budget (task_id, fund, coalesce(year, 0)) WHERE superseded_at = 'infinity';

-- What was said of a task's state, and from which day on it holds. The last one of a day holds.
CREATE TABLE task_statuses (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    task_id uuid NOT NULL REFERENCES tasks,
    status text NOT NULL CHECK (status IN ('not_started', 'in_progress', 'done', 'cancelled')),
    effective_on date NOT NULL,
    cancelling_source_id uuid REFERENCES sources,
    note text,
    recorded_by text NOT NULL,
    recorded_for text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT cancelled_by_a_document CHECK (status <> 'cancelled' OR cancelling_source_id IS NOT NULL)
);

CREATE INDEX task_statuses_latest ON task_statuses (task_id, effective_on DESC, seq DESC);

-- What the leading organisation itself says of how far it is. Unit: percent.
CREATE TABLE task_progress (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    task_id uuid NOT NULL REFERENCES tasks,
    organisation_id uuid NOT NULL REFERENCES organisations,
    percent numeric(5, 2) NOT NULL CHECK (percent BETWEEN 0 AND 100),
    reported_on date NOT NULL,
    note text,
    recorded_by text NOT NULL,
    recorded_for text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX task_progress_latest ON task_progress (task_id, reported_on DESC, seq DESC);

-- What a task owes, as it was posted: a file of its own, or evidence that was posted for the index.
CREATE TABLE task_deliverables (
    id uuid PRIMARY KEY,
    task_id uuid NOT NULL REFERENCES tasks,
    organisation_id uuid NOT NULL REFERENCES organisations,
    evidence_id uuid REFERENCES evidence,
    title text NOT NULL,
    document_number text,
    issued_on date,
    issuer text,
    note text,
    file_name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL,
    sha256 text NOT NULL,
    submitted_by text NOT NULL,
    submitted_for text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX task_deliverables_task ON task_deliverables (task_id, recorded_at DESC, id DESC);

CREATE INDEX task_deliverables_sha256 ON task_deliverables (sha256);

CREATE INDEX task_deliverables_evidence ON task_deliverables (evidence_id) WHERE evidence_id IS NOT NULL;

CREATE TABLE deliverable_decisions (
    id uuid PRIMARY KEY,
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    deliverable_id uuid NOT NULL REFERENCES task_deliverables,
    verdict text NOT NULL CHECK (verdict IN ('accept', 'reject')),
    note text,
    decided_by text NOT NULL,
    decided_for text,
    organisation_id uuid NOT NULL REFERENCES organisations,
    same_organisation boolean NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT refusal_says_why CHECK (verdict = 'accept' OR note IS NOT NULL)
);

CREATE INDEX deliverable_decisions_latest ON deliverable_decisions (deliverable_id, seq DESC);

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['task_statuses', 'task_progress', 'task_deliverables', 'deliverable_decisions'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()',
            name || '_append_only', name);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
            name || '_not_truncated', name);
    END LOOP;
END $$;

-- Whether a piece of evidence still proves something at an instant of knowledge: not taken back, and not only rejected.
-- What is undecided stands until somebody decides; what counts for one component at least stands. Asked as the system.
CREATE FUNCTION evidence_stands(evidence uuid, known timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM public.evidence e WHERE e.id = $1 AND e.withdrawn_at <= $2)
        AND coalesce((
            SELECT bool_or(x.verdict <> 'reject')
            FROM (SELECT r.id FROM public.evidence_revisions r WHERE r.evidence_id = $1 AND r.recorded_at <= $2
                ORDER BY r.revision DESC LIMIT 1) r
            JOIN public.evidence_components k ON k.revision_id = r.id
            CROSS JOIN LATERAL (SELECT d.verdict FROM public.decisions d WHERE d.revision_id = r.id
                AND d.component_id = k.component_id AND d.recorded_at <= $2 ORDER BY d.seq DESC LIMIT 1) x), true)
$$;

-- How many different accepted deliverables of each task stand at an instant of knowledge (null: now); of these tasks,
-- or of all that have any. Everybody who reads tasks sees what is done; the papers are shown to whom they belong: this
-- looks as the system and hands the eyes back (0002_doors/90_rights.sql, counted_revisions).
CREATE FUNCTION accepted_deliverables(wanted uuid[], known timestamptz) RETURNS TABLE (task_id uuid, accepted integer)
LANGUAGE plpgsql ROWS 100 AS $$
DECLARE
    asking text := coalesce(current_setting('dti.caller', true), '');
    instant timestamptz := least(known, now());
BEGIN
    PERFORM set_config('dti.caller', '{"system": true}', true);
    RETURN QUERY SELECT d.task_id, CAST(count(DISTINCT d.sha256) AS integer)
        FROM public.task_deliverables d
        CROSS JOIN LATERAL (SELECT x.verdict FROM public.deliverable_decisions x
            WHERE x.deliverable_id = d.id AND x.recorded_at <= instant ORDER BY x.seq DESC LIMIT 1) x
        WHERE (wanted IS NULL OR d.task_id = ANY (wanted)) AND d.recorded_at <= instant AND x.verdict = 'accept'
            AND (d.evidence_id IS NULL OR public.evidence_stands(d.evidence_id, instant))
        GROUP BY d.task_id;
    PERFORM set_config('dti.caller', asking, true);
END $$;

-- Deliverables: the paper of whoever posted it; the coordinating department decides (90_rights.sql shows the pattern).
ALTER TABLE task_deliverables ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY task_deliverables_system ON task_deliverables USING ((SELECT caller_is_system()));

CREATE POLICY task_deliverables_read ON task_deliverables FOR SELECT USING (
    (SELECT caller_reads_all('deliverable'))
    OR organisation_id = ANY (CAST((SELECT caller_reads('deliverable')) AS uuid[])));

CREATE POLICY task_deliverables_post ON task_deliverables FOR INSERT WITH CHECK (
    organisation_id = (SELECT caller_own('writes', 'deliverable')));

ALTER TABLE deliverable_decisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY deliverable_decisions_system ON deliverable_decisions USING ((SELECT caller_is_system()));

CREATE POLICY deliverable_decisions_read ON deliverable_decisions FOR SELECT USING (
    (SELECT caller_reads_all('deliverable')) OR EXISTS (SELECT FROM task_deliverables d WHERE d.id = deliverable_id));

CREATE POLICY deliverable_decisions_decide ON deliverable_decisions FOR INSERT WITH CHECK (
    (SELECT caller_decides('deliverable')) AND organisation_id = (SELECT caller_own('own', 'deliverable')));

-- The tasks of an installation that is there already: those whom their documents name.
INSERT INTO task_parties (task_id, role, place, organisation_id, group_id, valid_from, valid_to, certainty, recorded_at,
    superseded_at)
SELECT t.id, 'lead', 0, t.owner_organisation_id, t.owner_group_id, t.valid_from, CAST('infinity' AS date), t.certainty, t.recorded_at,
    t.superseded_at
FROM tasks t
UNION ALL
SELECT t.id, 'partner', p.place - 1, CAST(p.given ->> 'organisation_id' AS uuid), CAST(p.given ->> 'group_id' AS uuid),
    t.valid_from, CAST('infinity' AS date), t.certainty, t.recorded_at, t.superseded_at
FROM tasks t CROSS JOIN LATERAL jsonb_array_elements(t.partners) WITH ORDINALITY AS p (given, place);

SELECT give_past('tasks');

CREATE INDEX tasks_past_order ON tasks_past (position, id);

-- What hangs on a task is fed with it; so is what makes its evidence stand or fall.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['task_parties', 'task_dependencies', 'task_targets', 'task_budget', 'task_statuses',
            'task_progress'] LOOP
        PERFORM feed(CAST(name AS regclass), 'of task');
    END LOOP;
END $$;

CREATE FUNCTION note_proof() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asking text := coalesce(current_setting('dti.caller', true), '');
BEGIN
    PERFORM set_config('dti.caller', '{"system": true}', true);
    PERFORM note_changes('task', array_agg(t.id), NULL, array_agg(t.superseded_at < 'infinity'))
    FROM (SELECT * FROM tasks WHERE id IN (
        SELECT d.task_id FROM task_deliverables d JOIN changed c ON tg_argv[0] = 'deliverable'
            AND d.id = CAST(to_jsonb(c) ->> 'deliverable_id' AS uuid)
        UNION ALL SELECT d.task_id FROM task_deliverables d JOIN changed c ON tg_argv[0] = 'evidence'
            AND d.evidence_id = CAST(to_jsonb(c) ->> 'id' AS uuid)
        UNION ALL SELECT d.task_id FROM changed c JOIN evidence_revisions r ON tg_argv[0] = 'decision'
            AND r.id = CAST(to_jsonb(c) ->> 'revision_id' AS uuid)
        JOIN task_deliverables d ON d.evidence_id = r.evidence_id) ORDER BY id FOR SHARE) t;
    PERFORM set_config('dti.caller', asking, true);
    RETURN NULL;
END $$;

CREATE TRIGGER proves_inserted AFTER INSERT ON deliverable_decisions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_proof('deliverable');

CREATE TRIGGER proves_updated AFTER UPDATE ON evidence REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_proof('evidence');

CREATE TRIGGER proves_inserted AFTER INSERT ON decisions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION note_proof('decision');
