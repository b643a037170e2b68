"""Why one pupil's tiers, flags and measures are what they are, with what a person asks next."""

from __future__ import annotations

from collections import Counter
from typing import Any, Iterator

from .. import capi
from ..errors import printable
from ..evaluation import Evaluation
from ..numbers import counted
from ..results import measure_text
from ..why import parts_of, rule_text, walk

_YES = {True: "yes", False: "no", None: "not known"}
_ANSWER = ("tier", "at_least", "at_most")


def _ids(evaluation: Evaluation, item: str | None) -> list[str]:
    policy = evaluation.policy
    every = [*(entry.id for entry in policy.tiers), *(entry.id for entry in (*policy.flags, *policy.measures))]
    return list(dict.fromkeys(every)) if item is None else [item]


class _Tiers:
    """The tiers of one policy for one pupil."""

    def __init__(self, evaluation: Evaluation, pupil: str, index: int) -> None:
        self.evaluation = evaluation
        self.pupil = pupil
        self.position = evaluation.position(pupil)
        self.tiers = evaluation.policy.tiers[index]
        self.index = index
        self.tree = evaluation.trees(self.position, [(capi.ITEM_TIERS, index)])[0]

    def _compared(self) -> list[str]:
        """The measures that decide between the tiers, each once."""
        tiers = parts_of(self.tree, "tier")
        return list(dict.fromkeys(node["measure"] for tier in tiers for node in walk(tier) if node["op"] == "compare"))

    def windows(self) -> list[tuple[str, str]]:
        """The stretches of days that are looked at, from their first school day on; the one most looked at first."""
        nodes = [node["window"] for node in walk(self.tree) if node["op"] == "compare" and node["window"]["first"] is not None]
        found = Counter((min(self.evaluation.school_day(w["first"]), w["last"]), w["last"]) for w in nodes)
        return sorted(found, key=lambda window: (-found[window], window))

    def make_up(self, first_day: str, last_day: str) -> dict[str, Any]:
        """What absence is made up of, most often first, and the sessions without a mark."""
        counts = self.evaluation.tally(self.pupil, first_day, last_day)
        codes = {code: n for code, n in counts.items() if code and "absent" in self.evaluation.policy.code(code, last_day).classes}
        return {"from": first_day, "to": last_day, "codes": codes, "unmarked": counts.get("", 0)}

    def _open_codes(self) -> dict[str, tuple[int, str]]:
        """Codes of marks whose reason is still to be found: how often they stand at most, and what they may become."""
        found: dict[str, tuple[int, str]] = {}
        for window in self.windows():
            for code, count in self.evaluation.tally(self.pupil, *window).items():
                other = self.evaluation.policy.code(code, self.evaluation.as_of).may_become if code else None
                if other is not None and count > found.get(code, (0, ""))[0]:
                    found[code] = count, other
        return found

    def supposing(self) -> list[dict[str, Any]]:
        """For each code that may become another: the values, the tier, and the flags that would change, if all of it did."""
        now, found = self.evaluation.pupil(self.pupil), []
        for code, (count, other) in self._open_codes().items():
            then = self.evaluation.supposing(self.pupil, {code: other}).pupil(self.pupil)
            values = {id: then["measures"][id] for id in self._compared()}
            tier = {name: then["tiers"][self.tiers.id][name] for name in _ANSWER}
            flags = {id: truth for id, truth in then["flags"].items() if truth != now["flags"][id]}
            is_same = (values, tier) == (
                {id: now["measures"][id] for id in values}, {name: now["tiers"][self.tiers.id][name] for name in _ANSWER}
            )
            found.append({"code": code, "count": count, "becomes": other, "measures": values, **tier, "same": is_same, "flags": flags})
        return found

    def beside(self) -> list[dict[str, Any]]:
        """The flags told along with the tier, each with its rule and sum."""
        flags = {item.id: (index, item.title) for index, item in enumerate(self.evaluation.policy.flags)}
        trees = self.evaluation.trees(self.position, [(capi.ITEM_FLAG, flags[id][0]) for id in self.tiers.beside])
        return [
            {"flag": id, "title": flags[id][1], "truth": tree["truth"], "needs": tree["needs"], "rule": rule_text(tree)}
            for id, tree in zip(self.tiers.beside, trees)
        ]

    def why(self) -> str:
        """The tier's reason in one line."""
        line: str = self.evaluation.pupil(self.pupil)["tiers"][self.tiers.id]["why"]
        return line

    def absence(self) -> Iterator[str]:
        """What the absence is made up of, a line a window."""
        for window in self.windows():
            made = self.make_up(*window)
            codes = ", ".join(f"{code} {count}" for code, count in made["codes"].items()) or "none"
            yield f"absence from {made['from']} to {made['to']}: {codes}"

    def notes(self) -> Iterator[str]:
        """What a person asks next: what is not known yet, and the national flags."""
        missing = self.evaluation.missing[self.position]
        if missing:
            yield f"{counted(missing, 'unmarked session')}: provisional until they are marked"
        for supposed in self.supposing():
            yield f"{supposed['count']} {supposed['code']} to be explained: {self._supposed_text(supposed)}"
        for flag in self.beside():
            needs = f", needs {', '.join(flag['needs'])}" if flag["needs"] else ""
            yield f"{flag['title']}: {', '.join(filter(None, (_YES[flag['truth']] + needs, flag['rule'])))}"

    def _supposed_text(self, supposed: dict[str, Any]) -> str:
        kinds = {item.id: item.kind for item in self.evaluation.policy.measures}
        values = [f"{id} {measure_text(value, kinds[id])}" for id, value in supposed["measures"].items()]
        tier = supposed["tier"] or f"between {supposed['at_least']} and {supposed['at_most']}"
        flags = [f"{id}: {_YES[truth]}" for id, truth in supposed["flags"].items()]
        text = ", ".join((*values, tier)) + (" (as now)" if supposed["same"] else "")
        return f"if all became {supposed['becomes']}: {'; '.join((text, *flags))}"


