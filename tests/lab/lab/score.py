"""The driver's log against the monitor's history, for one agent: pure, all times in seconds.

A driven state is seen if the history is in one of its states within the patience. Its lateness counts
from the moment that the driver knows it by (a request came in, a tool was called, a key was pressed, a
process was killed), which is never later than the moment the screen shows it. A state is stray if it is none of
those driven at that time and stays longer than its hold and two cycles.
"""
from dataclasses import dataclass

PATIENCE = 12.0


@dataclass
class Driven:
    at: float
    name: str
    states: frozenset


@dataclass
class Said:
    at: float
    state: str


def spans(history, end):
    """What the history said from when to when."""
    ordered = sorted(history, key=lambda s: s.at)
    return [(s.at, later.at if later else end, s.state) for s, later in zip(ordered, [*ordered[1:], None])]


def late(driven, following, history, end):
    """Seconds until the state was said and which, or None: it never was."""
    limit = min(following.at if following else end, driven.at + PATIENCE)
    for begin, until, state in spans(history, end):
        if state in driven.states and until > driven.at and begin < limit:
            return max(0.0, begin - driven.at), state
    return None


def lateness(driven, history, end):
    """(driven, seconds or None, the state) for all that was driven."""
    found = []
    for one, following in zip(driven, [*driven[1:], None]):
        when = late(one, following, history, end)
        found.append((one, *(when or (None, ""))))
    return found


def strays(driven, history, end, holds, cycle):
    """(state, from, seconds) of what was said and not driven, beyond hold and two cycles."""
    found = []
    for begin, until, state in spans(history, end):
        wrong = 0.0
        for one, following in zip(driven, [*driven[1:], None]):
            stop = following.at if following else end
            lower, upper = max(begin, one.at), min(until, stop)
            if lower < upper and state not in one.states:
                wrong += upper - lower
        allowed = max(holds.get(state, 0), holds.get("leaving " + state, 0)) + 2 * cycle
        if wrong > allowed:
            found.append((state, begin, wrong))
    return found


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
