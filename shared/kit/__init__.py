"""Tools without a domain noun: database doors, web, queue, clock, decimals, names."""
