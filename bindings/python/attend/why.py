"""Why a tier is what it is, in one line: the statements that prove it, from the tree of reasons."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Callable, Dict, Iterator

from .numbers import counted, days_text, percent_beside

Tree = Dict[str, Any]
DayOf = Callable[[str], str]

_OPPOSITE = {"below": "at_least", "at_most": "above", "at_least": "below", "above": "at_most", "equal": "not exactly"}
_LOWER = ("at_least", "above")
_UPPER = ("at_most", "below")


def walk(tree: Tree) -> Iterator[Tree]:
    """Every node of a tree, each before its parts."""
    yield tree
    for part in tree.get("parts", ()):
        yield from walk(part)


def parts_of(tree: Tree, op: str) -> list[Tree]:
    """The parts of a node that are of one kind."""
    return [part for part in tree.get("parts", ()) if part["op"] == op]


class _Value:
    """One measure, and what is true of it. Of several bounds on one side only the closest is kept: it says the others too."""

    def __init__(self, node: Tree, day_of: DayOf) -> None:
        self._node = node
        self._day_of = day_of
        self._bounds: dict[str, tuple[str, Tree]] = {}

    def add(self, node: Tree) -> None:
        comparator = node["comparator"] if node["truth"] else _OPPOSITE[node["comparator"]]
        side = "lower" if comparator in _LOWER else "upper" if comparator in _UPPER else f"{comparator} {node['threshold']}"
        held = self._bounds.get(side)
        if held is None or _closer(comparator, _number(node), held[0], _number(held[1])):
            self._bounds[side] = comparator, node

    def text(self, name: str) -> str:
        held = [self._bounds[side] for side in sorted(self._bounds)]  # "lower" before "upper"
        bounds = (f"{comparator.replace('_', ' ')} {_threshold_text(node)}" for comparator, node in held)
        window = self._node["window"]
        if window["first"] is None:
            days = "no days"
        else:
            days = f"{min(self._day_of(window['first']), window['last'])} to {window['last']}"
        return f"{name} {self.sum(days)}: {', '.join(bounds)}"

    def sum(self, *more: str) -> str:
        """The value, then in brackets the sessions it is made of, and more."""
        node, kind = self._node, self._node["kind"]
        if kind == "rate":
            shown, parts = f"{self._beside()} %", [f"{node['count']} of {counted(node['of'], 'session')}"]
        elif kind == "difference":
            shown, parts = f"{self._beside()} points", []
        elif kind == "days":
            shown, parts = f"{days_text(node['count'], node['of'])} days", [counted(node["count"], "session")]
        else:
            shown, parts = counted(node["count"], "session") if kind == "count" else f"{counted(node['count'], 'day')} in a row", []
        parts = [*parts, *more]
        return f"{shown} ({', '.join(parts)})" if parts else shown

    def _beside(self) -> str:
        lines = [str(_number(node)) for _, node in self._bounds.values()]
        return percent_beside(self._node["count"], self._node["of"], lines)


def _number(node: Tree) -> Fraction:
    return Fraction(str(node["threshold"]).removesuffix("%").removesuffix(" points"))


def _threshold_text(node: Tree) -> str:
    text, kind = str(node["threshold"]), node["kind"]
    if kind in ("rate", "difference"):
        return text.replace("%", " %")
    unit = "session" if kind == "count" else "day"
    return f"{text} {unit}{'' if text == '1' else 's'}"


def _closer(comparator: str, number: Fraction, held: str, held_number: Fraction) -> bool:
    """Whether a bound says more than the one held on the same side."""
    if number == held_number:
        return comparator in ("above", "below") and held != comparator
    return number > held_number if comparator in _LOWER else number < held_number


class _Statements:
    """True statements, each once, in the order in which they are found."""

    def __init__(self, policy: str, day_of: DayOf) -> None:
        self._prefix = f"{policy}/"
        self._day_of = day_of
        self._said: dict[tuple[str, ...], _Value | None] = {}

    def name(self, id: str) -> str:
        """An id without its policy, which the reader knows."""
        return id.removeprefix(self._prefix)

    def __str__(self) -> str:
        return "; ".join(key[0] if value is None else value.text(key[0]) for key, value in self._said.items())

    def say(self, text: str) -> None:
        self._said.setdefault((text,))

    def compare(self, node: Tree) -> None:
        name, window = self.name(node["measure"]), node["window"]
        key = name, window["first"] or "", window["last"] or ""
        value = self._said.get(key)
        if value is None:
            value = self._said[key] = _Value(node, self._day_of)
        value.add(node)

    def collect(self, node: Tree) -> None:
        """What makes a condition true or false; of an unknown one, what is known of it."""
        truth, op, parts = node["truth"], node["op"], node.get("parts", [])
        if op in ("all", "any"):
            for part in parts:
                if truth is None or part["truth"] == truth:
                    self.collect(part)
        elif op == "not" or truth is None:
            for part in parts if op != "compare" else ():
                self.collect(part)
        elif op == "compare":
            self.compare(node)
        elif op == "flag":
            self._flag(node, parts)
        elif op == "crosses":
            self._crosses(node, parts[0])
        else:
            self.say(_test_text(node, self.name))

    def _flag(self, node: Tree, parts: list[Tree]) -> None:
        self.say(f"{'' if node['truth'] else 'not '}{self.name(node['flag'])}")
        for part in parts:
            self.collect(part)

    def _crosses(self, node: Tree, today: Tree) -> None:
        if not node["truth"] and today["truth"]:
            self.say("true the day before already")
            return
        if node["truth"]:
            self.say("newly true")
        self.collect(today)


def _test_text(node: Tree, name: Callable[[str], str]) -> str:
    """A fact, an event of a step or the tier of the day before, whose truth is known."""
    if node["op"] == "fact":
        since = f" from {node['from']}" if node["from"] else ""
        until = f" to {node['to']}" if node["to"] else ""
        return f"{name(node['fact'])}: {'yes' if node['truth'] else 'no'}, {f'recorded{since}{until}' if node['recorded'] else 'not recorded'}"
    if node["op"] == "in_tier":
        return f"{'' if node['truth'] else 'not '}{name(node['tier'])} the day before"
    return _step_text(node, name)


def _step_text(node: Tree, name: Callable[[str], str]) -> str:
    step, event = name(node["step"]), node["event"]
    if node["outcome"] is not None:
        outcome = name(node["outcome"]).removeprefix(f"{step}/")
        return f"{step} closed as {outcome} on {node['on']}" if node["truth"] else f"{step} not closed as {outcome}"
    if node["on"] is None:
        return f"{step} not {event}"
    ago = node["ago"]
    span = "" if ago is None else f", {ago['n']} {ago['unit'].replace('_', ' ')} later is {ago['reaches'] or 'beyond the calendar'}"
    return f"{step} {event} on {node['on']}{span}"


def rule_text(tree: Tree) -> str:
    """The comparisons of a flag as its policy writes them, each with its sum."""
    texts = []
    for node in walk(tree):
        if node["op"] == "compare" and node["truth"] is not None:
            value = _Value(node, str)
            value.add(node)
            measure = node["measure"].removeprefix(f"{tree['policy']}/")
            texts.append(f"{measure} {node['comparator'].replace('_', ' ')} {_threshold_text(node)}: {value.sum()}")
    return "; ".join(texts)


# -- the answer --


def _names(tiers: list[str], said: _Statements) -> str:
    return " or ".join(said.name(tier) for tier in tiers)


def _held_text(leave: Tree, said: _Statements) -> str:
    """Why a tier is not left: nothing has met its rule yet, and what is missing."""
    step, tier = said.name(leave["step"]), said.name(leave["tier"])
    since = f" since {leave['started']}" if leave["started"] else ""
    said.collect(leave["parts"][0])
    if leave["truth"] is None:
        return f"today's event of {step} may meet the condition to leave {tier}: {said}"
    if leave["at_event"]:
        return f"stays in {tier}: today's event of {step} does not meet the condition to leave: {said}"
    over = "" if leave["under_way"] else "; it is over: only a new start of it, or a person, can end this"
    return f"stays in {tier}: no event of {step}{since} has met the condition to leave{over}; today: {said}"


def _kept_text(down: Tree, answer: str, said: _Statements) -> str:
    """Why the answer is above the tiers computed: coming down takes a review or a while."""
    ways = []
    if down["after"] is not None:
        reaches = f", on {down['after']['reaches']}" if down["after"]["reaches"] else ""
        ways.append(f"after {down['after']['n']} {down['after']['unit'].replace('_', ' ')}{reaches}")
    if down["review"] is not None:
        ways.append(f"at a review of {said.name(down['review'])}")
    since = f"lower since {down['since']}, " if down["since"] else ""
    return f"kept in {answer}: {since}comes down {', or '.join(ways)}; "


def _left(tree: Tree) -> dict[str, Tree]:
    """The tiers that have been left, and the condition on which each comes back."""
    return {leave["tier"]: leave["parts"][-1] for leave in parts_of(tree, "leave") if "again" in leave["asks"]}


def _judge(tree: Tree, said: _Statements) -> None:
    """Says why each tier is not the one, from the most intensive on, and why the first that may be is."""
    left = _left(tree)
    for tier in parts_of(tree, "tier"):
        for part in tier.get("parts", ()):
            said.collect(part)
        if tier["tier"] in left and tier["truth"] is not False:
            said.say(f"{said.name(tier['tier'])} has been left")
            said.collect(left[tier["tier"]])
        if tier["truth"] is True:
            return


def _leave_text(tree: Tree, said: _Statements) -> str:
    """What a rule to leave a tier says when it decides alone: the tier is held, or comes back."""
    for leave in parts_of(tree, "leave"):
        if leave["mode"] == "held":
            return _held_text(leave, said)
        if "again" in leave["asks"] and leave["truth"] is True:
            said.collect(leave["parts"][-1])
            return f"back in {said.name(leave['tier'])}: {said}"
    return ""


def _start_text(tree: Tree, said: _Statements) -> str:
    """What comes before the sums: what an unknown tier needs, or that the pupil is on the way down."""
    if tree["tier"] is None:
        needs = f": needs {', '.join(tree['needs'])}" if tree["needs"] else ""  # under an override nothing is needed
        return f"{_names(tree['possible'], said)}{needs}"
    judged = [tier["tier"] for tier in parts_of(tree, "tier") if tier["truth"] is not False]
    down = parts_of(tree, "down")
    instead = [leave["then"] for leave in parts_of(tree, "leave") if "again" in leave["asks"]]
    if down and tree["tier"] not in (*judged, *instead):
        return _kept_text(down[0], said.name(tree["tier"]), said) + f"computed: {_names(judged[::-1], said)}"
    return ""


def _own_why(tree: Tree, said: _Statements) -> str:
    """Why the computed tier is what it is."""
    start, by_leave = _start_text(tree, said), _leave_text(tree, said)
    if not by_leave:
        _judge(tree, said)
    return "; ".join(part for part in (start, by_leave or str(said)) if part)


def why(tree: Tree, day_of: DayOf = str) -> str:
    """Why a tier is what it is, from the reason of a policy's tiers as JSON has it: the sums that decide, or who set or holds it.
    ``day_of`` gives the first school day on or after a day, to say from when marks were counted."""
    said = _Statements(tree["policy"], day_of)
    for override in parts_of(tree, "override"):
        computed = tree["computed"]
        until = f" to {override['to']}" if override["to"] else ""
        below = {**tree, "tier": computed[0] if len(computed) == 1 else None, "possible": computed}
        names = f"{_names(computed, said)}; " if len(computed) == 1 else ""
        return f"set by a person from {override['from']}{until}; computed: {names}{_own_why(below, said)}"
    return _own_why(tree, said)
