"""What the plans leave uncovered: what is scored and nobody works on, what is owed and nobody measured. Reads only."""
