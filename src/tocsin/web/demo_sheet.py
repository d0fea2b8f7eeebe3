"""What a visitor of the demo must know: how to sign in, and how to send a first alarm."""

from uuid import UUID

from pydantic import BaseModel, Field


class DemoLogin(BaseModel):
    name: str
    email: str
    password: str
    role: str


class DemoSheet(BaseModel):
    logins: list[DemoLogin]
    panel_command: str
    lone_worker_command: str
    api_key: str
    key_fingerprint: str
    centre_id: UUID = Field(exclude=True)  # whose handsets are shown
