-- One obligation. $5 its id.
SELECT {item}::text FROM facts f WHERE f.id = $5
