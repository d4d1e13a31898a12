"""The process that answers for targets, law, organisations and tasks."""
