-- One row of a ranking; `w` the row, `o` its organisation, `n` its name.
json_build_object('position', w.position, 'rank', w.rank, 'organisation', o.slug, 'name', w.published_name,
    'value', w.value, 'now_value', w.now_value, 'before_value', w.before_value, 'reason', w.reason, 'certainty', w.value_certainty,
    'assessment', w.assessment_id, 'run_id', w.run_id, 'import_id', w.import_id, 'score_id', w.score_id,
    'before', CASE WHEN num_nonnulls(w.before_run_id, w.before_import_id) > 0 THEN json_build_object(
        'run_id', w.before_run_id, 'import_id', w.before_import_id, 'score_id', w.before_score_id) END)
