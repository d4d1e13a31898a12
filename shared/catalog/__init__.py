"""The law as data: YAML with value, unit, document, clause and a verbatim quote, and the five documents' text."""
