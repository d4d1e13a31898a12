"""Legal documents and clauses: the ground that every other row stands on."""
