-- One obligation. $5 its id.
SELECT {item}::text FROM facts f {status} WHERE f.id = $5
