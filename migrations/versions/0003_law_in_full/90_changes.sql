-- How a change is noted for the feed, as in 0002_doors/30_changes.sql, with what hangs on a task beside it (`of task`).
-- Whoever feeds another table adds its branch here and calls `feed` for it in the file of its own tables.
CREATE OR REPLACE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asking text := coalesce(current_setting('dti.caller', true), '');
BEGIN
    PERFORM set_config('dti.caller', '{"system": true}', true);
    CASE tg_argv[0]
    WHEN 'organisation' THEN
        PERFORM note_changes('organisation', array_agg(c.id), NULL, array_agg(o.id IS NULL))
        FROM changed c LEFT JOIN organisations o ON o.id = c.id;
    WHEN 'of organisation' THEN
        PERFORM note_changes('organisation', array_agg(o.id), NULL, NULL)
        FROM organisations o WHERE o.id IN (SELECT organisation_id FROM changed);
    WHEN 'of succession' THEN
        PERFORM note_changes('organisation', array_agg(o.id), NULL, NULL) FROM organisations o
        WHERE o.id IN (SELECT predecessor_id FROM changed UNION SELECT successor_id FROM changed);
    WHEN 'target' THEN
        PERFORM note_changes('target', array_agg(c.id), NULL, array_agg(t.id IS NULL OR t.superseded_at < 'infinity'))
        FROM changed c LEFT JOIN targets t ON t.id = c.id;
    WHEN 'of target' THEN
        PERFORM note_changes('target', array_agg(t.id), NULL, array_agg(t.superseded_at < 'infinity'))
        FROM (SELECT * FROM targets WHERE id IN (SELECT target_id FROM changed) ORDER BY id FOR SHARE) t;
    WHEN 'measurement' THEN
        PERFORM note_changes('measurement', array_agg(c.id), NULL, array_agg(m.id IS NULL))
        FROM changed c LEFT JOIN measurements m ON m.id = c.id;
    WHEN 'task' THEN
        PERFORM note_changes('task', array_agg(c.id), NULL, array_agg(t.id IS NULL OR t.superseded_at < 'infinity'))
        FROM changed c LEFT JOIN tasks t ON t.id = c.id;
    WHEN 'of task' THEN
        PERFORM note_changes('task', array_agg(t.id), NULL, array_agg(t.superseded_at < 'infinity'))
        FROM (SELECT * FROM tasks WHERE id IN (SELECT task_id FROM changed) ORDER BY id FOR SHARE) t;
    WHEN 'obligation' THEN
        -- It takes its report along. One that is owed no more stays while a report was begun for it.
        PERFORM note_changes('obligation', array_agg(c.id), array_agg(coalesce(b.organisation_id, c.organisation_id)),
            array_agg(b.id IS NULL OR (b.superseded_at < 'infinity' AND r.id IS NULL)))
        FROM changed c LEFT JOIN obligations b ON b.id = c.id LEFT JOIN reports r ON r.obligation_id = b.id;
        PERFORM note_changes('report', array_agg(r.id), array_agg(b.organisation_id), NULL)
        FROM reports r JOIN obligations b ON b.id = r.obligation_id WHERE b.id IN (SELECT id FROM changed);
    WHEN 'report' THEN
        PERFORM note_changes('report', array_agg(c.id), array_agg(b.organisation_id), array_agg(r.id IS NULL))
        FROM changed c LEFT JOIN reports r ON r.id = c.id JOIN (SELECT * FROM obligations
            WHERE id IN (SELECT obligation_id FROM changed) ORDER BY id FOR SHARE) b ON b.id = c.obligation_id;
        PERFORM note_changes('obligation', array_agg(b.id), array_agg(b.organisation_id),
            array_agg(b.superseded_at < 'infinity' AND r.id IS NULL))
        FROM obligations b LEFT JOIN reports r ON r.obligation_id = b.id
        WHERE tg_op <> 'UPDATE' AND b.superseded_at < 'infinity' AND b.id IN (SELECT obligation_id FROM changed);
    WHEN 'of report' THEN
        PERFORM note_changes('report', array_agg(r.id), array_agg(b.organisation_id), NULL)
        FROM reports r JOIN (SELECT * FROM obligations WHERE id IN (SELECT obligation_id FROM reports
            WHERE id IN (SELECT report_id FROM changed)) ORDER BY id FOR SHARE) b ON b.id = r.obligation_id
        WHERE r.id IN (SELECT report_id FROM changed);
    WHEN 'evidence' THEN
        PERFORM note_changes('evidence', array_agg(c.id), array_agg(coalesce(e.organisation_id, c.organisation_id)),
            array_agg(e.id IS NULL))
        FROM changed c LEFT JOIN evidence e ON e.id = c.id;
    WHEN 'of evidence' THEN
        PERFORM note_changes('evidence', array_agg(e.id), array_agg(e.organisation_id), NULL)
        FROM (SELECT * FROM evidence WHERE id IN (SELECT evidence_id FROM changed) ORDER BY id FOR SHARE) e;
    WHEN 'of revision' THEN
        PERFORM note_changes('evidence', array_agg(e.id), array_agg(e.organisation_id), NULL)
        FROM (SELECT * FROM evidence WHERE id IN (SELECT r.evidence_id FROM evidence_revisions r
            JOIN changed c ON c.revision_id = r.id) ORDER BY id FOR SHARE) e;
    WHEN 'assessment' THEN
        -- Scores are fed as heads: an assessment with its current run and its import in force, not every run.
        PERFORM note_changes('score', array_agg(c.id), NULL, array_agg(a.id IS NULL))
        FROM changed c LEFT JOIN assessments a ON a.id = c.id;
    WHEN 'of assessment' THEN
        PERFORM note_changes('score', array_agg(a.id), NULL, NULL)
        FROM assessments a WHERE a.id IN (SELECT assessment_id FROM changed);
    WHEN 'of import' THEN
        PERFORM note_changes('score', array_agg(a.id), NULL, NULL) FROM assessments a
        WHERE a.id IN (SELECT m.assessment_id FROM imports m JOIN changed c ON c.import_id = m.id);
    WHEN 'ranking' THEN
        PERFORM note_changes('ranking', array_agg(c.id), NULL, array_agg(r.id IS NULL))
        FROM changed c LEFT JOIN rankings r ON r.id = c.id;
    WHEN 'of ranking' THEN
        PERFORM note_changes('ranking', array_agg(r.id), NULL, NULL)
        FROM rankings r WHERE r.id IN (SELECT ranking_id FROM changed);
    END CASE;
    PERFORM set_config('dti.caller', asking, true);
    RETURN NULL;
END $$;
