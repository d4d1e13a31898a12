-- What is known of each citation, in the order given: the document's slug (null: there is none), and whether the quote
-- stands in its text (true where none is given, or no text is held). The search runs where the text lies: nothing of it
-- travels. :asked is JSON, [{slug, id, quote}], the quote with single spaces like the column `line`.
SELECT l.slug, a.quote IS NULL OR l.line IS NULL OR (a.quote <> '' AND position(a.quote IN l.line) > 0) AS quoted
FROM ROWS FROM (jsonb_to_recordset(CAST(:asked AS jsonb)) AS (slug text, id uuid, quote text)) WITH ORDINALITY
    AS a (slug, id, quote, place)
LEFT JOIN legal_documents l ON l.id = coalesce(a.id, (SELECT d.id FROM legal_documents d WHERE d.slug = a.slug))
ORDER BY a.place
