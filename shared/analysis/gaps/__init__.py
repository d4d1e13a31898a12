"""Gaps: what stands between a score and its maximum, by cause (docs/scoring.md: Gaps)."""
