"""What a visitor of the demo is told can be typed as it stands, whatever its ports are."""

import pytest

from tests.domain.specimen import KEY
from tocsin.demo.sheet import make_sheet, welcome
from tocsin.settings import Settings


@pytest.mark.parametrize(
    ("port", "command"), [(8609, "make alarm"), (8782, "TOCSIN_ALARM_PORT=8782 make alarm")]
)
def test_the_command_for_an_alarm_reaches_this_demo(port: int, command: str) -> None:
    settings = Settings(demo=True, alarm_port=port)
    sheet = make_sheet(settings, key_id=KEY.key_id)
    assert sheet.panel_command == command
    assert f"\n  A first alarm  {command}\n" in welcome(sheet, settings)
