-- The last line of who reads and writes what: row level security on all that is not public, for the owner of the tables,
-- too (FORCE). Above it stand the written table (shared/identity/relations.py, access.py) and the queries' own WHERE;
-- this holds when one of them is forgotten. docs/decisions/rights-in-the-database.md says why it is done this way.
-- Which organisation took the place of which. The successor reads what the predecessor left and writes nothing for it.
CREATE TABLE organisation_successions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    predecessor_id uuid NOT NULL REFERENCES organisations,
    successor_id uuid NOT NULL REFERENCES organisations,
    effective_on date NOT NULL,
    source_id uuid NOT NULL REFERENCES sources,
    certainty certainty NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    superseded_at timestamptz NOT NULL DEFAULT 'infinity',
    CONSTRAINT nobody_succeeds_itself CHECK (predecessor_id <> successor_id),
    CONSTRAINT one_succession EXCLUDE USING gist (predecessor_id WITH =, successor_id WITH =,
        tstzrange(recorded_at, superseded_at) WITH &&)
);

CREATE INDEX organisation_successions_successor ON organisation_successions (successor_id);

-- Whose place an organisation (slug) has taken by a day, however many mergers ago, by what is known now. What is only
-- provisional or unknown opens nobody's papers.
CREATE FUNCTION predecessors_of(slug text, day date) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE line (id) AS (
        SELECT s.predecessor_id
        FROM public.organisation_successions s JOIN public.organisations o ON o.id = s.successor_id
        WHERE o.slug = $1 AND s.superseded_at = 'infinity' AND s.effective_on <= $2
            AND s.certainty IN ('certain', 'derived')
        UNION
        SELECT s.predecessor_id FROM public.organisation_successions s JOIN line l ON l.id = s.successor_id
        WHERE s.superseded_at = 'infinity' AND s.effective_on <= $2 AND s.certainty IN ('certain', 'derived')
    )
    SELECT COALESCE(array_agg(id), '{}') FROM line
$$;

-- Who is asking on this connection (shared/kit/callers.py), null for nobody:
-- {"system": true}, or {"org": slug, "on": the civil day, and kinds of objects in six lists: "all": read of the whole
-- province, "duty": likewise while the organisation holds the coordinating duty, "own": read of the own organisation,
-- "succeeded": read of its predecessors, "writes": written for the own organisation, "decides": decided on while the
-- organisation holds the coordinating duty}. Written by shared/identity/rights.py.
-- The ones in SQL are single expressions, which the planner writes into the statement; those that look something up are
-- in PL/pgSQL, whose plans a session keeps: asked as SQL functions they cost a list page its half again.
CREATE FUNCTION caller() RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CAST(nullif(current_setting('dti.caller', true), '') AS jsonb)
$$;

CREATE FUNCTION caller_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(public.caller() -> 'system' = 'true', false)
$$;

-- Whether the caller's organisation holds the coordinating duty on the caller's day.
CREATE FUNCTION caller_coordinates() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN public.holds_duty(public.caller() ->> 'org', 'coordination', CAST(public.caller() ->> 'on' AS date));
END $$;

