"""What a route asks for: the write transaction, the read door, the clock."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from shared.kit import clock, db
from shared.kit.web import app

Transaction = Annotated[db.Session, Depends(app.transaction, scope="function")]
Reading = Annotated[db.Reader, Depends(app.reader)]
Now = Annotated[clock.Clock, Depends(app.clock)]
