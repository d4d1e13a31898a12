"""Who is calling: tokens, their one strict verifier, and the written table of who may do what."""
