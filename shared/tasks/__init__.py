"""Plan 55's task groups and budget, and plan 187's remedial tasks with their owners."""
