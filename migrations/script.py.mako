"""${message}"""

from pathlib import Path

from alembic import op

from migrations import timeouts

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Apply the SQL beside this file."""
    for statement in timeouts.statements():
        op.execute(statement)
    for statement in Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split("\n\n"):
        op.execute(statement)
