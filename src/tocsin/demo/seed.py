"""Puts the demo's story into an empty database, as its owner. Twice is the same as once."""

import hashlib
from uuid import UUID

import psycopg
from argon2 import PasswordHasher
from psycopg.types.json import Jsonb

from tocsin.demo import plan, story

IS_THERE = "select exists (select from organisation)"
ADD_ORGANISATION = """
    insert into organisation (id, name, phone, is_centre, is_customer, centre_id, created_at)
    values (%(id)s, %(name)s, %(phone)s, %(is_centre)s, not %(is_centre)s, %(centre_id)s,
        clock_timestamp())
"""
ADD_PERSON = """
    insert into person (id, organisation_id, centre_id, name, email, password_hash, roles)
    values (%(id)s, %(organisation_id)s, %(organisation_id)s, %(name)s, %(email)s, %(hash)s,
        %(roles)s)
"""
ADD_KEY = """
    insert into api_key (digest, organisation_id, centre_id, label, created_at)
    values (%(digest)s, %(organisation_id)s, %(organisation_id)s, 'Demo programs',
        clock_timestamp())
"""
ADD_LINE = """
    insert into receiver_line (id, centre_id, name, port)
    values (%(id)s, %(centre_id)s, 'Northgate line 1', %(port)s)
"""
ADD_SITE = """
    insert into site (id, customer_id, centre_id, name, address, latitude, longitude, time_zone,
        phone, description, entrance, keys)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(name)s, %(address)s, %(latitude)s,
        %(longitude)s, 'Europe/London', %(phone)s, %(description)s, %(entrance)s, %(keys)s)
"""
ADD_LONE_WORKER = """
    insert into lone_worker (id, customer_id, centre_id, name, time_zone, phone, description,
        medical)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(name)s, 'Europe/London', %(phone)s,
        %(description)s, %(medical)s)
"""
ADD_CONTACT = """
    insert into contact (id, customer_id, centre_id, site_id, lone_worker_id, position, name,
        relation, phone, email)
    values (%(id)s, %(customer_id)s, %(centre_id)s, %(site_id)s, %(lone_worker_id)s, %(position)s,
        %(name)s, %(relation)s, %(phone)s, %(email)s)
"""
ADD_PANEL = """
    insert into panel (id, line_id, account, site_id, customer_id, centre_id, aes_key, has_key)
    values (%(id)s, %(line_id)s, %(account)s, %(site_id)s, %(customer_id)s, %(centre_id)s,
        %(aes_key)s, %(aes_key)s::bytea is not null)
"""
ADD_ZONE = """
    insert into zone (panel_id, customer_id, centre_id, zone, name, kind)
    values (%(panel_id)s, %(customer_id)s, %(centre_id)s, %(zone)s, %(name)s, %(kind)s)
"""
ADD_PLAN = """
    insert into response_plan (id, plan_id, customer_id, centre_id, site_id, lone_worker_id,
        response_kind, version, body, agreed_at)
    values (%(plan_id)s, %(plan_id)s, %(customer_id)s, %(centre_id)s, %(site_id)s,
        %(lone_worker_id)s, %(response_kind)s, %(version)s, %(body)s, clock_timestamp())
"""
MOVE_LINE = "update receiver_line set port = %(port)s where id = %(id)s and port <> %(port)s"


def seed(owner_address: str, *, alarm_port: int) -> None:
    """Fill an empty database; in one that is filled, only move the door to its present port."""
    with psycopg.connect(owner_address) as connection:
        connection.execute("lock table organisation in share row exclusive mode")
        row = connection.execute(IS_THERE).fetchone()
        assert row is not None
        if row[0]:
            connection.execute(MOVE_LINE, {"id": story.LINE, "port": alarm_port})
        else:
            tell(connection, alarm_port=alarm_port)


def tell(connection: psycopg.Connection, *, alarm_port: int) -> None:
    """Tell the story to a database that holds nothing of it."""
    _seed_people(connection)
    _seed_places(connection, alarm_port)
    for plan_row in plan.plan_rows():
        values = plan_row | {"centre_id": story.NORTHGATE, "body": Jsonb(plan_row["body"])}
        connection.execute(ADD_PLAN, values)


def _seed_people(connection: psycopg.Connection) -> None:
    for organisation in story.ORGANISATIONS:
        connection.execute(ADD_ORGANISATION, {"phone": None} | organisation)
    password_hash = PasswordHasher().hash(story.PASSWORD)
    for login in story.LOGINS:
        values = {
            "id": story.id_of(login.email),
            "organisation_id": story.NORTHGATE,
            "name": login.name,
            "email": login.email,
            "hash": password_hash,
            "roles": [login.role],
        }
        connection.execute(ADD_PERSON, values)
    digest = hashlib.sha256(story.API_KEY.encode()).digest()
    connection.execute(ADD_KEY, {"digest": digest, "organisation_id": story.NORTHGATE})


def _seed_places(connection: psycopg.Connection, alarm_port: int) -> None:
    centre = {"centre_id": story.NORTHGATE}
    connection.execute(ADD_LINE, centre | {"id": story.LINE, "port": alarm_port})
    for site in story.SITES:
        connection.execute(ADD_SITE, site | centre)
    for lone_worker in story.LONE_WORKERS:
        connection.execute(ADD_LONE_WORKER, lone_worker | centre)
    customer_of = {row["id"]: row["customer_id"] for row in story.SITES + story.LONE_WORKERS}
    positions: dict[UUID, int] = {}
    for contact in story.CONTACTS:
        subject = contact.get("site") or contact["lone_worker"]
        positions[subject] = positions.get(subject, 0) + 1
        values = centre | {
            "id": story.contact_id(subject, contact["name"]),
            "customer_id": customer_of[subject],
            "site_id": contact.get("site"),
            "lone_worker_id": contact.get("lone_worker"),
            "position": positions[subject],
        }
        connection.execute(ADD_CONTACT, contact | values)
    for panel in story.PANELS:
        values = {"id": story.id_of(f"panel {panel['account']}"), "line_id": story.LINE}
        connection.execute(ADD_PANEL, panel | centre | values)
        of_panel = centre | {"panel_id": values["id"], "customer_id": panel["customer_id"]}
        for zone, name, kind in story.ZONES[panel["account"]]:
            line = of_panel | {"zone": zone, "name": name, "kind": kind}
            connection.execute(ADD_ZONE, line)
