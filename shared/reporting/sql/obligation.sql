-- One obligation. $4 its id.
SELECT {item}::text FROM facts f WHERE f.id = $4
