"""The field of an assessment: what the others of its framework and year reach, as far as it is known."""
