-- `r`, the report of a row `f` of the facts as it stands.
CROSS JOIN LATERAL (SELECT f.state, f.round, f.first_submitted_at, f.accepted_at) r
