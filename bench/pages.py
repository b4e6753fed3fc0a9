"""Reading the campaign page, beside nginx sending a file of as many bytes: the same wrk asks both."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.embedded.errors import ServerFailed
from app.embedded.ports import answers
from app.embedded.processes import wait_until
from bench.load import CLIENTS
from bench.way import free_port

PROGRAMS: Final = ("nginx", "wrk")
_REQUESTS_A_SECOND: Final = re.compile(r"^Requests/sec:\s+([0-9.]+)", re.MULTILINE)
_REFUSED: Final = re.compile(r"Non-2xx|Socket errors")
_PATH: Final = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
_ENCODING: Final = "br"
_NGINX: Final = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes auto; {user}
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100;
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder}; default_type text/html;
    server {{ listen 127.0.0.1:{port}; root {folder}/pages; }}
}}
"""


def program(name: str) -> str:
    """Return where a program is. Raises ServerFailed, with what to install, where it is missing."""
    found = shutil.which(name, path=_PATH)
    if found is None:
        raise ServerFailed(f"{name} is missing: reading pages is measured with it. `apt-get install nginx-light wrk`")
    return found


def fetch(url: str) -> bytes:
    """Return a page as it travels to a browser, compressed."""
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Accept-Encoding": _ENCODING})) as answer:
        assert answer.headers["Content-Encoding"] == _ENCODING, "the page came uncompressed"
        return bytes(answer.read())


def reads_per_second(url: str, *, seconds: int) -> float:
    """Ask for a page with all clients for so long; raise where any answer is not 200."""
    said = subprocess.run(
        [program("wrk"), "--threads=1", f"--connections={CLIENTS}", f"--duration={seconds}s",
         f"--header=Accept-Encoding: {_ENCODING}", url],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = _REQUESTS_A_SECOND.search(said)
    assert found is not None, said
    assert not _REFUSED.search(said), said
    return float(found[1])


@contextlib.contextmanager
def static_page(page: bytes) -> Iterator[str]:
    """Let nginx serve those bytes as a file; yield the address."""
    with tempfile.TemporaryDirectory(prefix="vigil-bench-nginx-") as name:
        folder, port = Path(name), free_port()
        (folder / "pages").mkdir()
        (folder / "pages" / "page").write_bytes(page)
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port, user=user))
        server = subprocess.Popen([program("nginx"), "-p", name, "-c", str(folder / "nginx.conf")])
        try:
            assert wait_until(lambda: answers(port, "/page"), seconds=10), (folder / "error.log").read_text()
            yield f"http://127.0.0.1:{port}/page"
        finally:
            server.terminate()
            server.wait()
