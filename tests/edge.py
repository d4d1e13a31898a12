"""nginx as the edge in tests: the deployed template, filled in, on a free port, without root."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

TEMPLATE = Path(__file__).resolve().parents[1] / "deploy" / "edge.conf.template"
JSON_BYTES = 1_048_576
UPLOAD_BYTES = 53_477_376

_MAIN = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/edge.conf;
}}
"""


def program() -> str:
    """Where nginx is. Without it the test is skipped, unless REQUIRE_NGINX says that this is a failure (CI does)."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        assert os.environ.get("REQUIRE_NGINX") != "1", "nginx is not installed, and REQUIRE_NGINX=1"
        pytest.skip("nginx is not installed")
    return found


def configuration(folder: Path, *, port: int, upstreams: Mapping[str, str], json_bytes: int = JSON_BYTES) -> Path:
    """The main configuration file; `upstreams` maps GATEWAY, TARGETS_API, … to host:port."""
    text = TEMPLATE.read_text(encoding="utf-8")
    values = {"LISTEN": f"127.0.0.1:{port}", "JSON_BYTES": str(json_bytes), "UPLOAD_BYTES": str(UPLOAD_BYTES)}
    for name, value in {**values, **upstreams}.items():
        text = text.replace(f"${{EDGE_{name}}}", value)
    assert "${EDGE_" not in text
    (folder / "edge.conf").write_text(text, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder), encoding="utf-8")
    return main


@contextlib.contextmanager
def running(
    folder: Path, *, upstreams: Mapping[str, str], port: int = 0, json_bytes: int = JSON_BYTES
) -> Iterator[int]:
    """An edge in front of the upstreams for as long as the block lasts; its port."""
    port = port or free_port()
    main = configuration(folder, port=port, upstreams=upstreams, json_bytes=json_bytes)
    with subprocess.Popen([program(), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(main)]) as process:
        try:
            wait_for_port(port, process, folder / "error.log")
            yield port
        finally:
            process.terminate()
            process.wait(20)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", log: Path, seconds: float = 30) -> None:
    """Until somebody listens there; fails with the log when the process ends first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(log.read_text() if log.exists() else f"nobody listens on {port}")
