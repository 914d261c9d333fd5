"""A real Postfix of our own on loopback: STARTTLS, its own queue and log, and everything goes on to a sink."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.conftest import skip_or_fail

if TYPE_CHECKING:
    from collections.abc import Iterator

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/lib
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = mx.paper.example
mydestination =
alias_maps =
local_recipient_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
relayhost = [127.0.0.1]:{sink}
disable_dns_lookups = yes
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {folder}/chain.pem
smtp_tls_security_level = none
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix: where it listens, its log, and the certificate by which it is known."""

    port: int
    log: Path
    certificate: Path


@contextmanager
def postfix(sink: int) -> Iterator[Postfix]:
    """Run Postfix until the block ends; what it takes it hands to the SMTP server at the port `sink`."""
    program = shutil.which("postfix") or shutil.which("/usr/sbin/postfix")
    if program is None or os.geteuid() != 0:
        skip_or_fail("postfix, or root to start it")
    with tempfile.TemporaryDirectory(prefix="postfix-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("queue", "lib", "etc"):
            (folder / part).mkdir()
        shutil.chown(folder / "lib", "postfix")
        port = _free_port()
        _certify(folder)
        (folder / "etc/main.cf").write_text(MAIN.format(folder=folder, sink=sink))
        (folder / "etc/master.cf").write_text(MASTER.format(port=port))
        words = [str(program), "-c", str(folder / "etc")]
        with (folder / "said").open("wb") as said:
            subprocess.run([*words, "start"], stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=60)
            try:
                _await(port, folder)
                yield Postfix(port, folder / "mail.log", folder / "certificate.pem")
            finally:
                subprocess.run([*words, "abort"], stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=60)


def _await(port: int, folder: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert time.monotonic() < deadline, (folder / "said").read_text()
            time.sleep(0.05)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _certify(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    certificate = made.public_bytes(Encoding.PEM)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "certificate.pem").write_bytes(certificate)
    (folder / "chain.pem").write_bytes(secret + certificate)
    (folder / "chain.pem").chmod(0o600)
