-- Who took the place of an organisation as its heir, and of that one in turn, as known now. :organisation its id.
WITH RECURSIVE line AS (
    SELECT s.* FROM organisation_successions s
    WHERE s.predecessor_id = :organisation AND s.heir AND NOT s.continues AND s.superseded_at = 'infinity'
    UNION
    SELECT s.* FROM organisation_successions s JOIN line l ON l.successor_id = s.predecessor_id
    WHERE s.heir AND NOT s.continues AND s.superseded_at = 'infinity'
)
SELECT * FROM line
