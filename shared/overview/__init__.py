"""Read-only views over several domains: health and, later, coverage, impact, and the change feed."""
