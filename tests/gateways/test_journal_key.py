"""The journal's key: made once, kept close, never replaced."""

import multiprocessing
import stat
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tocsin.domain.record.seal import is_sealed
from tocsin.gateways.journal_key import JournalKey, JournalKeyUnusable, _make


def test_a_key_is_made_once_and_then_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "journal.pem"
    made = JournalKey.load_or_make(path)
    loaded = JournalKey.load_or_make(path)
    assert made.key_id == loaded.key_id
    assert is_sealed("a text", made.seal("a text"), loaded.public_key)


def test_only_its_owner_may_read_it_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "journal.pem"
    JournalKey.load_or_make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["journal.pem"]


def test_who_comes_second_takes_the_first_ones_key(tmp_path: Path) -> None:
    path = tmp_path / "journal.pem"
    key_id = JournalKey.load_or_make(path).key_id
    _make(path)  # as a process does that looked before the first had finished
    assert JournalKey.load_or_make(path).key_id == key_id
    assert [found.name for found in tmp_path.iterdir()] == ["journal.pem"]


def _race(path: Path, start: Barrier, answers: "Queue[str]") -> None:
    start.wait(timeout=20)
    answers.put(JournalKey.load_or_make(path).key_id)


def test_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    answers: Queue[str] = processes.Queue()
    arguments = (tmp_path / "journal.pem", processes.Barrier(4), answers)
    racers = [processes.Process(target=_race, args=arguments) for _ in range(4)]
    for racer in racers:
        racer.start()
    key_ids = {answers.get(timeout=20) for _ in racers}
    for racer in racers:
        racer.join(20)
    assert key_ids == {JournalKey.load_or_make(tmp_path / "journal.pem").key_id}
    assert [path.name for path in tmp_path.iterdir()] == ["journal.pem"]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.pem"
    JournalKey.load_or_make(path)
    path.chmod(0o640)
    with pytest.raises(JournalKeyUnusable, match="chmod 600"):
        JournalKey.load_or_make(path)


def test_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "journal.pem"
    path.touch(mode=0o600)
    with pytest.raises(JournalKeyUnusable, match="damaged"):
        JournalKey.load_or_make(path)
    assert path.read_bytes() == b""


def test_a_key_of_another_sort_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal.pem"
    path.touch(mode=0o600)
    other = generate_private_key(SECP256R1())
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(JournalKeyUnusable, match="not an Ed25519 key"):
        JournalKey.load_or_make(path)


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalKeyUnusable, match=r"journal\.pem: File exists\."):
        JournalKey.load_or_make(tmp_path / "file" / "journal.pem")
