"""Who owes which report before which day; reports in rounds: drafted, signed by the head, returned or accepted.

An accepted report's figures become measurements of their targets in the same transaction.
"""
