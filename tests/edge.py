"""nginx as the edge in tests: the deployed templates, filled in, on a free port, without root."""

import contextlib
import dataclasses
import datetime as dt
import ipaddress
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import ports

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
TEMPLATE = DEPLOY / "edge.conf.template"
TLS_TEMPLATE = DEPLOY / "edge-tls.conf.template"
JSON_BYTES = 1_048_576
UPLOAD_BYTES = 53_477_376
NAME = "edge.test"

_MAIN = """
{user}
daemon off;
worker_processes 1;
worker_shutdown_timeout 60s;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/edge*.conf;
}}
"""


@dataclasses.dataclass(frozen=True)
class Tls:
    """Where the certificate lies, and the port of plain HTTP."""

    certificate: Path
    key: Path
    plain: int


def installed() -> str | None:
    """Where nginx is, if it is there."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def program() -> str:
    """Where nginx is. Without it the test is skipped, unless REQUIRE_NGINX says that this is a failure (CI does)."""
    found = installed()
    if found is None:
        assert os.environ.get("REQUIRE_NGINX") != "1", "nginx is not installed, and REQUIRE_NGINX=1"
        pytest.skip("nginx is not installed")
    return found


def certificate(folder: Path) -> Tls:
    """A certificate of our own for `edge.test` and 127.0.0.1, which is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName(NAME), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(secret)
    return Tls(folder / "certificate.pem", folder / "key.pem", ports.free())


def configuration(
    folder: Path,
    *,
    port: int,
    upstreams: Mapping[str, str],
    json_bytes: int = JSON_BYTES,
    tls: Tls | None = None,
    changes: Mapping[str, str] | None = None,
) -> Path:
    """The main configuration file; `upstreams` maps GATEWAY, TARGETS_API, … to host:port, `changes` shortens times."""
    listen = f"127.0.0.1:{port}" + (" ssl http2" if tls else "")
    values = {
        "LISTEN": listen,
        "KEEPALIVE": "65s",
        "JSON_BYTES": str(json_bytes),
        "UPLOAD_BYTES": str(UPLOAD_BYTES),
        **upstreams,
    }
    if tls:
        values |= {
            "CERTIFICATE_KEY": str(tls.key),
            "CERTIFICATE": str(tls.certificate),
            "LISTEN_PLAIN": f"127.0.0.1:{tls.plain}",
            "NAME": NAME,
        }
    for template in (TEMPLATE, TLS_TEMPLATE) if tls else (TEMPLATE,):
        text = template.read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(f"${{EDGE_{name}}}", value)
        for before, after in (changes or {}).items():
            assert before in text or template is not TEMPLATE, before
            text = text.replace(before, after)
        assert "${EDGE_" not in text
        (folder / template.name.removesuffix(".template")).write_text(text, encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder, user=_user()), encoding="utf-8")
    return main


def _user() -> str:
    """The workers of a root's nginx stay root: the folders of a test are nobody else's."""
    return "user root root;" if os.getuid() == 0 else ""


@dataclasses.dataclass(frozen=True)
class Edge:
    """A running nginx."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def workers(self) -> set[int]:
        """The numbers of its worker processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(one) for one in children.read_text().split()}

    def reload(self) -> None:
        """What `nginx -s reload` does."""
        self.process.send_signal(signal.SIGHUP)


@contextlib.contextmanager
def running(
    folder: Path, *, upstreams: Mapping[str, str], port: int = 0, json_bytes: int = JSON_BYTES
) -> Iterator[int]:
    """An edge in front of the upstreams for as long as the block lasts; its port."""
    with started(folder, upstreams=upstreams, port=port, json_bytes=json_bytes) as edge:
        yield edge.port


@contextlib.contextmanager
def started(
    folder: Path,
    *,
    upstreams: Mapping[str, str],
    port: int = 0,
    json_bytes: int = JSON_BYTES,
    tls: Tls | None = None,
    changes: Mapping[str, str] | None = None,
) -> Iterator[Edge]:
    """The same with its process at hand, with TLS when a certificate is given."""
    port = port or ports.free()
    main = configuration(folder, port=port, upstreams=upstreams, json_bytes=json_bytes, tls=tls, changes=changes)
    log = folder / "error.log"
    with subprocess.Popen([program(), "-p", str(folder), "-e", str(log), "-c", str(main)]) as process:
        try:
            wait_for_port(port, process, log)
            yield Edge(port, process, log)
        finally:
            process.terminate()
            process.wait(20)


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", log: Path, seconds: float = 30) -> None:
    """Until somebody listens there; fails with the log when the process ends first."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as connection:
            if connection.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(log.read_text() if log.exists() else f"nobody listens on {port}")