CREATE FUNCTION caller_reads_all(kind text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(public.caller() -> 'system' = 'true' OR public.caller() -> 'all' ? $1
        OR (public.caller() -> 'duty' ? $1 AND public.caller_coordinates()), false)
$$;

CREATE FUNCTION caller_decides(kind text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT COALESCE(public.caller() -> 'decides' ? $1 AND public.caller_coordinates(), false)
$$;

-- The caller's own organisation when its objects of this kind are in the list: `own` (read) or `writes`. For one that is
-- not in force on the caller's day nobody writes: what was merged away signs nothing any more.
CREATE FUNCTION caller_own(list text, kind text) RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    asking jsonb := public.caller();
BEGIN
    IF asking -> list ? kind THEN
        RETURN (SELECT o.id FROM public.organisations o WHERE o.slug = asking ->> 'org'
            AND (list <> 'writes' OR EXISTS (SELECT FROM public.organisation_versions v
                WHERE v.organisation_id = o.id AND v.superseded_at = 'infinity'
                    AND v.valid_from <= CAST(asking ->> 'on' AS date)
                    AND CAST(asking ->> 'on' AS date) < v.valid_to)));
    END IF;
    RETURN NULL;
END $$;

-- The organisations whose objects of this kind the caller reads as its own: itself and those it succeeded.
CREATE FUNCTION caller_reads(kind text) RETURNS uuid[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    asking jsonb := public.caller();
    found uuid[] := '{}';
BEGIN
    IF asking -> 'succeeded' ? kind THEN
        found := public.predecessors_of(asking ->> 'org', CAST(asking ->> 'on' AS date));
    END IF;
    RETURN array_append(found, public.caller_own('own', kind));
END $$;

-- In every policy what does not depend on the row stands in a sub-select: it is asked once a statement, not once a row.
-- Evidence.
ALTER TABLE evidence ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY evidence_system ON evidence USING ((SELECT caller_is_system()));

CREATE POLICY evidence_read ON evidence FOR SELECT USING (
    (SELECT caller_reads_all('evidence')) OR organisation_id = ANY (CAST((SELECT caller_reads('evidence')) AS uuid[])));

CREATE POLICY evidence_post ON evidence FOR INSERT WITH CHECK (
    organisation_id = (SELECT caller_own('writes', 'evidence')));

-- Who reads may lock (whoever decides must); what is changed must be the own organisation's.
CREATE POLICY evidence_withdraw ON evidence FOR UPDATE USING (
    (SELECT caller_reads_all('evidence')) OR organisation_id = ANY (CAST((SELECT caller_reads('evidence')) AS uuid[])))
    WITH CHECK (organisation_id = (SELECT caller_own('writes', 'evidence')));

ALTER TABLE evidence_revisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY evidence_revisions_system ON evidence_revisions USING ((SELECT caller_is_system()));

-- A sub-select on a table sees of it what its own policy shows.
CREATE POLICY evidence_revisions_read ON evidence_revisions FOR SELECT USING (
    (SELECT caller_reads_all('evidence')) OR EXISTS (SELECT FROM evidence e WHERE e.id = evidence_id));

CREATE POLICY evidence_revisions_post ON evidence_revisions FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM evidence e
        WHERE e.id = evidence_id AND e.organisation_id = (SELECT caller_own('writes', 'evidence'))));

ALTER TABLE evidence_components ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY evidence_components_system ON evidence_components USING ((SELECT caller_is_system()));

CREATE POLICY evidence_components_read ON evidence_components FOR SELECT USING (
    (SELECT caller_reads_all('evidence')) OR EXISTS (SELECT FROM evidence_revisions r WHERE r.id = revision_id));

CREATE POLICY evidence_components_post ON evidence_components FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM evidence_revisions r JOIN evidence e ON e.id = r.evidence_id
        WHERE r.id = revision_id AND e.organisation_id = (SELECT caller_own('writes', 'evidence'))));

ALTER TABLE decisions ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY decisions_system ON decisions USING ((SELECT caller_is_system()));

CREATE POLICY decisions_read ON decisions FOR SELECT USING (
    (SELECT caller_reads_all('evidence')) OR EXISTS (SELECT FROM evidence_revisions r WHERE r.id = revision_id));

-- The decision's organisation is the one that decides.
CREATE POLICY decisions_decide ON decisions FOR INSERT WITH CHECK (
    ((SELECT caller_decides('evidence')) AND organisation_id = (SELECT caller_own('own', 'evidence'))));

-- Claims.
ALTER TABLE claims ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY claims_system ON claims USING ((SELECT caller_is_system()));

