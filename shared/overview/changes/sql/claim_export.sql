-- Take the export that waits longest, or one whose maker was lost; its half-made parts go.
WITH taken AS (
    UPDATE change_exports SET state = 'building', leased_until = now() + make_interval(secs => :seconds),
        lease = gen_random_uuid()
    WHERE id = (SELECT id FROM change_exports
                WHERE state = 'waiting' OR (state = 'building' AND leased_until < now())
                ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, lease, rights
), cleared AS (
    DELETE FROM change_export_parts WHERE export_id IN (SELECT id FROM taken)
)
SELECT id, lease, CAST(rights AS text) AS rights FROM taken
