-- The decisions that hold for a component of an assessment, each with whose evidence it is on, whether it was appealed
-- against, and which round's verdict took it. :assessment, :component.
SELECT x.id, o.slug AS organisation, x.appealed, x.of_round
FROM decisions_in_force(:assessment, :component) x JOIN organisations o ON o.id = x.organisation_id
ORDER BY x.recorded_at, x.id