CREATE POLICY claims_read ON claims FOR SELECT USING (
    (SELECT caller_reads_all('claim')) OR organisation_id = ANY (CAST((SELECT caller_reads('claim')) AS uuid[])));

CREATE POLICY claims_put ON claims FOR INSERT WITH CHECK (
    organisation_id = (SELECT caller_own('writes', 'claim')));

-- Obligations, and the heads of reports: state, round and dates of a report are what its obligation shows.
ALTER TABLE obligations ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY obligations_system ON obligations USING ((SELECT caller_is_system()));

CREATE POLICY obligations_read ON obligations FOR SELECT USING (
    (SELECT caller_reads_all('obligation'))
    OR organisation_id = ANY (CAST((SELECT caller_reads('obligation')) AS uuid[])));

ALTER TABLE reports ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY reports_system ON reports USING ((SELECT caller_is_system()));

CREATE POLICY reports_read ON reports FOR SELECT USING (
    (SELECT caller_reads_all('obligation')) OR EXISTS (SELECT FROM obligations b WHERE b.id = obligation_id));

CREATE POLICY reports_draft ON reports FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM obligations b
        WHERE b.id = obligation_id AND b.organisation_id = (SELECT caller_own('writes', 'report'))));

CREATE POLICY reports_move ON reports FOR UPDATE USING (
    (SELECT caller_reads_all('obligation')) OR EXISTS (SELECT FROM obligations b WHERE b.id = obligation_id))
    WITH CHECK ((SELECT caller_decides('report')) OR EXISTS (SELECT FROM obligations b
        WHERE b.id = obligation_id AND b.organisation_id = (SELECT caller_own('writes', 'report'))));

-- Rounds: what is not signed yet is its organisation's own.
ALTER TABLE report_rounds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY report_rounds_system ON report_rounds USING ((SELECT caller_is_system()));

CREATE POLICY report_rounds_read ON report_rounds FOR SELECT USING (
    (submitted_at IS NOT NULL AND (SELECT caller_reads_all('report')))
    OR EXISTS (SELECT FROM reports p JOIN obligations b ON b.id = p.obligation_id WHERE p.id = report_id
        AND (b.organisation_id = (SELECT caller_own('own', 'draft')) OR (submitted_at IS NOT NULL
            AND b.organisation_id = ANY (CAST((SELECT caller_reads('report')) AS uuid[]))))));

CREATE POLICY report_rounds_draft ON report_rounds FOR INSERT WITH CHECK (
    EXISTS (SELECT FROM reports p JOIN obligations b ON b.id = p.obligation_id
        WHERE p.id = report_id AND b.organisation_id = (SELECT caller_own('writes', 'report'))));

CREATE POLICY report_rounds_sign ON report_rounds FOR UPDATE USING (
    (submitted_at IS NOT NULL AND (SELECT caller_decides('report')))
    OR EXISTS (SELECT FROM reports p JOIN obligations b ON b.id = p.obligation_id
        WHERE p.id = report_id AND b.organisation_id = (SELECT caller_own('writes', 'report'))));

ALTER TABLE report_figures ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY report_figures_system ON report_figures USING ((SELECT caller_is_system()));

CREATE POLICY report_figures_read ON report_figures FOR SELECT USING (
    EXISTS (SELECT FROM report_rounds x WHERE x.report_id = report_figures.report_id AND x.round = report_figures.round));

CREATE POLICY report_figures_write ON report_figures FOR ALL USING (
    EXISTS (SELECT FROM reports p JOIN obligations b ON b.id = p.obligation_id
        WHERE p.id = report_id AND b.organisation_id = (SELECT caller_own('writes', 'report'))));

-- Computed scores: everybody who is known and has the scope; only the worker computes.
ALTER TABLE runs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY runs_system ON runs USING ((SELECT caller_is_system()));

CREATE POLICY runs_read ON runs FOR SELECT USING ((SELECT caller_reads_all('score')));

ALTER TABLE scores ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY scores_system ON scores USING ((SELECT caller_is_system()));

