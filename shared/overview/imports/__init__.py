"""Imports of files as every process offers them: a route of its own takes the file, the rest is the same for all."""
