"""Bulk imports: a file of many rows, checked whole, written whole or not at all, with a verdict for each row."""
