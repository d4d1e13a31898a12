"""The schema, revision by revision; the SQL beside each revision is its only definition."""
