"""Whether a quote stands in a text: the catalog's provenance and what is recorded by API are held to the same rule.

White space is the only thing normalised: quotes keep the markdown and the OCR slips of the texts.
"""

from __future__ import annotations


def one_line(text: str) -> str:
    """The text with every run of white space as one space: line and page breaks do not matter to a quote."""
    return " ".join(text.split())


def stands_in(quote: str, line: str) -> bool:
    """Whether a quote is found word for word. `line`: the document's text by `one_line`, made once for many quotes.

    Nothing is no quote.
    """
    words = one_line(quote)
    return bool(words) and words in line
