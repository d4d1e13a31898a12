"""Figures that an organisation or its machines state: append-only, in vintages, estimates closed by finals."""
