"""Law, organisations, targets, tasks, reporting, evidence, scoring, outbox and audit.

The SQL files beside it are cut at blank lines (`migrations.statements`): no blank line inside a function's body.
"""

from pathlib import Path

from alembic import op

from migrations import statements, timeouts

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply the SQL files beside this revision, in the order of the domains."""
    for statement in timeouts.statements():
        op.execute(statement)
    for statement in statements.of(Path(__file__).with_suffix("")):
        op.execute(statement)
