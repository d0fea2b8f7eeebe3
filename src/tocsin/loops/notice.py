"""Sends notices: looks once more whether it is wanted, hands it over, writes down how that went."""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from tocsin.app.notice import Delivery
from tocsin.app.sending import Leaving, begin_sending, end_sending
from tocsin.db.need import tell_operators
from tocsin.db.outbox import Owed
from tocsin.db.work import OpenWork
from tocsin.domain.response.answer_link import AnswerLink
from tocsin.domain.response.notice import NoticeChannel, NoticeKind, NoticeState
from tocsin.gateways.mail import Letter, MaybeSent, NotSent, Undeliverable

NO_SERVER = "no mail can be sent: TOCSIN_SMTP_URL is not set"
NO_ADDRESS = "they have no e-mail address"


class Post(Protocol):
    """Whatever takes letters: a mail server."""

    async def send(self, letter: Letter) -> None: ...


class Carrier(Protocol):
    async def carry(self, letter: Letter, phone: str | None) -> Delivery: ...


class ByHandset:
    """The demo's: a notice is shown on the page of handsets, and nothing leaves the machine."""

    async def carry(self, letter: Letter, phone: str | None) -> Delivery:
        address = phone or letter.address
        return Delivery(
            state=NoticeState.SENT, channel=NoticeChannel.HANDSET, address=address or None
        )


class ByMail:
    def __init__(self, post: Post | None) -> None:
        self._post = post

    async def carry(self, letter: Letter, phone: str | None) -> Delivery:
        """Send a letter, and say how that ended. It never raises for what the world does."""
        del phone  # no gateway to telephones yet
        if self._post is None:
            return _mailed(letter, NoticeState.FAILED, NO_SERVER)
        if not letter.address:
            return _mailed(letter, NoticeState.FAILED, NO_ADDRESS)
        try:
            await self._post.send(letter)
        except NotSent as news:
            return _mailed(letter, NoticeState.OWED, str(news))
        except MaybeSent as news:
            return _mailed(letter, NoticeState.UNKNOWN, str(news))
        except Undeliverable as news:
            return _mailed(letter, NoticeState.FAILED, str(news))
        return _mailed(letter, NoticeState.SENT, None)


def _mailed(letter: Letter, state: NoticeState, why: str | None) -> Delivery:
    address = letter.address or None
    return Delivery(state=state, channel=NoticeChannel.MAIL, address=address, why=why)


class NotSentYet(Exception):
    """The outbox tries again."""


class NoticeSender:
    """Does what the outbox owes as a notice."""

    def __init__(
        self, open_work: OpenWork, carrier: Carrier, answer_at: Callable[[AnswerLink], str]
    ) -> None:
        self._open_work, self._carrier, self._answer_at = open_work, carrier, answer_at

    async def __call__(self, owed: Owed) -> str:
        notice_id = UUID(owed.body["notice"])
        async with self._open_work("begin_sending") as work:
            leaving = await begin_sending(work, notice_id)
            if leaving is None:
                return "not to be sent"
            address, phone = await work.notices.where_is(leaving.notice.to)
            letter = self._write(leaving, address, await work.journal.head_of(leaving.incident))
        delivery = await self._carrier.carry(letter, phone)
        if owed.is_last_try and delivery.state is NoticeState.OWED:
            delivery = _mailed(letter, NoticeState.FAILED, delivery.why)
        async with self._open_work("end_sending") as work:
            await end_sending(work, notice_id, delivery)
            if delivery.state is NoticeState.FAILED:
                name = leaving.notice.to.name
                reason = f"{name} could not be told: {delivery.why}"
                await tell_operators(work, leaving.incident.id, reason)
        if delivery.state in {NoticeState.OWED, NoticeState.UNKNOWN}:
            raise NotSentYet(delivery.why)
        return delivery.state

    def _write(self, leaving: Leaving, address: str | None, head: str) -> Letter:
        notice, to = leaving.notice, leaving.notice.to
        lines = [notice.text]
        if notice.kind is NoticeKind.RUN_ALONE:
            centre_id = leaving.incident.subject.centre_id
            link = AnswerLink(notice_id=notice.id, centre_id=centre_id)
            lines.append(f"Answer here: {self._answer_at(link)}")
        lines.append(f"Sealed in the record as {head}")
        return Letter(
            reference=str(notice.id),
            address=address or "",
            name=to.name,
            title=notice.title,
            text="\n".join(lines),
        )
