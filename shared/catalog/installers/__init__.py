"""Catalog rows on their way into the tables: one file per domain, each calling that domain's own service."""
