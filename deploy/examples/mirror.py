"""Mirror everything that a service account may read into SQLite, and keep it up to date.

    python mirror.py --base https://dti.example.vn --db mirror.sqlite --client-id sa-… --secret-file secret   # once
    python mirror.py … --follow 60               # for ever, asking every 60 seconds
    python mirror.py … --verify                  # prove equality with a fresh export

Needs httpx. It may be killed at any moment: each page is stored in one transaction with the cursor after it, so that
the next run goes on where this one stopped. Rows that come again are known by (entity, id, version).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx

SCHEMA = """
CREATE TABLE IF NOT EXISTS things (
    entity TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, changed_at TEXT NOT NULL, data TEXT,
    PRIMARY KEY (entity, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), cursor TEXT NOT NULL);
"""
UPSERT = """
INSERT INTO things (entity, id, version, changed_at, data) VALUES (:entity, :id, :version, :changed_at, :data)
ON CONFLICT (entity, id) DO UPDATE SET version = excluded.version, changed_at = excluded.changed_at,
    data = excluded.data
WHERE excluded.version >= things.version
"""
DIFFERENCES = """
SELECT CASE WHEN t.id IS NULL THEN 'missing' WHEN t.version = f.version THEN 'different' ELSE 'old' END, entity, id
FROM fresh f LEFT JOIN things t USING (entity, id)
WHERE (t.id IS NULL OR t.version < f.version OR (t.version = f.version AND t.data IS NOT f.data))
    AND (entity, id) NOT IN (SELECT entity, id FROM later)
