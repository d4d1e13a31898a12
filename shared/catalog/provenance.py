"""Provenance by quotation: every quote stands in its document (`shared.law.quotes`), every figure in its quote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pydantic

from shared.catalog import figures, row_figures, schema
from shared.law import quotes

# Vietnamese before a figure → the operator it means; a bare figure is `stated`.
OPERATOR_WORDS = {"trên": "gt", "tối thiểu": "gte"}


def findings(catalog: schema.Catalog, held: Mapping[str, str]) -> list[str]:
    """Readable findings. `held`: the text of each document in the repository, by slug."""
    texts = {slug: quotes.one_line(text) for slug, text in held.items()}
    return [
        *(f"{path}: {finding}" for path, source in sources(catalog) for finding in _quote_findings(source, texts)),
        *(finding for path, row in rows(catalog) for finding in _figure_findings(path, row)),
    ]


def rows(model: pydantic.BaseModel, path: str = "") -> Iterator[tuple[str, pydantic.BaseModel]]:
    """Every row below `model` with its path, e.g. `targets.CQS.03.milestones.2022.statements.0`."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        for index, item in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(item, pydantic.BaseModel):
                step = f"{name}.{_key(item, index)}" if isinstance(value, list) else name
                here = f"{path}.{step}" if path else step
                yield here, item
                yield from rows(item, here)


def sources(catalog: schema.Catalog) -> Iterator[tuple[str, schema.Source]]:
    """Every source of the catalog with its path."""
    return ((path, row) for path, row in rows(catalog) if isinstance(row, schema.Source))


def _key(row: pydantic.BaseModel, index: int) -> object:
    """What a reader would call the row; its position where it has no name."""
    for name in ("code", "slug", "year", "number", "component"):
        if (value := getattr(row, name, None)) is not None:
            return value
    return index


def _quote_findings(source: schema.Source, texts: Mapping[str, str]) -> Iterator[str]:
    text = texts.get(source.document) if source.document else None
    if source.quote is None:
        if text is not None:
            yield f"{source.document} is in the repository, a quote is missing"
        return
    if text is None:
        yield f"a quote of {source.document}, whose text is not in the repository"
    elif not quotes.stands_in(source.quote, text):
        yield f"the quote is not in {source.document}: {source.quote!r}"


def _figure_findings(path: str, row: pydantic.BaseModel) -> Iterator[str]:
    for what, value, source in row_figures.figures_of(row):
        if value is not None and source.quote is not None and not row_figures.stands_in(value, source.quote):
            yield f"{path}: {what} {value} is not in its quote {source.quote!r}"
    for text, source in row_figures.words_of(row):
        if source.quote is not None and (strange := figures.numbers(text) - figures.numbers(source.quote)):
            yield f"{path}: {sorted(strange)} of {text!r} is not in its quote {source.quote!r}"
    if isinstance(row, schema.Target):
        for milestone in row.milestones:
            for statement in milestone.statements:
                yield from _statement_findings(f"{path}.{milestone.year}", statement)


def _statement_findings(path: str, statement: schema.Statement) -> Iterator[str]:
    """The percentage stands in the quote, and the word before it is the operator's."""
    quote = statement.source.quote
    if statement.value is None or quote is None:
        return
    words = figures.words_before_percent(quote, statement.value)
    if not words:
        yield f"{path}: value {statement.value}% is not in its quote {quote!r}"
    elif statement.operator not in {_operator(before) for before in words}:
        yield f"{path}: operator {statement.operator} is not what the quote says: {quote!r}"


def _operator(before: str) -> str:
    spoken = before.lower().rstrip()
    return next((operator for word, operator in OPERATOR_WORDS.items() if spoken.endswith(word)), "stated")
