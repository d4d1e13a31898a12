"""Scoring: from rules, claims and decisions to points, values and totals; every figure can be explained."""
