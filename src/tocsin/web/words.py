"""The sentences of the console: what to do and why, as an operator would say it."""

from tocsin.domain.alarm.incident import Incident
from tocsin.domain.alarm.judgement import Cause
from tocsin.domain.alarm.latest import asked_words, last_asked, news_words
from tocsin.domain.people.subject import SubjectKind
from tocsin.domain.response.callee import Callee
from tocsin.domain.response.phone_call import CalleeKind, CallOutcome, EmergencyService
from tocsin.domain.response.verification import Because, Step, StepKind

SERVICE_NAMES = {
    EmergencyService.POLICE: "the police",
    EmergencyService.AMBULANCE: "an ambulance",
    EmergencyService.FIRE: "the fire service",
}
ASK_FOR = {
    EmergencyService.POLICE: "police",
    EmergencyService.AMBULANCE: "ambulance",
    EmergencyService.FIRE: "fire",
}

REASONS = {
    Because.UNTAKEN: "Nobody has it yet.",
    Because.WORSE: "It got worse since it was taken.",
    Because.RETURNED: "The time until which it was parked has come.",
    Because.PARKED: "It is parked, and comes back by itself.",
    Because.RINGING: "Dial the number, and say how it ends.",
    Because.RINGS_LONG: "It takes longer than the plan lets it ring. Once it has ended, say how.",
    Because.EMERGENCY_FIRST: "This kind of alarm waits for no verification.",
    Because.SILENT: "It is silent: nobody rings or texts them.",
    Because.DURESS_UNTOLD: "They were asked before there were signs of duress. Tell them of those.",
    Because.NEWS_UNTOLD: "They were asked before the newest alarm came. Tell them of it.",
    Because.DANGER_HEARD: "There is danger. It waits for nothing else.",
    Because.CONFIRMED: "Devices at the place confirmed it. It waits for nothing else.",
    Because.NOBODY_IN_TIME: "Nobody could say in time that all is well. It counts as real.",
    Because.FIRST_QUESTION: "Find out if it is real. Ask for the spoken password first.",
    Because.STILL_ASKED: "It counts as real. Ask them all the same, by the spoken password.",
    Because.NEXT_IN_ORDER: "The next in the plan's order.",
    Because.NEXT_ROUND: "Nobody was reached in the round before.",
    Because.PROMISED_TO_BE_THERE: "They said that they go there.",
    Because.DID_NOT_COME: "The time by which they wanted to be there has passed.",
    Because.SHALL_KNOW: "The plan says that they hear of it.",
    Because.ALL_IS_WELL: "The person, or somebody with them, says that all is well.",
    Because.HELP_IS_ASKED: "Help is asked for, and everybody on the plan was tried.",
    Because.PLAN_RAN_DRY: "Everybody on the plan was tried. Nobody could say that all is well.",
    Because.OVER: "It was resolved. Nobody has confirmed that yet.",
}

TAKE_NOTE = "Once you have seen it, the plan goes on."

# What is said after "Confirmed by the panel: BV."
AFTER_CONFIRMED = {
    Because.WORSE: REASONS[Because.WORSE],
    Because.CONFIRMED: "It waits for nothing else.",
}

STATEMENTS = {
    StepKind.CLAIM: "Take this incident",
    StepKind.DECIDE: "Decide what happens now",
    StepKind.RESOLVE: "Resolve it when it is over",
    StepKind.NOTHING: "Nothing to do",
}


HUSHED = "A silent alarm is open there: nobody rings or texts them, for this one either."
DISCREET = "They called without a sound: nobody rings or texts them, for that would be heard."
NOBODY_CAN_SAY = {Because.NOBODY_IN_TIME, Because.PLAN_RAN_DRY}
HANG_UP = "Hang up, and say how it ended: somebody there may be watching."
DRILL_CALL = "It is a drill: no emergency service is rung. If it is real, press “It is real”."
UNKNOWN_SENDER = "Nobody here knows the account. It may be a real site that was entered wrongly."


def reason(incident: Incident, step: Step) -> str:
    """Say in one line why that is to be done."""
    if step.kind is StepKind.DECIDE and incident.subject.ref.kind is SubjectKind.RECEIVER_LINE:
        return UNKNOWN_SENDER
    if is_drill_call(incident, step):
        return DRILL_CALL
    if is_to_hang_up(incident, step):
        return HANG_UP
    if hushed := _why_hushed(incident, step):
        return hushed
    if step.because is Because.UNTAKEN:
        return _untaken(incident)
    words = _exactly(incident, step)
    if incident.standing.is_confirmed and step.because in AFTER_CONFIRMED:
        return f"Confirmed by {incident.confirmed_by}. {words}"
    if step.kind in {StepKind.RESOLVE, StepKind.CLOSE} and (coming := still_coming(incident)):
        return f"{words} {coming}"
    return words


