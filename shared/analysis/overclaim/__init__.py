"""Over-claim: how far what was claimed exceeds what was verified, by component and by the agency that claims it."""
