"""Assessments: one framework version, one organisation, one year; claims; published figures."""
