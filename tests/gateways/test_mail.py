"""Mail over a real SMTP server: what is known of a letter after each way in which it can end."""

import pytest

from tests.loops.outside import PostOffice, hanging, mail_server
from tests.running import free_ports
from tocsin.gateways import mail
from tocsin.gateways.mail import Letter, Mailbox, MaybeSent, NotSent, Undeliverable

LETTER = Letter(
    reference="01a2",
    address="helena@hargreaves.example",
    name="Helena Hargreaves-Nwosu",
    title="Burglary alarm:\nCanalside",
    text="Siobhán cannot come.",
)
SENDER = "tocsin@northgate.example"


async def test_a_letter_arrives_whole_and_says_who_it_is() -> None:
    office = PostOffice()
    async with mail_server(office) as url:
        await Mailbox(url, SENDER).send(LETTER)
        await Mailbox(url, SENDER).send(LETTER)
    first, second = office.letters
    assert first["Subject"] == "Burglary alarm: Canalside"
    assert first["To"] == "Helena Hargreaves-Nwosu <helena@hargreaves.example>"
    assert first["Message-ID"] == second["Message-ID"] == "<01a2@northgate.example>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert "Siobhán cannot come." in str(first.get_content())


@pytest.mark.parametrize(
    ("says", "how"), [("451 Later", NotSent), ("550 No such mailbox", Undeliverable)]
)
async def test_a_refusal_says_whether_another_try_is_worth_it(
    says: str, how: type[Exception]
) -> None:
    async with mail_server(PostOffice(says=says)) as url:
        with pytest.raises(how, match=says):
            await Mailbox(url, SENDER).send(LETTER)


async def test_a_server_that_is_down_has_surely_taken_nothing() -> None:
    (port,) = free_ports(1)
    with pytest.raises(NotSent, match="cannot be reached"):
        await Mailbox(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)


async def test_a_server_that_hangs_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "CONNECT_WITHIN_S", 0.2)
    async with hanging() as port:
        with pytest.raises(NotSent):
            await Mailbox(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)
        monkeypatch.setattr(mail, "CONNECT_WITHIN_S", 5.0)
        monkeypatch.setattr(mail, "SEND_WITHIN_S", 0.2)
        with pytest.raises(MaybeSent, match="in time"):
            await Mailbox(f"smtp://127.0.0.1:{port}", SENDER).send(LETTER)


async def test_a_server_that_dies_with_the_letter_in_hand_leaves_nobody_knowing() -> None:
    office = PostOffice(says="421 closing")
    async with mail_server(office) as url:
        with pytest.raises((MaybeSent, NotSent)):
            await Mailbox(url, SENDER).send(LETTER)


@pytest.mark.parametrize("address", ["nobody", "", "a@b\r\nBcc: c@d"])
async def test_what_is_no_address_is_never_tried(address: str) -> None:
    letter = Letter(reference="1", address=address, name="N", title="T", text="T")
    with pytest.raises(Undeliverable, match="no e-mail address"):
        await Mailbox("smtp://127.0.0.1:1", SENDER).send(letter)
