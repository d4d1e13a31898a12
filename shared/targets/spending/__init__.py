"""What agencies spend on digital transformation: one whole set per agency and year, append-only, in vintages."""
