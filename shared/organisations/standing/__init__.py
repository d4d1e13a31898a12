"""Standing duties: what a document has organisations do from its day on, with no day on which it is done."""
