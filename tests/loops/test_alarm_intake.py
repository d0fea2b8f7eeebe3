"""What decides an answer, without a socket or a database."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.protocols.frames import DRAWN, KEY, framed, only_frame
from tocsin.db.panel import Line, Panel
from tocsin.domain.alarm.signal import Channel, Settlement
from tocsin.domain.people.subject import SubjectKind
from tocsin.loops.alarm_intake import Origin, Taken, keep_as_is, take_in
from tocsin.protocols.sia_dc09 import Draft, Frame, Seal, Unreadable, Why, write_message

NOW = datetime(2026, 11, 21, 2, 44, tzinfo=UTC)
ORIGIN = Origin(channel=Channel.DC09_TCP, source="192.0.2.7:4001")


def panel(account: str, number: int, key: bytes | None = None) -> Panel:
    return Panel(
        id=UUID(int=number),
        account=account,
        site_id=UUID(int=number + 100),
        customer_id=UUID(int=number + 200),
        centre_id=UUID(int=1),
        aes_key=key,
    )


CLEAR, KEYED, OTHER = panel("1234", 10), panel("AAA1", 11, KEY), panel("5678", 12)
LINE = Line(
    id=UUID(int=2),
    centre_id=UUID(int=1),
    acknowledges_unknown=False,
    mark="",
    panels={one.account: one for one in (CLEAR, KEYED, OTHER)},
)


def draft(account: str = "1234", message: bytes = b"#1234|Nri1/BA4^Shutter^") -> Draft:
    return Draft(token="SIA-DCS", account=account, message=message, sequence=7)


def taken(said: Draft | bytes, *, key: bytes | None = None, line: Line = LINE) -> Taken:
    raw = (
        said if isinstance(said, bytes) else write_message(said, Seal(key, DRAWN) if key else None)
    )
    return take_in(line, ORIGIN, only_frame(raw), NOW)


def reports_of(one: Taken) -> list[dict[str, str]]:
    reports: list[dict[str, str]] = json.loads(one.arrival.report)["reports"]
    return reports


def token_of(one: Taken) -> str | None:
    return one.reply.split(b'"')[1].decode() if one.reply else None


def test_an_alarm_of_a_known_panel_is_acknowledged_and_due() -> None:
    one = taken(draft())
    assert token_of(one) == "ACK"
    assert (one.is_due, one.arrival.subject_id) == (True, CLEAR.site_id)
    assert one.arrival.settlement is None
    assert one.arrival.subject_id == CLEAR.site_id
    assert one.arrival.customer_id == CLEAR.customer_id
    assert one.arrival.panel_id == CLEAR.id
    report = json.loads(one.arrival.report)["reports"][0]
    assert (report["scheme"], report["code"]) == ("SIA", "BA")
    assert (report["area"], report["zone"], report["zone_text"]) == ("1", "4", "Shutter")


def test_the_bytes_are_kept_as_they_came() -> None:
    raw = write_message(draft())
    assert taken(raw).arrival.raw == raw


def test_an_encrypted_alarm_is_answered_encrypted() -> None:
    said = replace(draft("AAA1", b"#AAA1|Nri1/FA9"), sent_at=NOW)
    one = taken(said, key=KEY)
    assert token_of(one) == "*ACK"
    assert (one.is_due, one.arrival.subject_id) == (True, KEYED.site_id)
    assert one.arrival.occurred_at == NOW


def test_a_clear_frame_from_a_keyed_account_is_refused_and_kept() -> None:
    one = taken(draft("AAA1", b"#AAA1|Nri1/FA9"))
    assert token_of(one) == "DUH"
    assert "in clear" in json.loads(one.arrival.report)["unreadable"]
    (shown,) = reports_of(one)
    assert (one.is_due, shown["code"]) == (True, "unreadable"), "anybody can have written it"
    assert "FA9" in shown["zone_text"]


def test_another_key_is_refused_and_kept() -> None:
    one = taken(replace(draft("AAA1", b"#AAA1|BA1"), sent_at=NOW), key=b"another key 1234")
    assert token_of(one) == "DUH"
    assert (one.is_due, reports_of(one)[0]["code"]) == (True, "unreadable")


@pytest.mark.parametrize("off", [timedelta(seconds=-41), timedelta(seconds=21)])
def test_a_wrong_time_gets_our_time_and_is_kept(off: timedelta) -> None:
    one = taken(replace(draft("AAA1", b"#AAA1|Nri1/BA1"), sent_at=NOW + off), key=KEY)
    assert one.reply is not None
    assert b'"NAK"0000R0L0A0[]_02:44:00,11-21-2026' in one.reply
    assert (one.is_due, reports_of(one)[0]["code"]) == (True, "BA"), "its key vouches for it"
    assert "clock" in json.loads(one.arrival.report)["unreadable"]


def test_a_link_test_with_a_wrong_time_is_kept_and_disturbs_nobody() -> None:
    said = Draft(token="NULL", account="AAA1", sequence=0, sent_at=NOW - timedelta(minutes=5))
    one = taken(said, key=KEY)
    assert b'"NAK"' in (one.reply or b"")
    assert one.arrival.settlement is Settlement.UNREADABLE


def test_a_panel_whose_clock_cannot_be_set_is_heard_at_any_time() -> None:
    said = replace(draft("AAA1", b"#AAA1|BA1"), sent_at=NOW - timedelta(days=900))
    line = replace(LINE, panels={"AAA1": replace(KEYED, time="none")})
    one = taken(said, key=KEY, line=line)
    assert (token_of(one), one.is_due) == ("*ACK", True)


def test_a_panel_that_must_send_the_time_is_told_so() -> None:
    line = replace(LINE, panels={"1234": replace(CLEAR, time="strict")})
    one = taken(draft(), line=line)
    assert b'"NAK"' in (one.reply or b"")
    assert one.is_due
    assert taken(replace(draft(), sent_at=NOW), line=line).reply != one.reply


@pytest.mark.parametrize(
    ("length", "stated", "is_answered"),
    [
        ("hex", b"001E", True),
        ("hex", b"0030", False),
        ("decimal", b"0030", True),
        ("ignore", b"0999", True),
    ],
)
def test_a_length_is_stated_as_was_agreed(length: str, stated: bytes, *, is_answered: bool) -> None:
    line = replace(LINE, panels={"1234": replace(CLEAR, length=length)})
    raw = framed(b'"SIA-DCS"0001L0#1234[|Nri1/BA]')
    one = taken(raw[:5] + stated + raw[9:], line=line)
    assert (one.reply is not None) is is_answered
    assert one.is_due


def test_a_checksum_in_another_form_than_agreed_gets_no_answer_and_is_shown() -> None:
    line = replace(LINE, panels={"1234": replace(CLEAR, crc="binary")})
    one = taken(draft(), line=line)
    assert (one.reply, one.is_due, reports_of(one)[0]["code"]) == (None, True, "unreadable")


def test_the_words_that_a_panel_sends_for_people_are_kept() -> None:
    one = taken(draft(message=b"#1234|ORi1/BA4^Shutter^|ARear door, two men"))
    assert (
        reports_of(one)[0]["zone_text"] == "Shutter, Rear door, two men, sent late, from its memory"
    )


@pytest.mark.parametrize(
    ("extras", "is_kept"),
    [((b"X002W13.900", b"Y53N28.500"), True), ((b"X000E00.000", b"Y00N00.000"), False)],
)
def test_a_position_without_a_fix_is_none(extras: tuple[bytes, ...], *, is_kept: bool) -> None:
    one = taken(replace(draft(), extras=extras))
    assert ("position" in json.loads(one.arrival.report)) is is_kept


def test_a_position_that_cannot_be_read_is_kept_as_it_came() -> None:
    for account in ("1234", "9999"):
        said = replace(
            draft(account, b"#" + account.encode() + b"|Nri1/PA4"), extras=(b"X12Q", b"Y5")
        )
        report = json.loads(taken(said).arrival.report)
        assert (report["unread_position"], "position" in report) == ("X12Q Y5", False)


def test_a_panel_speaks_for_no_other_customer() -> None:
    one = taken(draft("1234", b"#5678|Nri1/BA4"))
    assert (token_of(one), one.arrival.panel_id) == ("ACK", CLEAR.id)


SAME_CUSTOMER = replace(
    LINE, panels={**LINE.panels, "5678": replace(OTHER, customer_id=CLEAR.customer_id)}
)


def test_the_account_inside_names_the_site_that_a_relay_speaks_for() -> None:
    one = taken(draft("1234", b"#5678|Nri1/BA4"), line=SAME_CUSTOMER)
    assert token_of(one) == "ACK"
    assert (one.is_due, one.arrival.subject_id) == (True, OTHER.site_id)
    assert one.arrival.panel_id == OTHER.id
    assert one.arrival.account == "1234"


def test_a_relay_that_nobody_knows_may_speak_for_a_known_panel() -> None:
    one = taken(draft("F0F0", b"#5678|Nri1/BA4"))
    assert token_of(one) == "ACK"
    assert one.arrival.panel_id == OTHER.id


def test_an_unknown_account_inside_leaves_the_alarm_with_its_sender() -> None:
    one = taken(draft("1234", b"#9999|Nri1/BA4"))
    assert token_of(one) == "ACK"
    assert one.arrival.panel_id == CLEAR.id


@pytest.mark.parametrize("relay", ["1234", "F0F0"])
def test_nobody_speaks_in_clear_for_a_keyed_account(relay: str) -> None:
    keyed = replace(KEYED, customer_id=CLEAR.customer_id)
    line = replace(LINE, panels={**LINE.panels, "AAA1": keyed})
    one = taken(draft(relay, b"#AAA1|Nri1/BA4"), line=line)
    assert (token_of(one), reports_of(one)[0]["code"]) == ("DUH", "unreadable")


def test_a_keyed_relay_may_speak_for_a_keyed_account() -> None:
    other = replace(OTHER, aes_key=b"another key 1234", customer_id=KEYED.customer_id)
    line = replace(LINE, panels={**LINE.panels, "5678": other})
    said = replace(draft("AAA1", b"#5678|Nri1/BA4"), sent_at=NOW)
    one = take_in(line, ORIGIN, only_frame(write_message(said, Seal(KEY, DRAWN))), NOW)
    assert token_of(one) == "*ACK"
    assert one.arrival.panel_id == other.id


def test_a_link_test_is_recorded_and_disturbs_nobody() -> None:
    one = taken(Draft(token="NULL", account="1234", sequence=0))
    assert token_of(one) == "ACK"
    assert one.arrival.settlement is Settlement.RECORDED
    assert not one.is_due
    assert json.loads(one.arrival.report)["reports"] == [{"scheme": "TOCSIN", "code": "link_test"}]


def test_what_a_known_panel_says_unreadably_is_acknowledged_and_due() -> None:
    one = taken(framed(b'"SIA-DCS"0001L0#1234[#1234|no end'))
    assert token_of(one) == "ACK"
    assert (one.is_due, one.arrival.subject_id) == (True, CLEAR.site_id)
    assert json.loads(one.arrival.report) == {"reports": [], "unreadable": Why.NO_BRACKET}


def test_bytes_that_are_no_frame_are_kept_and_not_answered() -> None:
    one = take_in(LINE, ORIGIN, Unreadable(b"\xffhello", Why.NOT_A_FRAME), NOW)
    assert one.reply is None
    assert one.arrival.raw == b"\xffhello"
    assert one.arrival.settlement is Settlement.UNREADABLE
    assert one.arrival.centre_id == LINE.centre_id


def test_what_we_fail_at_is_kept_and_shown_and_not_answered() -> None:
    """It may be an alarm: whoever sent it, somebody looks."""
    for account, subject in (("1234", SubjectKind.SITE), ("9999", SubjectKind.RECEIVER_LINE)):
        came = only_frame(write_message(draft(account)))
        one = keep_as_is(LINE, ORIGIN, came, "a fault")
        assert (one.reply, one.is_due, one.heard) == (None, True, ())
        assert (one.arrival.raw, one.arrival.subject_kind) == (came.raw, subject)
        (told,) = json.loads(one.arrival.report)["reports"]
        assert told["zone_text"].endswith("a fault")
        assert (told.get("area"), account in told["zone_text"]) == (
            ("9999", True) if account == "9999" else (None, False)
        )
    junk = keep_as_is(LINE, ORIGIN, Unreadable(b"junk", Why.NOT_A_FRAME), "a fault")
    assert (junk.reply, junk.is_due, junk.arrival.raw) == (None, False, b"junk")


def test_a_reply_is_never_answered() -> None:
    assert taken(framed(b'"ACK"0001L0#1234[]')).reply is None


def frame_of(one: Draft) -> Frame:
    return only_frame(write_message(one))
