"""Law, organisations, targets, tasks, reporting, evidence, scoring, outbox and audit."""

from pathlib import Path

from alembic import op

from migrations import timeouts

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply the SQL files beside this revision, in the order of the domains."""
    for statement in timeouts.statements():
        op.execute(statement)
    for file in sorted(Path(__file__).with_suffix("").glob("*.sql")):
        for statement in file.read_text(encoding="utf-8").split("\n\n"):
            op.execute(statement)
