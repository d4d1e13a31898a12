"""Read-only views over several domains: health, coverage, duties of a document, the change feed."""
