"""Reorganisation: a document ends, joins or renames organisations; every domain follows in one transaction."""