CREATE POLICY scores_read ON scores FOR SELECT USING ((SELECT caller_reads_all('score')));

ALTER TABLE assessment_heads ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY assessment_heads_system ON assessment_heads USING ((SELECT caller_is_system()));

CREATE POLICY assessment_heads_read ON assessment_heads FOR SELECT USING ((SELECT caller_reads_all('score')));

-- The audit trail and the log of readings: whoever acts adds to them, nobody's request reads them but the auditor's.
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY audit_entries_system ON audit_entries USING ((SELECT caller_is_system()));

CREATE POLICY audit_entries_read ON audit_entries FOR SELECT USING ((SELECT caller_reads_all('audit')));

CREATE POLICY audit_entries_record ON audit_entries FOR INSERT WITH CHECK (true);

ALTER TABLE access_entries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY access_entries_system ON access_entries USING ((SELECT caller_is_system()));

CREATE POLICY access_entries_read ON access_entries FOR SELECT USING ((SELECT caller_reads_all('audit')));

CREATE POLICY access_entries_record ON access_entries FOR INSERT WITH CHECK (true);

-- Service accounts and the hashes of their secrets: the administrator's, and the issuer's, which asks as the system.
ALTER TABLE service_accounts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY service_accounts_manage ON service_accounts USING ((SELECT caller_reads_all('account')));

ALTER TABLE service_account_secrets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY service_account_secrets_manage ON service_account_secrets USING ((SELECT caller_reads_all('account')));

-- Whoever reads computed scores sees which documents and claims counted, whose and with which verdict, also where what
-- they say is not theirs to read. These three show exactly that and nothing else: they look as the system and hand the
-- eyes back. (A function's own SET would do the same; only a superuser may write one for a setting like ours.)
CREATE FUNCTION counted_revisions(wanted uuid[]) RETURNS TABLE (
    id uuid, evidence_id uuid, revision integer, sha256 text, organisation_id uuid, recorded_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    asking text := current_setting('dti.caller', true);
BEGIN
    IF public.caller_reads_all('score') THEN
        PERFORM set_config('dti.caller', '{"system": true}', true);
        RETURN QUERY SELECT r.id, r.evidence_id, r.revision, r.sha256, e.organisation_id, r.recorded_at
            FROM public.evidence_revisions r JOIN public.evidence e ON e.id = r.evidence_id WHERE r.id = ANY (wanted);
        PERFORM set_config('dti.caller', asking, true);
    END IF;
END $$;

CREATE FUNCTION counted_decisions(wanted uuid[]) RETURNS TABLE (
    id uuid, revision_id uuid, verdict text, points points, max_points points, reason_code text,
    organisation_id uuid, same_organisation boolean, recorded_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    asking text := current_setting('dti.caller', true);
BEGIN
    IF public.caller_reads_all('score') THEN
        PERFORM set_config('dti.caller', '{"system": true}', true);
        RETURN QUERY SELECT x.id, x.revision_id, x.verdict, x.points, x.max_points, x.reason_code, x.organisation_id,
            x.same_organisation, x.recorded_at FROM public.decisions x WHERE x.id = ANY (wanted);
        PERFORM set_config('dti.caller', asking, true);
    END IF;
END $$;

CREATE FUNCTION counted_claims(wanted uuid[]) RETURNS TABLE (
    id uuid, seq bigint, component_id uuid, points points, organisation_id uuid, recorded_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    asking text := current_setting('dti.caller', true);
BEGIN
    IF public.caller_reads_all('score') THEN
        PERFORM set_config('dti.caller', '{"system": true}', true);
        RETURN QUERY SELECT k.id, k.seq, k.component_id, k.points, k.organisation_id, k.recorded_at
            FROM public.claims k WHERE k.id = ANY (wanted);
        PERFORM set_config('dti.caller', asking, true);
    END IF;
END $$;
