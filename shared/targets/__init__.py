"""Targets, what the documents say of their milestones, and append-only measurements."""
