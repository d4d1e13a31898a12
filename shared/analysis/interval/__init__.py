"""Between which bounds score and rank end, whatever is decided on the evidence that waits."""
