-- Documents that are recorded by API, and quotes that are looked for in their texts.
-- `line` is the text with single spaces, in which a quote is found whatever the line breaks (shared/law/quotes.py).
ALTER TABLE legal_documents ADD COLUMN line text;

UPDATE legal_documents SET line = btrim(regexp_replace(body, '\s+', ' ', 'g'));
