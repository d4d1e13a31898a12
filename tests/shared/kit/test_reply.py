"""An answer that is shown once: what is kept of it says that it was shown, and holds no secret."""

from __future__ import annotations

import json

from shared.kit.web import reply


def test_a_secret_is_in_the_first_answer_only() -> None:
    answer = reply.secret({"id": "sa-1", "secret": "never-again"}, field="secret", headers={"Location": "/x"})
    assert json.loads(bytes(answer.body)) == {"id": "sa-1", "secret": "never-again", "secret_notice": None}
    assert (answer.status_code, answer.headers["location"], answer.headers["cache-control"]) == (201, "/x", "no-store")
    kept = json.loads(answer.repeated)
    assert (kept["id"], kept["secret"], kept["secret_notice"]["code"]) == ("sa-1", None, "already_shown")
    assert kept["secret_notice"]["vi"] != kept["secret_notice"]["en"]
    assert b"never-again" not in answer.repeated
