"""Sets of targets: what a document sets for every organisation of a level, and who meets the whole of it."""