def as_json(evaluation: Evaluation, pupil: str, item: str | None) -> dict[str, Any]:
    """The reasons as trees; of tiers also their line, what absence is made up of, and the flags told beside them."""
    reasons = []
    for id in _ids(evaluation, item):
        kind, index = evaluation.item(id)
        reason = evaluation.reason(pupil, id)
        if kind == capi.ITEM_TIERS:
            tiers = _Tiers(evaluation, pupil, index)
            reason["why"] = tiers.why()
            reason["absence"] = [tiers.make_up(*window) for window in tiers.windows()]
            reason["supposing"] = tiers.supposing()
            reason["beside"] = tiers.beside()
        reasons.append(reason)
    return {**evaluation.head(), "pupil": pupil, "reasons": reasons}


def as_text(evaluation: Evaluation, pupil: str, item: str | None) -> str:
    """Lines for a person: who, when and by which rules; then each reason."""
    ids = _ids(evaluation, item)
    kinds = [evaluation.item(id) for id in ids]
    policy = evaluation.policy
    parts = [f"{printable(pupil)}, as of {evaluation.as_of}, by {' + '.join(policy.ids)} (rules {policy.digest[:12]})\n"]
    for id, (kind, index) in zip(ids, kinds):
        reason = evaluation.explain(pupil, id)
        parts.append(_tiers_text(_Tiers(evaluation, pupil, index), reason) if kind == capi.ITEM_TIERS else reason)
    return "\n".join(parts)


def _tiers_text(tiers: _Tiers, reason: str) -> str:
    """The answer, what the absence is made up of, the line that says why, what a person asks next, and every sum."""
    answer, *rest = reason.splitlines()
    told = (*tiers.absence(), tiers.why(), *tiers.notes())
    lines = (answer, *(f"  {line}" for line in told), "", *rest)
    return "".join(f"{line}\n" for line in lines)
