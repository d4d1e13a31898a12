"""`python -m services.scoring_worker`: relay, sweeper and jobs in one process."""

from __future__ import annotations

import logging

from services.scoring_worker.settings import WorkerSettings, build_worker

if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    build_worker(WorkerSettings()).run()
