"""Frameworks (bộ chỉ số): versioned data; pillars, main indices, components and their rules."""
