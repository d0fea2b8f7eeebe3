"""OwnTracks in HTTP mode (booklet: tech/json and features/http): one JSON object a request.

It has no alarm of its own. Whoever uses it as a panic button sends their place by hand (`t` is `u`)
with a point of interest (`poi`) that begins with sos, panic or help. A body may be empty: it asks
whether the server is there. What its app encrypts, nobody here can read; an operator is told.
"""

from tocsin.domain.session.tracking import TrackerWord
from tocsin.protocols.loose import (
    NotUnderstood,
    moment,
    percent,
    position,
    read_object,
    text,
)

CALLS_FOR_HELP = ("sos", "panic", "help")


def read(raw: bytes, whose: str | None, device: str | None) -> TrackerWord | None:
    """Read a message, under the name and device that its app was given; None: it says nothing.

    Raises NotUnderstood.
    """
    if not raw.strip():
        return None
    sent = read_object(raw)
    kind = sent.get("_type")
    if kind == "encrypted":
        raise NotUnderstood("it is encrypted; turn that off in the app, TLS protects it")
    if kind not in {"location", "transition", "lwt", "status", "waypoint", "waypoints"}:
        raise NotUnderstood("its _type is none that OwnTracks sends")
    account = "/".join(name for name in (text(whose), text(device)) if name)
    if not account:
        raise NotUnderstood("neither X-Limit-U nor u says whose it is")
    if kind != "location":
        return TrackerWord(account=account, at=moment(sent.get("tst")))
    point = text(sent.get("poi"))
    calls = point is not None and point.lower().startswith(CALLS_FOR_HELP)
    return TrackerWord(
        account=account,
        at=moment(sent.get("tst")),
        position=position(
            latitude=sent.get("lat"), longitude=sent.get("lon"), accuracy_m=sent.get("acc")
        ),
        alarms=("panic",) if calls else (),
        battery_percent=percent(sent.get("batt")),
        text=point,
    )
