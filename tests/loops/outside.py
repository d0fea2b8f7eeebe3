"""What stands outside: a real mail server, a real receiver of webhooks, and some that hang."""

import asyncio
import hashlib
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session

LOOPBACK = "127.0.0.1"


@dataclass
class PostOffice:
    """Takes every letter, unless it was told what to say instead."""

    letters: list[EmailMessage] = field(default_factory=list)
    says: str = "250 OK"

    async def take(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.says.startswith("250"):
            assert isinstance(envelope.content, bytes)
            letter = message_from_bytes(envelope.content, policy=default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        return self.says

    handle_DATA = take  # noqa: N815  the name by which the library finds it


@asynccontextmanager
async def mail_server(office: PostOffice) -> AsyncIterator[str]:
    """Run a real SMTP server; give its address."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(office, loop=loop), LOOPBACK, 0)
    try:
        yield f"smtp://{LOOPBACK}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@asynccontextmanager
async def hanging() -> AsyncIterator[int]:
    """Accept every connection and never say a word; give the port."""
    writers: list[asyncio.StreamWriter] = []

    async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    server = await asyncio.start_server(hang, LOOPBACK, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in writers:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


@dataclass
class Program:
    """Somebody's program that is told of incidents, and checks who tells it."""

    secret: bytes = b"a secret"
    says: int = 204
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = head.split("\r\n")[1:]
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines) if k}
        body = await reader.readexactly(int(headers["content-length"]))
        self.requests.append((headers, body))
        place = "Location: http://127.0.0.1:1/elsewhere\r\n" if self.says == 302 else ""
        writer.write(f"HTTP/1.1 {self.says} So\r\n{place}Connection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()

    def is_signed(self, request: tuple[dict[str, str], bytes]) -> bool:
        """Check a signature as the documentation says that a program should."""
        headers, body = request
        parts = dict(part.split("=", 1) for part in headers["tocsin-signature"].split(","))
        signed = f"{parts['t']}.".encode() + body
        mac = hmac.new(self.secret, signed, hashlib.sha256).hexdigest()
        return hmac.compare_digest(mac, parts["v1"])


@asynccontextmanager
async def listening(program: Program) -> AsyncIterator[str]:
    """Run a real HTTP server; give its address."""
    server = await asyncio.start_server(program.serve, LOOPBACK, 0)
    try:
        yield f"http://{LOOPBACK}:{server.sockets[0].getsockname()[1]}/tocsin"
    finally:
        server.close()
