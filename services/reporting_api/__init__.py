"""The process that answers for reporting regimes, reports and evidence."""
