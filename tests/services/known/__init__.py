"""Every reading that takes `known_at`, before and after every kind of writing."""
