"""What the console shows of who is told of an incident, and who is left to be rung."""

from uuid import UUID

from pydantic import BaseModel

from tocsin.domain.response.notice import NoticeChannel, NoticeKind, NoticeState
from tocsin.web.time_shape import Time


class NoticeShape(BaseModel):
    """A message to one person about an incident."""

    id: UUID
    kind: NoticeKind
    to: str
    state: NoticeState
    written_at: Time
    sent_at: Time | None
    channel: NoticeChannel | None = None  # by what; known once it is sent
    why: str | None
    has_it: bool | None
    answered_at: Time | None


class Undelivered(BaseModel):
    """What a webhook was to be told of an incident and has not taken, though it was tried."""

    whose: str  # the customer's name, or the centre's own
    messages: int
    since: Time  # when the first of them happened
    tried_again: bool  # by itself; else it was tried for long enough


class ToRing(BaseModel):
    """Somebody who was told by telephone and has no e-mail: they hear that it is over by a call."""

    name: str
    number: str
    tel: str
