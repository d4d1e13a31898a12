"""How long a revision may wait for a lock and for one statement, in PostgreSQL's notation."""

LOCK_TIMEOUT = "3s"
STATEMENT_TIMEOUT = "60s"


def statements() -> tuple[str, str]:
    """SQL that every revision runs first; transaction-local, so that it holds offline as well."""
    return (f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'", f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'")
