"""The change feed: what changed since a place in the history, for callers who keep a copy of what they may read.

A head per thing tells where its last change lies (migrations, 30_changes.sql); bodies are read when they are asked for.
docs/decisions/change-feed.md says why.
"""
