"""Where a webhook may go, and in whose journal it stands."""

from uuid import UUID

import pytest

from tests.clock import A_NIGHT
from tocsin.domain.people.webhook import Webhook, why_not_to

CENTRE, CUSTOMER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("url", ["https://hooks.example/a?b=c", "http://[::1]:8080/", "http://x"])
def test_an_address_on_the_web_can_be_tried(url: str) -> None:
    assert why_not_to(url) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://[", "no address"),
        ("http://x:99999", "no address"),
        ("ftp://x", "https://"),
        ("https://", "https://"),
        ("http://x:0", "https://"),
        ("https://name:word@x", "signed"),
    ],
)
def test_anything_else_is_refused_in_words(url: str, why: str) -> None:
    assert why in str(why_not_to(url))


@pytest.mark.parametrize(("owner", "customer"), [(CENTRE, None), (CUSTOMER, CUSTOMER)])
def test_it_stands_in_its_organisations_journal(owner: UUID, customer: UUID | None) -> None:
    webhook = Webhook(
        id=UUID(int=3),
        organisation_id=owner,
        centre_id=CENTRE,
        url="https://x",
        created_at=A_NIGHT,
    )
    page = webhook.page
    assert (page.organisation_id, page.centre_id, page.customer_id) == (owner, CENTRE, customer)
