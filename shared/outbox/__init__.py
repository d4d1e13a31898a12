"""Events recorded in the transaction of the change they tell of, for the relay to hand on."""
