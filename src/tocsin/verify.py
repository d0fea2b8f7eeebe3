"""The customer's own check of a report: `tocsin verify report.json --key FINGERPRINT`.

It needs the file and the fingerprint, no database and no web. It ends with 0 when the report is
intact, 1 when it is not, and 2 when the question could not be answered.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from tocsin.domain.record.finding import Fault, Finding, Severity
from tocsin.domain.record.report import read_statement, verify
from tocsin.domain.record.seal import read_fingerprint

INTACT, BROKEN, UNANSWERED = 0, 1, 2

WHY_A_KEY = """\
Say which key you trust: tocsin verify report.json --key FINGERPRINT
The fingerprint must come from elsewhere than the report: from your contract, or read out by the
centre. Whoever forges a report can put a key of their own into it, and it would fit."""
NOT_A_FINGERPRINT = "A fingerprint has 64 hexadecimal digits; the groups may be parted by hyphens."


class AmbiguousJson(ValueError):
    """The same name stands twice, or a number is none: two readers could read two things."""


def main(arguments: Sequence[str]) -> int:
    """Take what stands after `tocsin verify` on the command line."""
    parser = argparse.ArgumentParser(
        prog="tocsin verify", description="Check that a report is as the centre sealed it."
    )
    parser.add_argument("report", type=Path, help="the file report.json")
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="FINGERPRINT",
        help="the centre's key, known from elsewhere; again for each earlier key",
    )
    asked = parser.parse_args(arguments)
    return verify_file(asked.report, *asked.key)


def verify_file(path: Path, *fingerprints: str) -> int:
    """Check the report in this file, print the verdict, and return the exit code."""
    if not fingerprints:
        return _say(UNANSWERED, WHY_A_KEY)
    if None in map(read_fingerprint, fingerprints):
        return _say(UNANSWERED, NOT_A_FINGERPRINT)
    try:
        report: object = json.loads(
            path.read_bytes(), object_pairs_hook=_read_pairs, parse_constant=_refuse_constant
        )
    except OSError as error:
        return _say(UNANSWERED, f"The report cannot be opened: {error.strerror}.")
    except AmbiguousJson as error:
        return _say(BROKEN, f"BROKEN  {error}")
    except (ValueError, RecursionError):
        return _say(UNANSWERED, "The file is not JSON: it is damaged, or no report.")
    return _give_verdict(report, fingerprints)


def _give_verdict(report: object, fingerprints: Sequence[str]) -> int:
    findings = verify(report, *fingerprints)
    lines = [_write_finding(finding) for finding in findings]
    if any(finding.fault is Fault.NOT_A_REPORT for finding in findings):
        return _say(UNANSWERED, *lines)
    statement = read_statement(report, *fingerprints)
    if statement is None or any(finding.severity is Severity.BROKEN for finding in findings):
        return _say(BROKEN, *lines, "This report is NOT as the centre sealed it.")
    return _say(
        INTACT,
        *lines,
        f"Intact: {statement.count} entries, each as the centre sealed it, none missing or added.",
        f"The record ends with the digest {statement.digest}; "
        "the centre can read it out to you: it must agree.",
    )


def _write_finding(finding: Finding) -> str:
    mark = "BROKEN" if finding.severity is Severity.BROKEN else "note  "
    return f"{mark}  {finding.sentence}"


def _say(exit_code: int, *lines: str) -> int:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return exit_code


def _read_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise AmbiguousJson("A name stands twice in one object, so that two readers could differ.")
    return read


def _refuse_constant(constant: str) -> NoReturn:
    raise AmbiguousJson(f"{constant} is no number that JSON knows.")
