"""Bulk imports: a file of many rows, checked whole, written whole or not at all, with a verdict for each row.

A domain says what its rows are (`values.Importer`); `running.run` reads, judges and writes a file, `service` keeps how
it ended, `working` is the worker's part, `copying.copy` writes many rows at once.
"""
