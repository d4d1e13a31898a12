-- Runs that were never replayed. To find them each minute as those without a replay took longer with every run there is,
-- though most minutes find none. A run is put here by being stored, and leaves by its replay being noted, by nothing else.
CREATE TABLE unreplayed_runs (
    run_id uuid PRIMARY KEY
);

ALTER TABLE unreplayed_runs ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE POLICY unreplayed_runs_system ON unreplayed_runs USING ((SELECT caller_is_system()));

CREATE POLICY unreplayed_runs_read ON unreplayed_runs FOR SELECT USING ((SELECT caller_reads_all('score')));

CREATE FUNCTION runs_wait_for_replay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO public.unreplayed_runs (run_id) SELECT a.id FROM added a;
    RETURN NULL;
END $$;

CREATE TRIGGER runs_unreplayed AFTER INSERT ON runs REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION runs_wait_for_replay();

-- Only now: the trigger waited for whoever was storing runs and lets nobody begin before this revision is committed. A run
-- that was stored between a look at the runs and the trigger would never be replayed.
INSERT INTO unreplayed_runs (run_id)
SELECT r.id FROM runs r WHERE NOT EXISTS (SELECT FROM run_replays p WHERE p.run_id = r.id);

CREATE FUNCTION unreplayed_run_was_replayed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM public.run_replays p WHERE p.run_id = old.run_id) THEN
        RAISE EXCEPTION 'run % was not replayed', old.run_id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN old;
END $$;

CREATE TRIGGER unreplayed_runs_replayed BEFORE DELETE ON unreplayed_runs
    FOR EACH ROW EXECUTE FUNCTION unreplayed_run_was_replayed();

CREATE TRIGGER unreplayed_runs_stay BEFORE UPDATE ON unreplayed_runs FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER unreplayed_runs_not_truncated BEFORE TRUNCATE ON unreplayed_runs
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What is noted of a replay is written over by the next one; taken away, the run would be due no more.
CREATE TRIGGER run_replays_stay BEFORE DELETE ON run_replays FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER run_replays_not_truncated BEFORE TRUNCATE ON run_replays
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
