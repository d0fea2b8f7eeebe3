"""The demo's story: one night at Northgate. A centre, two customers, two sites, a lone worker.

Ids are derived from names, so that every demo has the same and the README can show a command.
Luddendale is an invented town. It lies on streets of Helsinki, of which a package brings a map that
needs no internet, and the console says so on that map.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from tocsin.domain.people.zone import ZoneKind

NAMESPACE = UUID("6f0d6c3e-7c1e-4f4c-9d3e-2d4f0b1a7e55")
API_KEY = "tocsin-demo-key"
PASSWORD = "demo"  # noqa: S105  public, and the demo binds to loopback only
CLEAR_ACCOUNT = "1234"
KEYED_ACCOUNT = "AAA1"
KEYED_KEY = b"3A1F6B8C9D4E7F20"


def id_of(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


NORTHGATE = id_of("Northgate Monitoring Centre")
HARGREAVES = id_of("Hargreaves & Daughters")
CALDER_VALE = id_of("Calder Vale")
CANALSIDE = id_of("Canalside warehouse")
ASHWORTH = id_of("Ashworth House")
MARGUERITE = id_of("Marguerite Adebayo-Lindqvist")
LINE = id_of("Northgate line 1")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Login:
    name: str
    email: str
    role: str


LOGINS = (
    Login("Olive Brandt", "olive@northgate.example", "operator"),
    Login("Dev Patel", "dev@northgate.example", "operator"),
    Login("Priya Nair", "priya@northgate.example", "supervisor"),
    Login("Wanda Ames", "wanda@northgate.example", "centre_admin"),
)

ORGANISATIONS: tuple[Row, ...] = (
    {
        "id": NORTHGATE,
        "name": "Northgate Monitoring Centre",
        "phone": "01632 960100",
        "is_centre": True,
        "centre_id": None,
    },
    {
        "id": HARGREAVES,
        "name": "Hargreaves & Daughters Pharmaceutical Wholesale (1987) Ltd",
        "is_centre": False,
        "centre_id": NORTHGATE,
    },
    {
        "id": CALDER_VALE,
        "name": "Calder Vale Community Health NHS Trust",
        "is_centre": False,
        "centre_id": NORTHGATE,
    },
)

SITES: tuple[Row, ...] = (
    {
        "id": CANALSIDE,
        "customer_id": HARGREAVES,
        "name": "Hargreaves & Daughters, Canalside warehouse",
        "address": "Unit 7, Canalside Trading Estate, Luddendale HX7 4AB",
        "latitude": 60.17735,
        "longitude": 24.94946,
        "phone": "01632 960151",
        "description": "Pharmaceutical wholesale, one storey, closed at night",
        "entrance": "Side gate on Canalside Way, not the front",
        "keys": "Set K-0417, held by Redfern Response",
    },
    {
        "id": ASHWORTH,
        "customer_id": CALDER_VALE,
        "name": "Ashworth House Residential Care Home",
        "address": "2 Ashworth Road, Luddendale HX7 4RD",
        "latitude": 60.17448,
        "longitude": 24.95152,
        "phone": "01632 960162",
        "description": "Care home with 34 residents, staffed day and night",
        "entrance": "Main door on Ashworth Road, staff answer the bell",
        "keys": None,
    },
)

LONE_WORKERS: tuple[Row, ...] = (
    {
        "id": MARGUERITE,
        "customer_id": CALDER_VALE,
        "name": "Marguerite Adebayo-Lindqvist",
        "phone": "07700 900461",
        "description": "Community night nurse, 52, in uniform",
        "medical": "Asthma, carries an inhaler. Allergic to latex",
    },
)


def contact_id(subject_id: UUID, name: str) -> UUID:
    return id_of(f"{subject_id} {name}")


def _contact(subject: str, subject_id: UUID, person: tuple[str, str, str, str]) -> Row:
    name, relation, phone, email = person
    words = {"name": name, "relation": relation, "phone": phone, "email": email}
    return {subject: subject_id} | words


CONTACTS: tuple[Row, ...] = tuple(
    _contact(subject, subject_id, person)
    for subject, subject_id, people in (
        (
            "site",
            CANALSIDE,
            (
                (
                    "Helena Hargreaves-Nwosu",
                    "Keyholder, director",
                    "07700 900118",
                    "helena@hargreaves.example",
                ),
                (
                    "Tom Ackroyd",
                    "Keyholder, warehouse manager",
                    "07700 900287",
                    "tom.ackroyd@hargreaves.example",
                ),
                (
                    "Redfern Response control room",
                    "Keyholding company",
                    "01632 960077",
                    "control@redfern.example",
                ),
            ),
        ),
        (
            "site",
            ASHWORTH,
            (
                ("Ruth Delgado", "Home manager", "07700 900344", "ruth.delgado@caldervale.example"),
                (
                    "Calder Vale estates desk",
                    "Out of hours",
                    "01632 960088",
                    "estates@caldervale.example",
                ),
            ),
        ),
        (
            "lone_worker",
            MARGUERITE,
            (
                (
                    "Declan O’Rourke-Featherstone",
                    "Team leader",
                    "07700 900466",
                    "declan@caldervale.example",
                ),
                (
                    "Siobhán Ní Bhraonáin",
                    "Duty manager",
                    "07700 900571",
                    "siobhan@caldervale.example",
                ),
                (
                    "Calder Vale night desk",
                    "Staffed at night",
                    "01632 960099",
                    "night@caldervale.example",
                ),
                ("Oluwaseun Adebayo", "Husband", "07700 900560", "oluwaseun@adebayo.example"),
            ),
        ),
    )
    for person in people
)

PANELS: tuple[Row, ...] = (
    {"account": CLEAR_ACCOUNT, "site_id": CANALSIDE, "customer_id": HARGREAVES, "aes_key": None},
    {
        "account": KEYED_ACCOUNT,
        "site_id": ASHWORTH,
        "customer_id": CALDER_VALE,
        "aes_key": KEYED_KEY,
    },
)

# What stands at each number of the two panels: zone, name, kind.
ZONES: Mapping[str, tuple[tuple[str, str, ZoneKind], ...]] = {
    CLEAR_ACCOUNT: (
        ("1", "Front door, office", ZoneKind.INTRUDER),
        ("2", "Office, movement", ZoneKind.INTRUDER),
        ("3", "Rear fire door, warehouse", ZoneKind.INTRUDER),
        ("4", "Goods-in shutter, loading bay", ZoneKind.INTRUDER),
        ("5", "Controlled drugs cage", ZoneKind.INTRUDER),
        ("6", "Panic button, goods-in desk", ZoneKind.HOLD_UP),
        ("7", "Smoke, warehouse roof", ZoneKind.FIRE),
        ("8", "Cold store, temperature", ZoneKind.TECHNICAL),
    ),
    KEYED_ACCOUNT: (
        ("1", "Smoke, ground floor corridor", ZoneKind.FIRE),
        ("2", "Smoke, first floor corridor", ZoneKind.FIRE),
        ("3", "Call point, main door", ZoneKind.FIRE),
        ("4", "Heat, kitchen", ZoneKind.FIRE),
        ("5", "Medicine room, door", ZoneKind.INTRUDER),
        ("6", "Nurse call, room 12", ZoneKind.MEDICAL),
    ),
}
