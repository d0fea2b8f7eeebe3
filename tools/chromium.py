"""Finds a Chromium for the tests that walk the stories, or installs Debian's when it may.

``python -m tools.chromium`` prints its path, or one line that says what to do. The one without
windows comes first: a page there costs a fifteenth of the work to open, and is the same page.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

WITHOUT_WINDOWS = "chromium-headless-shell"
WITH_WINDOWS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
# Without a network that is found out soon; nothing is broken off in the middle of installing.
APT = ("apt-get", "--quiet", "--quiet", "--option", "Acquire::http::Timeout=10")
INSTALL = (
    (*APT, "update"),
    (*APT, "install", "--yes", "--no-install-recommends", WITHOUT_WINDOWS),
)


def find_chromium() -> str | None:
    """Look where the setting says, then on the path, then where macOS keeps applications."""
    named = os.environ.get("TOCSIN_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    on_path = next(filter(None, map(shutil.which, (WITHOUT_WINDOWS, *WITH_WINDOWS))), None)
    return on_path or next((str(path) for path in APPLICATIONS if path.is_file()), None)


def may_install() -> bool:
    """Whether Debian's packages can be installed here, and nobody said which browser to take."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None and "TOCSIN_CHROMIUM" not in os.environ


def install_chromium() -> None:
    """Install Debian's; its own words go to standard error, so that only the path is printed.

    Raises CalledProcessError.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in INSTALL:
        subprocess.run(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=True
        )


def main() -> None:
    if may_install() and shutil.which(WITHOUT_WINDOWS) is None:
        try:
            install_chromium()
        except subprocess.CalledProcessError as error:
            print(f"{WITHOUT_WINDOWS} could not be installed: {error}", file=sys.stderr)
    found = find_chromium()
    if found is None:
        sys.exit(
            "No Chromium was found for the tests in a browser. Install one (Debian and Ubuntu: "
            f"apt-get install {WITHOUT_WINDOWS}), or set TOCSIN_CHROMIUM to the path of its "
            "program."
        )
    print(found)


if __name__ == "__main__":
    main()
