"""What can be learnt from computed scores: gaps, advice, what-if, intervals, comparisons. It only reads."""
