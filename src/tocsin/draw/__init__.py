"""Draws docs/machines/: the rules as pages that somebody who runs a centre can read and correct.

Nothing there is written by hand. `make draw` writes the pages; a test fails while one is stale.
"""

from pathlib import Path

from tocsin.draw import access, incident, session, signal_code, step, work, zone

FOLDER = "docs/machines"


def pages() -> dict[str, str]:
    """Draw every page: its path in the repository, and its text."""
    return {
        f"{FOLDER}/incident.md": incident.draw(),
        f"{FOLDER}/session.md": session.draw(),
        f"{FOLDER}/step.md": step.draw(),
        f"{FOLDER}/access.md": access.draw(),
        f"{FOLDER}/codes.md": signal_code.draw(),
        f"{FOLDER}/zones.md": zone.draw(),
        f"{FOLDER}/units_of_work.md": work.draw(),
    }


def main() -> None:
    """Write the pages into the folder that the program is called in."""
    for path, text in pages().items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
