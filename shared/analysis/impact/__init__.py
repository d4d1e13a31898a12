"""Impact: every computed score that rests on a document, and what it would be without it (docs/scoring.md)."""
