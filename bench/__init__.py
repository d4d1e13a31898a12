"""`make bench`: each figure beside its baseline of the same run. Why so: docs/decisions/measuring.md."""
