"""A mail server on this machine for tests: it speaks SMTP and keeps what it was handed."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Post:
    """What arrived, and whom the server refuses."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    logins: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        """To whom mail went, in order."""
        return [str(mail["To"]) for mail in self.mails]


class _Conversation(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        """Answer one client until it is done."""
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            if not self._answer(line):
                return

    def _answer(self, line: str) -> bool:
        verb, post = line.split(maxsplit=1)[0].upper(), self.server.post
        if verb == "RCPT" and any(f"<{each}>" in line for each in post.refused):
            self._say("550 no such mailbox")
        elif verb == "EHLO":
            self._say("250-test", "250 AUTH PLAIN")
        elif verb == "AUTH":
            post.logins.append(line)
            self._say("235 welcome")
        elif verb == "DATA":
            self._take()
        else:
            self._say("221 bye" if verb == "QUIT" else "250 fine")
        return verb != "QUIT"

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        taken = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(taken, EmailMessage)
        self.server.post.mails.append(taken)
        self._say("250 kept")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    post: Post


@contextmanager
def mail_server() -> Iterator[Post]:
    """A server on a free port for as long as the block runs."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.post = Post(port=server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server.post
        finally:
            server.shutdown()
            thread.join()
