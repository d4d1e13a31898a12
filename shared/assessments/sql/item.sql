json_build_object('id', a.id, 'framework', a.framework, 'framework_version', a.framework_version,
    'organisation', a.organisation, 'year', a.year, 'status', a.status, 'closed_on', a.closed_on,
    'certainty', a.certainty, 'source', {source})
