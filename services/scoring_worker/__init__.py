"""The process that hands events on and computes assessments."""
