-- squawk-ignore-file require-concurrent-index-creation
-- Successors of a framework version. A claim, a document and a decision stay with the component they were made for, which
-- is a row of one version; what that component is called in a later version stands here.
--
-- What a source says of components of two versions: `from_code` is `to_code`; null: it has no counterpart there. Codes,
-- because a draft's components come and go until it is published.
CREATE TABLE component_correspondences (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    from_version_id uuid NOT NULL REFERENCES framework_versions,
    from_code text,
    to_version_id uuid NOT NULL REFERENCES framework_versions,
    to_code text,
    place integer NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    stated_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT corresponds_to_something CHECK (num_nonnulls(from_code, to_code) > 0),
    CONSTRAINT corresponds_between_versions CHECK (from_version_id <> to_version_id)
);

CREATE INDEX component_correspondences_to ON component_correspondences (to_version_id, from_version_id);

CREATE INDEX component_correspondences_from ON component_correspondences (from_version_id);

CREATE INDEX component_correspondences_source ON component_correspondences (source_id);

-- Scores of a published version rest on what was said of its components: from then on it stays. Between two frameworks
-- no score rests on it, and it may still be learnt.
CREATE FUNCTION correspondence_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    concerned component_correspondences := CASE WHEN tg_op = 'INSERT' THEN new ELSE old END;
BEGIN
    IF EXISTS (SELECT FROM framework_versions earlier JOIN framework_versions later
            ON later.framework_id = earlier.framework_id AND later.status <> 'draft'
            WHERE earlier.id = concerned.from_version_id AND later.id = concerned.to_version_id) THEN
        RAISE EXCEPTION 'the version is published: what its components were before stays'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF tg_op = 'UPDATE' AND (to_jsonb(old) - 'superseded_at' <> to_jsonb(new) - 'superseded_at'
            OR old.superseded_at < 'infinity') THEN
        RAISE EXCEPTION 'a correspondence is closed, never rewritten' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN tg_op = 'DELETE' THEN old ELSE new END;
END $$;

CREATE TRIGGER component_correspondences_stand BEFORE INSERT OR UPDATE ON component_correspondences
    FOR EACH ROW EXECUTE FUNCTION correspondence_stands();

CREATE TRIGGER component_correspondences_kept BEFORE DELETE ON component_correspondences
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER component_correspondences_not_truncated BEFORE TRUNCATE ON component_correspondences
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Written once, when a version is published: which components of all versions before each of its components comes from.
-- `alone`: one to one all the way, so that claims and decisions go along; of a split or a merger only the documents do.
CREATE TABLE component_successions (
    framework_version_id uuid NOT NULL REFERENCES framework_versions,
    ancestor_id uuid NOT NULL REFERENCES components,
    component_id uuid NOT NULL REFERENCES components,
    alone boolean NOT NULL,
    PRIMARY KEY (framework_version_id, ancestor_id, component_id)
);

CREATE INDEX component_successions_component ON component_successions (component_id, ancestor_id);

CREATE INDEX component_successions_ancestor ON component_successions (ancestor_id);

CREATE TRIGGER component_successions_append_only BEFORE UPDATE OR DELETE ON component_successions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER component_successions_not_truncated BEFORE TRUNCATE ON component_successions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Under a version, each of its components stands for itself and for those it comes from: what was said of `ancestor_id`
-- counts for `component_id` there.
CREATE VIEW component_lines AS
    SELECT framework_version_id, id AS ancestor_id, id AS component_id, true AS alone FROM components
    UNION ALL SELECT framework_version_id, ancestor_id, component_id, alone FROM component_successions;

-- Which components of its assessment's version a revision serves, and through which it was posted for. `component_id` is
-- null where that has no successor. `alone`: a decision on `posted_for_id` goes along.
CREATE VIEW served_components AS
    SELECT e.assessment_id, e.id AS evidence_id, k.revision_id, k.component_id AS posted_for_id, l.component_id, l.alone
    FROM evidence_components k
    JOIN evidence_revisions r ON r.id = k.revision_id
    JOIN evidence e ON e.id = r.evidence_id
    JOIN assessments a ON a.id = e.assessment_id
    LEFT JOIN component_lines l ON l.ancestor_id = k.component_id AND l.framework_version_id = a.framework_version_id;