UNION ALL
SELECT 'too many', entity, id FROM things
WHERE (entity, id) NOT IN (SELECT entity, id FROM fresh) AND (entity, id) NOT IN (SELECT entity, id FROM later)
"""
PATIENCE_S = 30.0
EXPORT_S = 1_800.0
RETRIED = {408, 425, 429, 500, 502, 503, 504}


class Refused(Exception):
    """The server answers that this cannot be, and asking again will not help."""


class NotThere(Refused):
    """404: an export that was dropped, by age or because the database is another one now."""


class CursorGone(Exception):
    """410: the cursor cannot be gone on from; `export` is where a full export is asked for."""

    def __init__(self, export: str) -> None:
        super().__init__(export)
        self.export = export


class Server:
    """The API: tokens renewed before they expire, requests repeated while the server or the way to it is away."""

    def __init__(self, http: httpx.Client, token: Callable[[], tuple[str, float]]) -> None:
        self._http, self._fetch = http, token
        self._token, self._good_until = "", 0.0

    def get(self, address: str, **query: Any) -> httpx.Response:
        """One answer below 300. Raises CursorGone, Refused."""
        renewed = False
        for attempt in range(12):
            try:
                answer = self._http.get(address, params=query, headers={"Authorization": f"Bearer {self._bearer()}"})
            except httpx.TransportError as error:
                self._wait(attempt, str(error) or type(error).__name__)
                continue
            if answer.status_code == 410:
                raise CursorGone(answer.json()["export"])
            if answer.status_code == 401 and not renewed:  # revoked, or the clock of one of us is wrong
                self._good_until, renewed = 0.0, True
                continue
            if answer.status_code < 300:
                return answer
            if answer.status_code == 404:
                raise NotThere(f"404 {address}")
            if answer.status_code not in RETRIED:
                raise Refused(f"{answer.status_code} {address}: {answer.text[:500]}")
            self._wait(attempt, f"{answer.status_code} {address}", answer.headers.get("retry-after"))
        raise Refused(f"{address} does not answer")

    def _bearer(self) -> str:
        if time.time() >= self._good_until:
            self._token, lifetime = self._fetch()
            self._good_until = time.time() + lifetime * 0.8
        return self._token

    @staticmethod
    def _wait(attempt: int, why: str, asked: str | None = None) -> None:
        seconds = float(asked) if asked and asked.isdigit() else min(2.0**attempt / 4, PATIENCE_S)
        pause(seconds, why)


def pause(seconds: float, why: str | None = None) -> None:
    """Wait, and say why: an operator who sees nothing happen must know what is waited for."""
    if why is not None:
        print(f"mirror: {why}; again in {seconds:.1f} s", file=sys.stderr)
    time.sleep(seconds)


def client_credentials(http: httpx.Client, client_id: str, secret: str) -> Callable[[], tuple[str, float]]:
    """Tokens by RFC 6749, 4.4."""

    def fetch() -> tuple[str, float]:
        answer = http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret))
        if answer.status_code in RETRIED:
            raise httpx.TransportError(f"{answer.status_code} /oauth/token")
        if answer.status_code != 200:
            raise Refused(f"{answer.status_code} /oauth/token: {answer.text[:500]}")
        said = answer.json()
        return said["access_token"], float(said["expires_in"])

    return fetch


class Mirror:
    """The copy in SQLite."""

    def __init__(self, path: Path, server: Server) -> None:
        self.server = server
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def cursor(self) -> str | None:
        """Where the copy stands; None before the first export was taken in."""
        row = self.db.execute("SELECT cursor FROM place").fetchone()
        return row[0] if row else None

    def catch_up(self) -> int:
        """Take in what changed, after a full export when there is no cursor or it is refused; how many rows came."""
        taken = 0
        if self.cursor() is None:
            taken += self.take_export("/v1/changes/export")
        while True:
            try:
                page = self.server.get("/v1/changes", cursor=self.cursor()).json()
            except CursorGone as gone:
                print("mirror: the cursor is refused; taking a full export", file=sys.stderr)
                taken += self.take_export(gone.export, max_age=0)
                continue
            self._store(page["items"], page["next"])
            taken += len(page["items"])
            if not page["more"]:
                return taken

    def take_export(self, address: str, **query: Any) -> int:
        """Replace everything by a full export, asked for again if it is dropped meanwhile; how many rows it has."""
        for _ in range(3):
            with suppress(NotThere):
                return self._take_export(address, **query)
        return self._take_export(address, **query)

    def _take_export(self, address: str, **query: Any) -> int:
        manifest = self.export(address, **query)
        self.db.execute("BEGIN IMMEDIATE")
        try:
            self.db.execute("DELETE FROM things")
            for row in self.lines(manifest):
                self.db.execute(UPSERT, _columns(row))
            self.db.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (manifest["cursor"],))
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        return int(manifest["row_count"])

    def export(self, address: str, **query: Any) -> dict[str, Any]:
        """Ask for an export and wait until it is made; its manifest. Raises Refused after half an hour."""
        made = self.server.get(address, **query).json()["address"]
        given_up_at = time.monotonic() + EXPORT_S
        while True:
            answer = self.server.get(made)
            manifest: dict[str, Any] = answer.json()
            if manifest["state"] == "ready":
                return manifest
            if manifest["state"] == "failed":
                raise Refused(f"the export failed: {made}")
            if time.monotonic() > given_up_at:
                raise Refused(f"the export was not made within {EXPORT_S} s: {made}")
            pause(float(answer.headers.get("retry-after", 1)), f"the export is {manifest['state']}")

    def lines(self, manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The rows of an export, part by part. Raises Refused unless counts and SHA-256 are those of the manifest."""
        whole, rows = hashlib.sha256(), 0
        for part in manifest["parts"]:
            body = self.server.get(part["address"]).content
            if hashlib.sha256(body).hexdigest() != part["sha256"]:
                raise Refused(f"part {part['number']} is not what the manifest says")
            whole.update(body)
            for line in body.splitlines():
                rows += 1
                yield json.loads(line)
        if (rows, whole.hexdigest()) != (manifest["row_count"], manifest["sha256"]):
            raise Refused(f"{rows} rows with SHA-256 {whole.hexdigest()}: not what the manifest says")

    def verify(self, patience: int = 30) -> list[str]:
        """What differs from a fresh export; empty when the copy is equal.

        What changed after the export's snapshot is compared no more. While a writer holds the feed back the export is
        ahead of it: then this waits a little and looks again.
        """
        manifest = self.export("/v1/changes/export", max_age=0)
        self.db.execute("DROP TABLE IF EXISTS temp.fresh")
        self.db.execute("CREATE TEMP TABLE fresh (entity, id, version, changed_at, data, PRIMARY KEY (entity, id))")
        for row in self.lines(manifest):
            self.db.execute("INSERT INTO fresh VALUES (:entity, :id, :version, :changed_at, :data)", _columns(row))
        while True:
            self.catch_up()
            wrong = self._differences(manifest["cursor"])
            if not wrong or patience == 0:
                return wrong
            patience -= 1
            pause(1, f"{len(wrong)} rows differ: the mirror may be a moment behind")

    def _differences(self, cursor: str) -> list[str]:
        self.db.execute("CREATE TEMP TABLE IF NOT EXISTS later (entity, id, PRIMARY KEY (entity, id))")
        more = True
        while more:
            page = self.server.get("/v1/changes", cursor=cursor).json()
            keys = [(item["entity"], item["id"]) for item in page["items"]]
            self.db.executemany("INSERT OR IGNORE INTO later VALUES (?, ?)", keys)
            cursor, more = page["next"], page["more"]
        return [" ".join(row) for row in self.db.execute(DIFFERENCES)]

    def _store(self, items: list[dict[str, Any]], cursor: str) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        try:
            for item in items:
                if item["op"] == "delete":
                    self.db.execute("DELETE FROM things WHERE entity = :entity AND id = :id", _columns(item))
                else:
                    self.db.execute(UPSERT, _columns(item))
            self.db.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (cursor,))
            self.db.execute("COMMIT")
        except BaseException:
            self.db.execute("ROLLBACK")
            raise


