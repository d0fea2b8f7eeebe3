"""What came last: what it rings again for, in words with a time; and what help was asked before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.domain.alarm.alert import Alert
from tocsin.domain.alarm.incident import Incident
from tocsin.domain.elapsed import minute
from tocsin.domain.response.phone_call import (
    DANGER,
    CallOutcome,
    EmergencyService,
    HeardOutcome,
    PhoneCall,
)

MOST_NAMED = 3
RINGS_AGAIN = "It rings again, and nobody has taken note of that yet: press “I have seen it” first."

CALLED = {
    EmergencyService.POLICE: "The police have",
    EmergencyService.AMBULANCE: "The ambulance service has",
    EmergencyService.FIRE: "The fire service has",
}
ASKED = {
    EmergencyService.POLICE: "The police were",
    EmergencyService.AMBULANCE: "The ambulance service was",
    EmergencyService.FIRE: "The fire service was",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing that came: a device's signal, or what somebody saw or heard."""

    at: datetime
    words: str


def news_since(incident: Incident, since: datetime) -> list[News]:
    """List what came after a moment, the latest first."""
    came = (news for news in _all_news(incident) if news.at > since)
    return sorted(came, key=lambda news: news.at, reverse=True)


def news_words(incident: Incident, since: datetime) -> str | None:
    """Say what came after a moment: "Check-in missed at 03:12"; None where nothing did."""
    news = news_since(incident, since)
    if not news:
        return None
    named = [f"{one.words} at {_minute(incident, one.at)}" for one in news[:MOST_NAMED]]
    more = [f"{len(news) - MOST_NAMED} more"] if len(news) > MOST_NAMED else []
    return "; ".join([*named, *more])


def why_help_is_due(incident: Incident, service: EmergencyService) -> str:
    """Say why a service is due: nobody rang it, or what it said does not cover what came since."""
    asked = last_asked(incident, service)
    if asked is None:
        return f"{CALLED[service]} not been called, and nobody has said why not."
    after = news_words(incident, asked.at)
    now_what = "Call again, or say why not."
    return f"{asked_words(incident, service, asked)}{_before(after)} {now_what}"


def last_asked(incident: Incident, service: EmergencyService) -> HeardOutcome | None:
    """Give what was heard last of a service; None where it was never asked."""
    heard = [
        word
        for call in incident.standing.calls
        if call.service is service
        for word in call.outcomes[-1:]
    ]
    return max(heard, key=lambda word: word.at, default=None)


def asked_words(incident: Incident, service: EmergencyService, heard: HeardOutcome) -> str:
    """Say when a service was asked and what it said, without the full stop."""
    at = _minute(incident, heard.at)
    if heard.outcome is CallOutcome.NOT_POSSIBLE:
        return f"{CALLED[service]} not been called: at {at} it could not be done"
    words = f"{ASKED[service]} called at {at}"
    if heard.outcome is CallOutcome.ACCEPTED:
        reference = f", reference {heard.reference}" if heard.reference else ""
        return f"{words} and said that they come{reference}"
    return f"{words} and did not take it ({heard.outcome.replace('_', ' ')})"


def _before(after: str | None) -> str:
    return "." if after is None else f". That was before: {after}."


def _all_news(incident: Incident) -> Iterator[News]:
    yield from (News(at=alert.last_at, words=_alert_words(alert)) for alert in incident.alerts)
    if incident.real_at is not None:
        yield News(at=incident.real_at, words="It is no drill any more")
    if incident.silent_at is not None and not any(alert.silent for alert in incident.alerts):
        yield News(at=incident.silent_at, words="Signs of duress")
    yield from _dangers(incident.standing.calls)


def _dangers(calls: Sequence[PhoneCall]) -> Iterator[News]:
    for call in calls:
        for heard in call.outcomes:
            if heard.outcome in DANGER:
                yield News(at=heard.at, words=f"Danger, by the word of {call.name}")


def _alert_words(alert: Alert) -> str:
    words = alert.words_and_place
    return f"{words}, again" if alert.count > 1 else words


def _minute(incident: Incident, at: datetime) -> str:
    return minute(at, incident.subject.time_zone)
