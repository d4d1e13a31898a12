"""What a legal document obliges anybody to, by which clause, and where it stands on a day. Reads only."""
