"""The chain as it stands in a report: whether all are there, in order and linked, to the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tocsin.domain.record.evidence import Believed, Doubted, find_fault_of_body
from tocsin.domain.record.finding import EntryFault, Fault
from tocsin.domain.record.journal import Subject, origin

# Later than this, a missing seal is no longer a seal on its way: somebody may have taken it off.
SEALED_WITHIN = timedelta(hours=1)

Chain = Sequence[Believed | Doubted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the centre signs with a report: how far the record goes, and what it sums up."""

    subject: Subject
    count: int
    digest: str  # of the last entry
    erased: frozenset[int]  # the entries whose words were gone by then
    summary_digest: str


def find_faults(
    chain: Chain, statement: Statement | None, made_at: datetime | None
) -> list[EntryFault]:
    """Look at the whole chain; without a statement, its end stays unproven."""
    faults = [entry.fault for entry in chain if isinstance(entry, Doubted)]
    faults += _find_order_faults(chain)
    faults += _find_gaps(chain)
    faults += _find_link_faults(chain)
    end_faults = [] if statement is None else _find_end_faults(chain, statement)
    is_proven = statement is not None and not end_faults
    faults += end_faults
    faults += _find_seal_faults(chain, made_at if is_proven else None)
    faults += _find_body_faults(chain, statement)
    return faults


def _find_order_faults(chain: Chain) -> list[EntryFault]:
    faults: list[EntryFault] = []
    seen: set[int] = set()
    highest = 0
    for entry in chain:
        if entry.number in seen:
            faults.append(_blame(entry, Fault.DUPLICATE))
        elif entry.number < highest:
            faults.append(_blame(entry, Fault.OUT_OF_ORDER))
        seen.add(entry.number)
        highest = max(highest, entry.number)
    return faults


def _find_gaps(chain: Chain) -> list[EntryFault]:
    numbers = sorted({0, *(entry.number for entry in chain)})
    return [
        EntryFault(Fault.MISSING, before + 1, last=after - 1)
        for before, after in pairwise(numbers)
        if after > before + 1
    ]


def _find_link_faults(chain: Chain) -> list[EntryFault]:
    faults = [
        entry.blame(Fault.LINK_BROKEN)
        for entry in chain[:1]
        if isinstance(entry, Believed) and entry.number == 1 and not _is_first(entry)
    ]
    for before, entry in pairwise(chain):
        if isinstance(before, Doubted) or isinstance(entry, Doubted):
            continue  # reported already; a true neighbour is not to blame
        if entry.number != before.number + 1:
            continue  # a gap or a wrong order, reported already
        if entry.fields.previous != before.digest:
            # Of the two, the one without a seal is the one that could be changed unseen.
            culprit = entry if before.is_sealed else before
            faults.append(culprit.blame(Fault.LINK_BROKEN))
        if entry.fields.at < before.fields.at:
            faults.append(entry.blame(Fault.TIME_TURNED_BACK))
    return faults


def _is_first(entry: Believed) -> bool:
    return entry.fields.previous == origin(entry.fields.subject).hex()


def _find_end_faults(chain: Chain, statement: Statement) -> list[EntryFault]:
    faults = [_blame(entry, Fault.ADDED) for entry in chain if entry.number > statement.count]
    highest = max((entry.number for entry in chain), default=0)
    if highest < statement.count:
        faults.append(EntryFault(Fault.CUT_OFF, highest + 1))
    for end in chain:
        if not isinstance(end, Believed) or end.number != statement.count:
            continue
        if end.digest != statement.digest:
            faults.append(_find_first_unsealed(chain, end).blame(Fault.END_CHANGED))
    return faults


def _find_first_unsealed(chain: Chain, end: Believed) -> Believed:
    """Go back from the end over what has no seal: the change lies no earlier than that."""
    first = end
    for entry in reversed([entry for entry in chain if entry.number <= end.number]):
        if isinstance(entry, Doubted) or entry.is_sealed:
            break
        first = entry
    return first


def _find_seal_faults(chain: Chain, made_at: datetime | None) -> list[EntryFault]:
    """Tell a seal on its way from a seal taken off. `made_at` is None when the end is unproven."""
    faults: list[EntryFault] = []
    is_last = True  # nothing with a seal follows
    for entry in reversed(chain):
        if isinstance(entry, Doubted):
            continue
        if entry.is_sealed:
            is_last = False
            continue
        is_on_its_way = (
            is_last and made_at is not None and made_at - entry.fields.at <= SEALED_WITHIN
        )
        faults.append(entry.blame(Fault.NOT_YET_SEALED if is_on_its_way else Fault.SEAL_MISSING))
    return faults


def _find_body_faults(chain: Chain, statement: Statement | None) -> list[EntryFault]:
    erased = None if statement is None else statement.erased
    faults: list[EntryFault] = []
    for entry in chain:
        if isinstance(entry, Believed):
            fault = find_fault_of_body(entry, erased)
            faults += [] if fault is None else [entry.blame(fault)]
    return faults


def _blame(entry: Believed | Doubted, fault: Fault) -> EntryFault:
    if isinstance(entry, Believed):
        return entry.blame(fault)
    return EntryFault(fault, entry.number, entry.fault.detail)
