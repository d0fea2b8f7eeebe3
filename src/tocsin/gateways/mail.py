"""Mail over SMTP. An attempt ends in one of four ways, and each says what is known.

It was taken; it surely was not (`NotSent`: try again); it never will be (`Undeliverable`); or
nobody knows (`MaybeSent`: try again with the same Message-ID, so that it can be seen to be the
same). Certificates are checked, and no attempt takes longer than its time.
"""

import asyncio
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

CONNECT_WITHIN_S = 10.0
SEND_WITHIN_S = 30.0
PERMANENT = range(500, 600)


class NotSent(Exception):
    """It has surely not left."""


class MaybeSent(Exception):
    """It may have left: the answer never came."""


class Undeliverable(Exception):
    """It will not be taken, however often it is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    reference: str  # the same for every attempt to send the same letter
    address: str
    name: str
    title: str
    text: str


class Mailbox:
    """Sends letters through one mail server."""

    def __init__(self, url: str, sender: str) -> None:
        server = urlsplit(url)
        self._secure = server.scheme == "smtps"
        self._host = server.hostname or ""
        self._port = server.port
        self._name = unquote(server.username) if server.username else None
        self._password = unquote(server.password) if server.password else None
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        """Hand a letter over. Raises NotSent, MaybeSent or Undeliverable."""
        message = _write(letter, self._sender)
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._name,
            password=self._password,
            use_tls=self._secure,
            timeout=CONNECT_WITHIN_S,
        )
        try:
            async with asyncio.timeout(SEND_WITHIN_S):
                await self._connect(client)
                await _hand_over(client, message)
        except TimeoutError as error:
            raise MaybeSent("the mail server did not answer in time") from error
        finally:
            client.close()

    async def _connect(self, client: aiosmtplib.SMTP) -> None:
        try:
            await client.connect()
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotSent(f"the mail server cannot be reached: {_words(error)}") from error


async def _hand_over(client: aiosmtplib.SMTP, message: EmailMessage) -> None:
    try:
        await client.send_message(message)
    except aiosmtplib.SMTPRecipientsRefused as error:
        first = error.recipients[0]
        raise _refusal(first.code, first.message) from error
    except aiosmtplib.SMTPResponseException as error:
        raise _refusal(error.code, error.message) from error
    except aiosmtplib.SMTPNotSupported as error:
        raise Undeliverable(_words(error)) from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MaybeSent(f"the mail server went silent: {_words(error)}") from error


def _refusal(code: int, message: str) -> NotSent | Undeliverable:
    words = f"the mail server said {code} {message}".strip()
    return Undeliverable(words) if code in PERMANENT else NotSent(words)


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _write(letter: Letter, sender: str) -> EmailMessage:
    """Write a letter as a message. Raises Undeliverable when the address is none."""
    message = EmailMessage()
    message["From"] = f"Tocsin <{sender}>"
    try:
        message["To"] = Address(display_name=letter.name, addr_spec=letter.address)
    except (ValueError, IndexError) as error:
        raise Undeliverable(f"{letter.address} is no e-mail address") from error
    message["Subject"] = " ".join(letter.title.split())
    message["Message-ID"] = f"<{letter.reference}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message