def _exactly(incident: Incident, step: Step) -> str:
    """Say why, with what came and when, and with what a service was asked before that."""
    words = REASONS[step.because]
    if incident.standing.is_confirmed:
        words = AFTER_CONFIRMED.get(step.because, words)
    if step.because is Because.WORSE:
        news = news_words(incident, incident.claimed_at or incident.opened_at)
        return words if news is None else f"{words[:-1]}: {news}. {TAKE_NOTE}"
    asked = None if step.service is None else last_asked(incident, step.service)
    if step.service is None or asked is None:
        return words
    before = asked_words(incident, step.service, asked)
    if step.because is Because.DURESS_UNTOLD:
        return f"{before}. That was before there were signs of duress: tell them of those."
    news = news_words(incident, asked.at)
    if step.because is Because.NEWS_UNTOLD and news is not None:
        return f"{before}. That was before: {news}. Tell them of it."
    return f"{words} {before}."


def _why_hushed(incident: Incident, step: Step) -> str | None:
    """Say why nobody is rung, where that is why nobody can say what is the matter."""
    if incident.hushed and step.because is Because.PLAN_RAN_DRY:
        return HUSHED
    return DISCREET if incident.is_discreet and step.because in NOBODY_CAN_SAY else None


def still_coming(incident: Incident) -> str | None:
    """Say which services are coming, for an alarm that may be false; None where none are."""
    if incident.drill or incident.cause in {Cause.GENUINE_SAFE, Cause.GENUINE_HANDED_OVER}:
        return None
    asked = [
        f"{call.name}, {heard.reference or 'no reference'}"
        for call in incident.standing.calls
        for heard in call.outcomes[-1:]
        if call.service and heard.outcome is CallOutcome.ACCEPTED
    ]
    who = " and ".join(asked)
    return f"They are still coming: {who}. Tell them if it is a false alarm." if asked else None


def is_drill_call(incident: Incident, step: Step) -> bool:
    """Say whether a service would be called now, were it no drill: then it is only noted."""
    return incident.drill and step.kind in {StepKind.CALL_EMERGENCY, StepKind.NOTE_REFERENCE}


def is_to_hang_up(incident: Incident, step: Step) -> bool:
    """Say whether somebody is being rung where a silent alarm is open."""
    if step.kind is not StepKind.NOTE_OUTCOME or not (incident.silent or incident.is_hushed):
        return False
    rung = next(call for call in incident.calls if call.id == step.call_id)
    return rung.callee is CalleeKind.SUBJECT


def _untaken(incident: Incident) -> str:
    """Say that no operator has it, and who of the contacts said that they do."""
    said = sorted({notice.to.name for notice in incident.notices if notice.has_it})
    if not said:
        return REASONS[Because.UNTAKEN]
    return f"{' and '.join(said)} answered “I have it”. No operator has taken it yet."


def statement(incident: Incident, step: Step) -> str:
    """Say in one line what should happen now."""
    if step.kind is StepKind.CLAIM and incident.rings_since:
        return "Take note: it got worse" if incident.worse_at else "Take it up again"
    if step.kind is StepKind.DECIDE and incident.subject.ref.kind is SubjectKind.RECEIVER_LINE:
        return "Find out who sent it"
    if step.callee is not None:
        return f"Call {step.callee.name}"
    if step.service is not None:
        service = SERVICE_NAMES[step.service]
        is_drill = is_drill_call(incident, step)
        return f"Drill: note that you would call {service} now" if is_drill else f"Call {service}"
    if step.kind is StepKind.CLOSE:
        return f"Close incident {incident.number}"
    return STATEMENTS.get(step.kind) or _about_a_call(incident, step)


def _about_a_call(incident: Incident, step: Step) -> str:
    call = next((call for call in incident.calls if call.id == step.call_id), None)
    if incident.parked_until is not None:
        return "Parked"
    if call is None:
        return "Wait for the next round"
    if step.kind is StepKind.WAIT:
        return f"Wait for {call.name}"
    if call.callee is CalleeKind.EMERGENCY:
        assert call.service is not None
        if is_drill_call(incident, step):
            return f"Drill: note what {SERVICE_NAMES[call.service]} would have said"
        return f"You are calling {SERVICE_NAMES[call.service]}"
    return f"You are calling {call.name}"


def call_label(callee: Callee) -> str:
    return f"Call {callee.name}"


def emergency_label(incident: Incident, service: EmergencyService) -> str:
    if incident.drill:
        return f"Note the drill’s call to {SERVICE_NAMES[service]}"
    return f"Call {incident.plan.emergency_number} and ask for {ASK_FOR[service]}"


def tel(number: str) -> str:
    """Write a number as a telephone takes it, without what people put between the digits."""
    digits = "".join(character for character in number if character.isdigit() or character == "+")
    return f"tel:{digits}"
