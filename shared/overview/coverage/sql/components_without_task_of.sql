-- All its components.
SELECT count(*) FROM components c WHERE c.framework_version_id = $5
