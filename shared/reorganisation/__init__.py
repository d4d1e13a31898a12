"""What a change of the register means for everything that organisations hold: carried out across domains at once."""