-- What of a rule decides points: hints, required documents and what is left out do not.
CREATE FUNCTION scoring_rule(rule jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_strip_nulls(rule - ARRAY['method_hint', 'method_hint_certainty', 'required_evidence'])
$$;

-- Whether a decision on a part (null: on the whole) is one that the rule still asks for. One that is not gives way to any
-- later decision on what the component is now.
CREATE FUNCTION rule_has_part(rule jsonb, part text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN rule ->> 'kind' = 'parts'
        THEN part IS NOT NULL AND rule -> 'parts' @> jsonb_build_array(jsonb_build_object('code', part))
        ELSE part IS NULL END
$$;

-- `assessments.framework_version_id` is the version that an assessment is pinned to; a published successor moves it there,
-- and every move stays.
CREATE TABLE assessment_moves (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    assessment_id uuid NOT NULL REFERENCES assessments,
    from_version_id uuid NOT NULL REFERENCES framework_versions,
    to_version_id uuid NOT NULL REFERENCES framework_versions,
    moved_by text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT moves_somewhere CHECK (from_version_id <> to_version_id)
);

CREATE INDEX assessment_moves_assessment ON assessment_moves (assessment_id, seq);

CREATE INDEX assessment_moves_from ON assessment_moves (from_version_id);

CREATE INDEX assessment_moves_to ON assessment_moves (to_version_id);

CREATE TRIGGER assessment_moves_append_only BEFORE UPDATE OR DELETE ON assessment_moves
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER assessment_moves_not_truncated BEFORE TRUNCATE ON assessment_moves
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- As in 0002_doors/96_claims.sql, and of a component that this one alone succeeds: that claim counts here until another one
-- replaces it.
CREATE OR REPLACE FUNCTION claim_in_force(assessment uuid, component uuid) RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    asking CONSTANT text := COALESCE(current_setting('dti.caller', true), '');
    found_id uuid;
BEGIN
    PERFORM set_config('dti.caller', '{"system": true}', true);
    SELECT k.id INTO found_id FROM public.claims k
    WHERE k.assessment_id = assessment AND k.component_id IN (SELECT l.ancestor_id FROM public.component_lines l
        WHERE l.component_id = component AND l.alone)
    ORDER BY k.seq DESC LIMIT 1;
    PERFORM set_config('dti.caller', asking, true);
    RETURN found_id;
END
$$;

-- The last run of an assessment under each version: its scores stay beside those of the version in force.
CREATE INDEX runs_of_version ON runs (assessment_id, framework_version_id, inputs_version DESC);

-- Everybody reads how versions follow each other; the coordinating department states it.
ALTER TABLE component_correspondences ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY component_correspondences_read ON component_correspondences FOR SELECT USING (true);

CREATE POLICY component_correspondences_system ON component_correspondences USING ((SELECT caller_is_system()));

CREATE POLICY component_correspondences_state ON component_correspondences FOR INSERT WITH CHECK (
    (SELECT caller_decides('law')));

CREATE POLICY component_correspondences_close ON component_correspondences FOR UPDATE USING (
    (SELECT caller_decides('law')));

ALTER TABLE component_successions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY component_successions_read ON component_successions FOR SELECT USING (true);

CREATE POLICY component_successions_system ON component_successions USING ((SELECT caller_is_system()));

CREATE POLICY component_successions_state ON component_successions FOR INSERT WITH CHECK (
    (SELECT caller_decides('law')));

ALTER TABLE assessment_moves ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY assessment_moves_read ON assessment_moves FOR SELECT USING (true);

CREATE POLICY assessment_moves_system ON assessment_moves USING ((SELECT caller_is_system()));

CREATE POLICY assessment_moves_state ON assessment_moves FOR INSERT WITH CHECK ((SELECT caller_decides('law')));
