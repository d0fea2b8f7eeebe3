"""Under which account PostgreSQL runs, since it refuses to run as root.

An ordinary account runs it plainly. Root tries, in this order:

1. a user namespace in which root is called `nobody`: nothing on the machine changes and the data
   stay root's own, readable by root alone;
2. the account `nobody`, where it can reach the data folder and the programs;
3. `nobody` with the one capability it takes to pass through folders that are closed to it
   (containers usually allow no namespaces, and root's home is closed). This was chosen over a copy
   of the programs: a copy does not open the way to the data, and grows stale.

No account is ever added and no folder that is not Tocsin's own is ever changed. Ways 2 and 3 share
`nobody` with whatever else runs under it, so an ordinary account of its own is better than root.
"""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tocsin.gateways.postgres_refusal import PostgresRefused

_NAMESPACE: Final = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
_CAPABILITIES: Final = ("dac_read_search", "dac_override")  # the lesser one first


@dataclass(frozen=True, slots=True)
class Account:
    """How a program of PostgreSQL is started, and who owns the files it works on."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()
    becomes: int | None = None  # the uid to change to, where no prefix does it

    def popen(
        self, argv: Sequence[str], *, output: int, env: dict[str, str], apart: bool = False
    ) -> subprocess.Popen[str]:
        """Start a program with no standard input, in our own process group or in a session apart.

        Apart, a Ctrl-C at our terminal does not reach it.
        """
        group = None if self.becomes is None else self.gid
        return subprocess.Popen(  # noqa: S603 - our own argument list, and no shell
            [*self.prefix, *argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env=env,
            user=self.becomes,
            group=group,
            extra_groups=None if self.becomes is None else [],
            start_new_session=apart,
        )

    def reaches(self, folder: Path, program: str) -> str | None:
        """None if this account can enter the folder and run the program, else what was said."""
        script = 'cd "$1" && exec "$2" --version'
        argv = ["/bin/sh", "-c", script, "sh", str(folder), program]
        try:
            trial = self.popen(argv, output=subprocess.PIPE, env={"PATH": os.defpath})
            said = trial.communicate()[0]
        except (OSError, subprocess.SubprocessError) as error:
            return str(error)
        return None if trial.returncode == 0 else said.strip()

    def take(self, path: Path) -> None:
        """Make this account the owner of one of Tocsin's own folders, with all that is in it."""
        if os.geteuid() != 0 or path.lstat().st_uid == self.uid:
            return
        for root, folders, files in os.walk(path, topdown=False):
            for name in (*folders, *files):
                os.lchown(Path(root, name), self.uid, self.gid)
        os.lchown(path, self.uid, self.gid)  # last, so that half a change is seen and done again


def choose_account(folder: Path, program: str) -> Account:
    """Find the first account that can work in this folder with this program."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    said = ""
    for account in _ways_for_root():
        owner = folder.lstat()
        os.lchown(folder, account.uid, account.gid)
        trouble = account.reaches(folder, program)
        os.lchown(folder, owner.st_uid, owner.st_gid)
        if trouble is None:
            return account
        said = trouble
    raise PostgresRefused(
        "Tocsin runs as root, which PostgreSQL refuses, and there is no way to lay root's rights "
        f"down here ({said}): run Tocsin under an ordinary account"
    )


def _ways_for_root() -> list[Account]:
    ways = [Account(0, 0, _NAMESPACE)]
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        return ways
    uid, gid = nobody.pw_uid, nobody.pw_gid
    ways.append(Account(uid, gid, becomes=uid))
    for capability in _CAPABILITIES:
        prefix = (
            "setpriv",
            f"--reuid={uid}",
            f"--regid={gid}",
            "--clear-groups",
            f"--inh-caps=+{capability}",
            f"--ambient-caps=+{capability}",
            "--",
        )
        ways.append(Account(uid, gid, prefix))
    return ways
