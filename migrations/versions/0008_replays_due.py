"""Which runs wait for their first replay is kept, so that nobody looks through all runs for them.

The SQL file beside it is cut at blank lines (`migrations.statements`): no blank line inside a function's body.
"""

from pathlib import Path

from alembic import op

from migrations import statements, timeouts

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply the SQL file beside this revision."""
    for statement in timeouts.statements():
        op.execute(statement)
    for statement in statements.of(Path(__file__).with_suffix("")):
        op.execute(statement)
