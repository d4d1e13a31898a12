-- One stretch of an export in the order of entities and ids, as lines, in the snapshot of the transaction that asks.
-- :entity and :id the last thing of the stretch before, :limit things, :most bytes. PostgreSQL breaks its JSON over
-- several lines (json_agg does); a line break inside a text is written \n, so that what is taken out is never content.
WITH ordered AS MATERIALIZED (
    SELECT h.*, row_number() OVER (ORDER BY h.entity, h.id) AS place FROM change_heads h
    WHERE (h.entity, h.id) > (:entity, :id) AND NOT h.gone
        AND (h.entity = ANY (:wide) OR (h.entity = ANY (:own) AND h.organisation_id = ANY (:audiences)))
    ORDER BY h.entity, h.id LIMIT :limit
), shown AS MATERIALIZED (
    SELECT p.*, {body} AS data FROM ordered p
), sized AS (
    SELECT s.*, CASE WHEN length <= :most THEN length ELSE 0 END + 300 AS size
    FROM (SELECT *, coalesce(octet_length(data::text), 0) AS length FROM shown) s
), stretch AS MATERIALIZED (
    SELECT * FROM (SELECT *, sum(size) OVER (ORDER BY place) - size AS before FROM sized) s WHERE before < :most
)
SELECT coalesce(string_agg(replace({item}::text, E'\n', '') || E'\n', '' ORDER BY place)
        FILTER (WHERE data IS NOT NULL), '') AS lines,
    count(*) FILTER (WHERE data IS NOT NULL) AS row_count,
    (SELECT entity FROM stretch ORDER BY place DESC LIMIT 1) AS entity,
    (SELECT id FROM stretch ORDER BY place DESC LIMIT 1) AS id
FROM stretch
