"""Advice: where the next points are, who can win them and with what; and the fewest changes to a total or a rank."""
