"""Webhooks: signed, sent once per attempt, to where their owner said and nowhere else.

`Tocsin-Signature: t=…,v1=…` is the HMAC-SHA256 of the seconds, a dot and the body, with the
webhook's own secret. Redirects are not followed, no proxy is asked, and the address that a name
stands for is looked at before anything is sent to exactly that address: a name of the internet
cannot lead into one's own network.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import socket
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import httpx

CONNECT_WITHIN_S = 5.0
ANSWER_WITHIN_S = 10.0
SIGNATURE_HEADER = "Tocsin-Signature"
NOTHING_LEAVES = "not sent: the demo sends nothing out of this machine"
PORTS = {"http": 80, "https": 443}


class NotDelivered(Exception):
    """The target did not take it. `answer` is its HTTP answer, if there was one."""

    def __init__(self, why: str, answer: int | None = None) -> None:
        super().__init__(why)
        self.answer = answer


class NotSent(NotDelivered):
    """It was not sent, and never will be: to try again would change nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    url: str
    secret: bytes
    body: bytes
    at: datetime


def sign(secret: bytes, at: datetime, body: bytes) -> str:
    """Write the signature's header: when, and the proof of who wrote this body then."""
    seconds = int(at.timestamp())
    mac = hmac.new(secret, b"%d." % seconds + body, hashlib.sha256)
    return f"t={seconds},v1={mac.hexdigest()}"


class Courier:
    """Delivers webhooks. Addresses inside one's own network only where a setting allows them.

    In the demo to this machine alone, and to all others nothing: not even their names are asked
    after, for that would leave it too.
    """

    def __init__(self, *, private: bool, demo: bool = False) -> None:
        self._private, self._demo = private, demo

    async def deliver(self, delivery: Delivery) -> int:
        """Deliver one, and give the target's answer. Raises NotDelivered."""
        if self._demo and not is_this_machine(urlsplit(delivery.url).hostname or ""):
            raise NotSent(NOTHING_LEAVES)
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                answer = await self._post(delivery)
        except TimeoutError as error:
            raise NotDelivered("the target did not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            words = str(error) or type(error).__name__
            raise NotDelivered(f"the target cannot be reached: {words}") from error
        if not 200 <= answer < 300:  # noqa: PLR2004  what HTTP calls success
            raise NotDelivered(f"the target answered {answer}", answer)
        return answer

    async def _post(self, delivery: Delivery) -> int:
        target = httpx.URL(delivery.url)
        address = await self._resolve(delivery.url)
        headers = {
            "Host": target.netloc.decode(),
            "Content-Type": "application/json",
            "User-Agent": "Tocsin",
            SIGNATURE_HEADER: sign(delivery.secret, delivery.at, delivery.body),
        }
        async with httpx.AsyncClient(
            trust_env=False, follow_redirects=False, timeout=CONNECT_WITHIN_S
        ) as client:
            request = client.build_request(
                "POST",
                target.copy_with(host=address),
                content=delivery.body,
                headers=headers,
                timeout=httpx.Timeout(ANSWER_WITHIN_S, connect=CONNECT_WITHIN_S),
                extensions={"sni_hostname": target.host},  # the certificate is the name's
            )
            answer = await client.send(request, stream=True)
            await answer.aclose()  # what else it says is nobody's business
            return answer.status_code

    async def _resolve(self, url: str) -> str:
        """Give the address that a target's name stands for. Raises NotDelivered."""
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not (self._private or self._demo) and not all(
            is_public(address) for address in addresses
        ):
            raise NotDelivered("the target is not on the internet (TOCSIN_WEBHOOK_PRIVATE)")
        return addresses[0]


def is_this_machine(host: str) -> bool:
    """Say whether a target is the machine itself, by its address or by the one name for that."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_public(address: str) -> bool:
    """Say whether an address belongs to the internet rather than to somebody's own network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif ip.sixtofour is not None or ip.teredo is not None:
            return False  # a way around, into what it stands for
    return ip.is_global and not ip.is_multicast
