"""The command ``aigraph mcp``: questions for AI assistants on standard input and output, or over HTTP on this machine.

The decision hidden here is how the server lives in a process: what it listens on, what is said on the
terminal, and how it ends.
"""

from __future__ import annotations

import gc
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from aigraph.dataset import WrongQuestion
from aigraph.tools import Report

HOST = "127.0.0.1"
PATH = "/mcp"


def mcp(folder: Path, *, http: bool = False, port: int = 8001) -> Report:
    """Answer AI assistants over the Model Context Protocol, on standard input and output; a client starts it.

    Each question is a tool, and says with its rows which events and sources they rest on. With ``--http``
    it listens on this machine (loopback only). It follows the data as they change. Ctrl-C ends it.
    """
    try:
        from aigraph.mcp.server import over_http, over_stdio, server_of
    except ImportError as error:
        raise WrongQuestion(str(error)) from None
    server = server_of(folder)
    gc.enable()  # the command line does without, which is nothing for a process that lives on
    if not http:
        if sys.stdin is not None:  # else it is closed, and all is said
            if sys.stdin.isatty():
                sys.stderr.write("an MCP client talks here, on standard input and output; Ctrl-C ends it\n")
            _until_interrupted(lambda: over_stdio(server))
        return Report((), {"url": None})
    listener = _listen(port)
    port = listener.getsockname()[1]
    where = f"http://{HOST}:{port}{PATH}"
    sys.stderr.write(f"{where} answers MCP clients about {folder}; Ctrl-C ends it\n")
    names = [name for host in (HOST, "localhost") for name in (host, f"{host}:{port}")]
    with suppress(KeyboardInterrupt):
        over_http(server, listener, PATH, names)
    return Report((), {"url": where})


def _listen(port: int) -> socket.socket:
    """Return a socket that listens on loopback.

    Raises:
        WrongQuestion: the port cannot be had.
    """
    try:
        return socket.create_server((HOST, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or "a port is a number from 0 to 65535"
        raise WrongQuestion(f"port {port} cannot be had: {reason}; give another one with --port") from None


def _until_interrupted(run: Callable[[], None]) -> None:
    """Run something until it ends, or until Ctrl-C, which cannot interrupt a thread that waits for a line of input."""
    failed: list[BaseException] = []

    def hold() -> None:
        try:
            run()
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=hold, daemon=True)
    thread.start()
    with suppress(KeyboardInterrupt):
        thread.join()
    if failed:
        raise failed[0]
