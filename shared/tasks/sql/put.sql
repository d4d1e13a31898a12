-- Write tasks by API. A new one stands at the end of the list, in force from its document's day on; one that is held
-- takes what is stated, and of the catalog's the columns in `corrected` are the API's from now on.
INSERT INTO tasks AS t (id, {listed}, corrected, stated_by, position, valid_from)
SELECT r.id, {given}, r.corrected, 'api',
    (SELECT coalesce(max(position), -1) FROM tasks) + CAST(row_number() OVER (ORDER BY p.place) AS integer),
    coalesce((SELECT coalesce(d.effective_on, d.issued_on) FROM sources s JOIN legal_documents d ON d.id = s.document_id
        WHERE s.id = r.source_id), '-infinity')
FROM jsonb_array_elements(CAST(:rows AS jsonb)) WITH ORDINALITY AS p (given, place)
CROSS JOIN LATERAL jsonb_populate_record(CAST(NULL AS tasks), p.given) r
ON CONFLICT (id) DO UPDATE SET ({listed}) = ROW({wanted}),
    corrected = ARRAY(SELECT DISTINCT c FROM unnest(t.corrected || excluded.corrected) c ORDER BY c),
    superseded_at = 'infinity', version = t.version + 1