def _columns(item: dict[str, Any]) -> dict[str, Any]:
    data = json.dumps(item["data"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**{name: item[name] for name in ("entity", "id", "version", "changed_at")}, "data": data}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--base", required=True, help="address of the gateway")
    parser.add_argument("--db", required=True, type=Path, help="the SQLite file")
    parser.add_argument("--client-id", help="of the service account")
    parser.add_argument("--secret-file", type=Path, help="holds its secret; or the environment's MIRROR_SECRET")
    parser.add_argument("--follow", type=float, metavar="SECONDS", help="go on for ever, asking in this interval")
    parser.add_argument("--verify", action="store_true", help="compare with a fresh export; exit code 1 if they differ")
    return parser.parse_args()


def _credentials(asked: argparse.Namespace) -> tuple[str, str]:
    """Client id and secret. Raises Refused when one is missing or the file cannot be read."""
    try:
        secret = asked.secret_file.read_text().strip() if asked.secret_file else os.environ.get("MIRROR_SECRET")
    except OSError as error:
        raise Refused(f"--secret-file: {error}") from error
    if not asked.client_id or not secret:
        raise Refused("give --client-id and --secret-file (or MIRROR_SECRET), or MIRROR_TOKEN")
    return asked.client_id, secret


def main() -> int:
    """Catch up, follow or verify. MIRROR_TOKEN, if set, is used instead of a service account's credentials."""
    asked = _arguments()
    with httpx.Client(base_url=asked.base, timeout=PATIENCE_S) as http:
        if "MIRROR_TOKEN" in os.environ:
            token = os.environ["MIRROR_TOKEN"], float("inf")
            server = Server(http, lambda: token)
        else:
            server = Server(http, client_credentials(http, *_credentials(asked)))
        with closing(Mirror(asked.db, server)) as mirror:
            while True:
                print(f"mirror: {mirror.catch_up()} rows", flush=True)
                if asked.verify:
                    wrong = mirror.verify()
                    print("\n".join(wrong[:20]) or "mirror: equal to a fresh export")
                    return int(bool(wrong))
                if asked.follow is None:
                    return 0
                pause(asked.follow)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except Refused as refused:
        raise SystemExit(f"mirror: {refused}") from refused
