, proved AS MATERIALIZED (
    SELECT * FROM accepted_deliverables(ARRAY(SELECT id FROM page UNION
        SELECT n.needs_id FROM task_dependencies n WHERE n.task_id IN (SELECT id FROM page)), $2)
)
