"""The life of an incident: its states, what may happen in each, and where that leads."""

from enum import StrEnum

from tocsin.domain.lifecycle import Lifecycle


class IncidentState(StrEnum):
    WAITING = "waiting"  # for an operator
    HANDLING = "handling"  # an operator has it
    PARKED = "parked"  # put aside by its operator, until a time; it comes back by itself
    RESOLVED = "resolved"  # over, by the operator's word; to be confirmed
    CLOSED = "closed"  # confirmed; news opens it again
    FILED = "filed"  # put away; news opens a new incident


class IncidentEvent(StrEnum):
    CLAIM = "claim"  # an operator takes it, or takes note that it got worse
    JOIN = "join"  # a further alert, no worse than what is known
    JOIN_WORSE = "join_worse"  # a further alert that must ring again
    LOOK = "look"  # its deadline came
    CALL = "call"  # somebody is rung
    CALL_HELP = "call_help"  # an emergency service or a response company is rung
    HEAR = "hear"  # how a call ended
    HEAR_DANGER = "hear_danger"  # a call ended with a sign of danger
    SUSPECT_DURESS = "suspect_duress"
    MAKE_REAL = "make_real"  # an operator says that a drill is none
    NOTE = "note"
    ASK_SUPERVISOR = "ask_supervisor"  # an operator asks for one
    ASSIST = "assist"  # an operator works on it beside the one who has it
    LEAVE = "leave"  # and no longer
    PARK = "park"  # its operator puts it aside, with a reason, until a time
    RESUME = "resume"  # its operator takes it up again before that
    RETURN = "return"  # the time has come
    RELEASE = "release"  # its operator gives it back to everybody
    TAKE_OVER = "take_over"  # from an operator who is not heard, or by a supervisor
    RESOLVE = "resolve"
    GO_BACK = "go_back"  # not over after all, before the close
    CLOSE = "close"
    CALL_OFF = "call_off"  # the lone worker's own safe PIN, before anybody took it
    HEAR_PIN = "hear_pin"  # a safe PIN that came later: a request
    REFUSE_PIN = "refuse_pin"  # an operator says that it goes on all the same
    FILE = "file"


S, E = IncidentState, IncidentEvent

# Evidence of danger is refused in no state; about what is filed it opens a new incident. Whoever
# calls for help in a moment when nobody has it in hand takes it in hand by that.
INCIDENT = Lifecycle(
    noun="incident",
    initial=S.WAITING,
    moves={
        S.WAITING: {
            E.CLAIM: S.HANDLING,
            E.CALL_HELP: S.HANDLING,
            E.JOIN: S.WAITING,
            E.JOIN_WORSE: S.WAITING,
            E.LOOK: S.WAITING,
            E.HEAR: S.WAITING,  # of a call placed before it was opened again
            E.HEAR_DANGER: S.WAITING,
            E.SUSPECT_DURESS: S.WAITING,
            E.MAKE_REAL: S.WAITING,
            E.NOTE: S.WAITING,
            E.ASK_SUPERVISOR: S.WAITING,
            E.LEAVE: S.WAITING,
            E.CALL_OFF: S.CLOSED,
            E.HEAR_PIN: S.WAITING,
        },
        S.HANDLING: {
            E.CLAIM: S.HANDLING,
            E.JOIN: S.HANDLING,
            E.JOIN_WORSE: S.HANDLING,
            E.LOOK: S.HANDLING,
            E.CALL: S.HANDLING,
            E.CALL_HELP: S.HANDLING,
            E.HEAR: S.HANDLING,
            E.HEAR_DANGER: S.HANDLING,
            E.SUSPECT_DURESS: S.HANDLING,
            E.MAKE_REAL: S.HANDLING,
            E.NOTE: S.HANDLING,
            E.ASK_SUPERVISOR: S.HANDLING,
            E.ASSIST: S.HANDLING,
            E.LEAVE: S.HANDLING,
            E.PARK: S.PARKED,
            E.RELEASE: S.WAITING,
            E.TAKE_OVER: S.HANDLING,
            E.RESOLVE: S.RESOLVED,
            E.HEAR_PIN: S.HANDLING,
            E.REFUSE_PIN: S.HANDLING,
        },
        S.PARKED: {
            E.JOIN: S.PARKED,
            E.JOIN_WORSE: S.HANDLING,
            E.LOOK: S.PARKED,
            E.CALL_HELP: S.HANDLING,
            E.HEAR: S.PARKED,  # of a call that was placed before
            E.HEAR_DANGER: S.HANDLING,
            E.SUSPECT_DURESS: S.HANDLING,
            E.MAKE_REAL: S.HANDLING,
            E.NOTE: S.PARKED,
            E.ASK_SUPERVISOR: S.PARKED,
            E.ASSIST: S.PARKED,
            E.LEAVE: S.PARKED,
            E.RESUME: S.HANDLING,
            E.RETURN: S.HANDLING,
            E.RELEASE: S.WAITING,
            E.TAKE_OVER: S.HANDLING,
            E.HEAR_PIN: S.HANDLING,  # somebody judges it now
        },
        S.RESOLVED: {
            E.JOIN: S.HANDLING,
            E.JOIN_WORSE: S.HANDLING,
            E.LOOK: S.RESOLVED,
            E.CALL_HELP: S.HANDLING,
            E.HEAR: S.RESOLVED,
            E.HEAR_DANGER: S.HANDLING,
            E.SUSPECT_DURESS: S.HANDLING,
            E.MAKE_REAL: S.HANDLING,
            E.NOTE: S.RESOLVED,
            E.ASK_SUPERVISOR: S.RESOLVED,
            E.ASSIST: S.RESOLVED,
            E.LEAVE: S.RESOLVED,
            E.RESOLVE: S.RESOLVED,  # tapped twice
            E.GO_BACK: S.HANDLING,
            E.CLOSE: S.CLOSED,
            E.HEAR_PIN: S.RESOLVED,
        },
        S.CLOSED: {
            E.JOIN_WORSE: S.WAITING,  # called off, and pressed again
            E.CALL_HELP: S.HANDLING,
            E.HEAR: S.CLOSED,
            E.HEAR_DANGER: S.WAITING,
            E.SUSPECT_DURESS: S.WAITING,
            E.MAKE_REAL: S.WAITING,
            E.NOTE: S.CLOSED,
            E.CLOSE: S.CLOSED,  # tapped twice
            E.FILE: S.FILED,
        },
        S.FILED: {
            E.HEAR: S.FILED,  # a late word: it is kept with its call
            E.FILE: S.FILED,
        },
    },
)
OPEN = frozenset({S.WAITING, S.HANDLING, S.PARKED, S.RESOLVED})
