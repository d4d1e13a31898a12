"""Who did what to which thing: one row in the transaction of the change, with its own hash."""
