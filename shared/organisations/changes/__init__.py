"""Changes of the register as documents say them, and the one fold that makes the register of every day from them."""
