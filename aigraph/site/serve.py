"""The explorer on loopback, made anew when the data change.

The decision hidden here is how a curator sees what was just written: pages are kept in memory, a thread
looks at the files' times, and the open page asks for a number that grows with every change. Data with
errors leave the last good page, and say so on the terminal.
"""

from __future__ import annotations

import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aigraph.dataset import WrongQuestion
from aigraph.records import DataError
from aigraph.saga import load
from aigraph.site.build import pages
from aigraph.tools import Report

HOST = "127.0.0.1"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".txt": "text/plain"}
PAUSE = 0.5
"""Seconds between two looks at the files."""
RELOAD = b"""(async () => {
  const version = async () => (await fetch("version")).text();
  const first = await version();
  setInterval(async () => { try { if ((await version()) !== first) location.reload(); } catch { /* it is gone for a moment */ } }, 700);
})();
"""


class Shelf:
    """The pages as they are now, and a number that grows with every change."""

    def __init__(self, folder: Path, title: str | None) -> None:
        self.folder, self.title = folder, title
        self.version = 0
        self.seen = self.look()
        self.pages = self.make()

    def look(self) -> tuple[tuple[str, int, int], ...]:
        """Return names, times and sizes of the data files."""
        found = ((p.name, p.stat()) for p in sorted(self.folder.glob("*.yaml")))
        return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in found)

    def make(self) -> dict[str, bytes]:
        """Return the pages with the script that reloads them.

        Raises:
            DataError: the data have errors.
        """
        made = pages(load(self.folder), self.title)
        made["index.html"] = made["index.html"].replace(b"</body>", b'<script src="reload.js"></script>\n</body>')
        return {**made, "reload.js": RELOAD}

    def refresh(self) -> str | None:
        """Make the pages anew if the files have changed; return what there is to say."""
        try:
            now = self.look()
            if now == self.seen:
                return None
            self.seen = now
            self.pages = self.make()
        except (DataError, OSError) as error:
            return f"the page stays as it was: {error}"
        self.version += 1
        return "made anew"


def server_of(shelf: Shelf, port: int) -> ThreadingHTTPServer:
    """Return a server of the pages on loopback; it answers only to names of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            names = {HOST, "localhost"}
            if self.headers.get("Host", "").partition(":")[0] not in names:
                self.send_error(HTTPStatus.FORBIDDEN, "only for this machine")
                return
            name = self.path.partition("?")[0].lstrip("/") or "index.html"
            body = str(shelf.version).encode() if name == "version" else shelf.pages.get(name)
            if body is None:
                self.send_error(HTTPStatus.NOT_FOUND, "no such page")
                return
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", f"{KINDS.get(Path(name).suffix, 'text/plain')}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing of single requests."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """Say nothing of a browser that went away in the middle of an answer."""

    return Server((HOST, port), Handler)


def site_serve(folder: Path, *, port: int = 8000, site_title: str | None = None) -> Report:
    """Show the explorer on this machine (loopback only) and show it anew when the data change; ends with Ctrl-C."""
    shelf = Shelf(folder, site_title)
    try:
        server = server_of(shelf, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "a port is a number from 0 to 65535"
        raise WrongQuestion(f"port {port} cannot be had: {reason}; give another one with --port") from None
    where = f"http://{HOST}:{server.server_port}/"
    sys.stderr.write(f"{where} shows {folder}; Ctrl-C ends it\n")
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(shelf, ended), daemon=True)
    watcher.start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        ended.set()
        server.server_close()
    return Report((), {"url": where})


def _watch(shelf: Shelf, ended: threading.Event) -> None:
    while not ended.wait(PAUSE):
        said = shelf.refresh()
        if said:
            sys.stderr.write(f"{said}\n")
