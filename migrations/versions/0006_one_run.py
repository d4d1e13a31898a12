"""The scores at one head are read from its run alone.

The SQL files beside it are cut at blank lines (`migrations.statements`): no blank line inside a function's body.
"""

from pathlib import Path

from alembic import op

from migrations import statements, timeouts

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply the SQL files beside this revision, in the order of their names."""
    for statement in timeouts.statements():
        op.execute(statement)
    for statement in statements.of(Path(__file__).with_suffix("")):
        op.execute(statement)
