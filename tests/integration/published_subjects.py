"""What public marts beside those of cells of cases tell of people, subject by subject.

Each function reads a published file: its marts are the truth, its public marts what is known. The
unknowns are the smallest numbers of the subject, of which every published one is a sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from linear_bounds import Attack, Known, Terms, minus, times, told_within, total
from published_numbers import Query, known_number, known_share

REACH = 2
"""How far a number rounded to 5 lies from the true one, at most."""

INFINITE = float("inf")


@dataclass
class Facts:
    """Numbers of people: what is known of them, and which of them are small."""

    known: list[Known] = field(default_factory=list)
    small: dict[str, tuple[Terms, int]] = field(default_factory=dict)
    n_shown: int = 0
    """Numbers that are published."""

    def number(self, name: str, terms: Terms, true: int | None) -> None:
        """Take a number as one to be told, if it is of 1 to 9."""
        if true is not None and 1 <= true <= 9:
            self.small[name] = (terms, true)

    def shown(self, terms: Terms, rounded: int | None) -> None:
        """Take in a number published to 5."""
        self.known += known_number(terms, rounded)
        self.n_shown += rounded is not None

    def shown_share(
        self, part: Terms, whole: Terms, rounded: int | None, share: float | None
    ) -> None:
        """Take in a share to a percent of a number published to 5."""
        self.known += known_share(part, whole, rounded, share)
        self.n_shown += share is not None

    def equal(self, one: Terms, other: Terms) -> None:
        """Take in that two sums count the same people."""
        self.known.append(Known(minus(one, other), 0.0, 0.0))

    def told(self) -> list[tuple[str, int, int, int]]:
        """The small numbers that are told within two: name, true, smallest, largest."""
        return told_within(Attack(self.known), self.small)


def one(*names: Any) -> dict[str, float]:
    """A single unknown."""
    return {"|".join(map(str, names)): 1.0}


def joined(
    query: Query,
    mart: str,
    keys: list[str],
    true: Mapping[str, str],
    shown: list[str],
    where: str = "true",
) -> list[dict[str, Any]]:
    """Rows of a mart with what its public edition shows of them, empty where it is hidden.

    Args:
        query: on a published file.
        mart: its name; the public one has `_public` after it.
        keys: the columns of its grain.
        true: names and expressions of true numbers.
        shown: columns of the public edition; they are called `shown_<column>`.
        where: which rows of the mart.
    """
    of_mart = [f"mart.{key}" for key in keys]
    truths = [f"{expression} as {name}" for name, expression in true.items()]
    told = [f"public.{column} as shown_{column}" for column in shown]
    names = [*keys, *true, *(f"shown_{column}" for column in shown)]
    found = query(
        f"select {', '.join((*of_mart, *truths, *told))} from marts.{mart} as mart "
        f"left join marts.{mart}_public as public using ({', '.join(keys)}) where {where}"
    )
    return [dict(zip(names, row, strict=True)) for row in found]


def _quarters(row: Mapping[str, Any]) -> list[str]:
    """The quarters of a row's period, by their first day."""
    start = str(row["period_start"])
    year, month = int(start[:4]), int(start[5:7])
    n = {"quarter": 1, "year": 4}[row["period_grain"]]
    return [f"{year}-{month + 3 * i:02d}-01" for i in range(n)]


# Cases received, until they are decided

ENDS = ("decided", "open", "withdrawn", "transferred", "other")


def cohorts(query: Query) -> Facts:
    """Cases received in a period: how they ended, and how many were left week by week."""
    facts = Facts()
    keys = [
        "municipality_code",
        "clock",
        "breakdown",
        "breakdown_code",
        "period_grain",
        "period_start",
    ]
    shares = ["withdrawn_share", "transferred_share", "decided_by_deadline_share"]
    found = joined(
        query,
        "mart_time_to_decision",
        keys,
        {"n": "mart.n", **{end: f"mart.n_{end}" for end in ENDS}},
        ["n", *shares],
    )
    types = sorted({row["breakdown_code"] for row in found if row["breakdown"] == "case_type"})

    def of(row: Mapping[str, Any], *ends: str) -> dict[str, float]:
        codes = [row["breakdown_code"]] if row["breakdown"] == "case_type" else types
        return total(
            *(
                one(row["clock"], code, quarter, end)
                for code in codes
                for quarter in _quarters(row)
                for end in ends
            )
        )

    for row in found:
        name = " ".join(str(row[key]) for key in keys[1:])
        everyone = of(row, *ENDS)
        facts.shown(everyone, row["shown_n"])
        facts.number(f"{name}: n", everyone, row["n"])
        for end in ENDS:
            facts.number(f"{name}: {end}", of(row, end), row[end])
            facts.number(f"{name}: not {end}", minus(everyone, of(row, end)), row["n"] - row[end])
        # Shares at the end of the curve: what the cases still open will come to is estimated.
        if row["open"] == 0:
            for end in ("withdrawn", "transferred"):
                facts.shown_share(of(row, end), everyone, row["shown_n"], row[f"shown_{end}_share"])
    _curves(facts, query, keys, of)
    for mart, true, clock in (("mart_case_estimates", "n_cases", "received"),):
        for row in joined(
            query,
            mart,
            ["municipality_code", "case_type_code", "year_start_on"],
            {true: f"mart.{true}"},
            [true],
        ):
            year = {
                "clock": clock,
                "breakdown": "case_type",
                "breakdown_code": row["case_type_code"],
                "period_grain": "year",
                "period_start": row["year_start_on"],
            }
            facts.shown(of(year, *ENDS), row[f"shown_{true}"])
    return facts


def _curves(
    facts: Facts, query: Query, keys: list[str], of: Callable[..., dict[str, float]]
) -> None:
    """Take in the curves: who was decided and who left otherwise from one shown week to the next.

    Kaplan and Meier's share lies between what it would be had the others left on the first day,
    and on the last.
    """
    shown: dict[tuple[Any, ...], list[tuple[int, float]]] = defaultdict(list)
    for *key, day_no, share in query(
        f"select {', '.join(keys)}, day_no, open_share "
        "from marts.mart_time_to_decision_curve_public order by day_no"
    ):
        shown[tuple(key)].append((day_no, float(share)))
    exits: dict[tuple[Any, ...], list[tuple[int, int, int]]] = defaultdict(list)
    for *key, day_no, n_decided, n_others in query(
        f"select {', '.join(keys)}, day_no, n_decided, n_withdrawn + n_transferred + n_censored "
        "from marts.mart_time_to_decision_curve"
    ):
        exits[tuple(key)].append((day_no, n_decided, n_others))
    n_of = {
        tuple(key): n
        for *key, n in query(f"select {', '.join(keys)}, n from marts.mart_time_to_decision_public")
    }
    for key, points in shown.items():
        row = dict(zip(keys, key, strict=True))
        name = " ".join(map(str, key[1:]))
        ends = [-1, *(day_no for day_no, *_ in points), 10**6]
        weeks = [f"{name}: day {start + 1} to {end}" for start, end in pairwise(ends)]
        decided = [{f"{week}, decided": 1.0} for week in weeks]
        others = [{f"{week}, left otherwise": 1.0} for week in weeks]
        facts.equal(total(*decided), of(row, "decided"))
        facts.equal(total(*others), of(row, *ENDS[1:]))
        for i, (_, share) in enumerate(points, start=1):
            remaining = total(*decided[i:], *others[i:])
            decided_so_far, others_so_far = total(*decided[:i]), total(*others[:i])
            reach = 0.005 + 2.5 / max(n_of[key] - REACH, 1)
            most, least = share + reach, max(share - reach, 0.0)
            facts.known.append(
                Known(
                    minus(times(most, total(remaining, decided_so_far)), remaining), 0.0, INFINITE
                )
            )
            everyone = total(remaining, decided_so_far, others_so_far)
            facts.known.append(
                Known(minus(total(remaining, others_so_far), times(least, everyone)), 0.0, INFINITE)
            )
            n_remaining = sum(n + m for day, n, m in exits[key] if day > ends[i])
            facts.number(f"{name}: left after day {ends[i]}", remaining, n_remaining)
        for (start, end), *here in zip(pairwise(ends), decided, others, strict=True):
            n_here = [(n, m) for day, n, m in exits[key] if start < day <= end]
            facts.number(next(iter(here[0])), here[0], sum(n for n, _ in n_here))
            facts.number(next(iter(here[1])), here[1], sum(m for _, m in n_here))


# Contacts, open cases, forecasts


def open_cases(query: Query) -> Facts:
    """Cases open on the data date: overdue, due soon, due later, without a deadline."""
    facts = Facts()
    keys = ["municipality_code", "org_level", "org_code", "breakdown", "breakdown_code"]
    parts = ["n_overdue", "n_due_in_30_days", "n_no_deadline"]
    later = "mart.n_open - mart.n_overdue - mart.n_due_in_30_days - mart.n_no_deadline"
    found = joined(
        query,
        "mart_open_cases",
        keys,
        {"n_open": "mart.n_open", **{part: f"mart.{part}" for part in parts}, "n_later": later},
        ["n_open", *parts],
        "mart.org_level = 'municipality'",
    )
    codes: dict[str, list[str]] = defaultdict(list)
    for row in found:
        codes[row["breakdown"]].append(row["breakdown_code"])
    for row in found:
        name = f"{row['breakdown']} {row['breakdown_code']}"
        cells = {
            part: one(row["breakdown"], row["breakdown_code"], part) for part in [*parts, "n_later"]
        }
        facts.shown(total(*cells.values()), row["shown_n_open"])
        facts.number(f"open {name}", total(*cells.values()), row["n_open"])
        for part, terms in cells.items():
            facts.shown(terms, row.get(f"shown_{part}"))
            facts.number(f"{part} {name}", terms, row[part])
    for breakdown in codes.keys() - {"total"}:
        for part in [*parts, "n_later"]:
            facts.equal(
                one("total", "total", part),
                total(*(one(breakdown, code, part) for code in codes[breakdown])),
            )
    return facts


def continuity(query: Query) -> Facts:
    """Citizens of a year: in touch with the municipality, and with one caseworker alone."""
    facts = Facts()
    in_touch = "mart.n_citizens_in_touch"
    for row in joined(
        query,
        "mart_continuity",
        ["municipality_code", "org_level", "org_code", "year_start_on"],
        {
            "n_citizens": "mart.n_citizens",
            "n_in_touch": in_touch,
            "n_one": f"cast(round({in_touch} * mart.one_caseworker_share) as bigint)",
            "n_cases": "mart.n_cases",
        },
        ["n_citizens", "n_citizens_in_touch", "n_cases", "one_caseworker_share"],
        "mart.org_level = 'municipality'",
    ):
        year = row["year_start_on"]
        met, several, not_met = (one(year, part) for part in ("one", "several", "not in touch"))
        facts.shown(total(met, several, not_met), row["shown_n_citizens"])
        facts.shown(total(met, several), row["shown_n_citizens_in_touch"])
        facts.shown_share(
            met,
            total(met, several),
            row["shown_n_citizens_in_touch"],
            row["shown_one_caseworker_share"],
        )
        facts.shown(one(year, "cases"), row["shown_n_cases"])
        facts.number(f"{year}: in touch", total(met, several), row["n_in_touch"])
        facts.number(f"{year}: one caseworker", met, row["n_one"])
        facts.number(f"{year}: several", several, row["n_in_touch"] - row["n_one"])
        facts.number(f"{year}: not in touch", not_met, row["n_citizens"] - row["n_in_touch"])
        facts.number(f"{year}: cases", one(year, "cases"), row["n_cases"])
    return facts


# Complaints


def complaints(query: Query) -> Facts:
    """Complaints and their points, by what they were about, and what the appeal board made of them.

    Answered and decided complaints are counted on the day they were, received ones on the day they
    came in: they are unknowns of their own.
    """
    facts = Facts()
    keys = [
        "municipality_code", "org_level", "org_code", "breakdown", "breakdown_code", "period_grain",
        "period_start",
    ]  # fmt: skip
    municipal = "mart.org_level = 'municipality'"
    cells: dict[str, set[str]] = defaultdict(set)

    def of(row: Mapping[str, Any], *parts: str) -> dict[str, float]:
        cells[row["breakdown"]].add(row["breakdown_code"])
        return total(
            *(
                one(row["breakdown"], row["breakdown_code"], quarter, part)
                for quarter in _quarters(row)
                for part in parts
            )
        )

    def numbers(row: Mapping[str, Any], parts: Mapping[tuple[str, ...], str]) -> None:
        for names, column in parts.items():
            terms = of(row, *names)
            facts.shown(terms, row.get(f"shown_{column}"))
            name = " ".join(str(row[key]) for key in keys[3:])
            facts.number(f"{column} {name}", terms, row[column])

    assessed = ("justified", "not justified")
    for row in joined(
        query,
        "mart_complaints",
        keys,
        {
            "n_complaints": "mart.n_complaints",
            "n_answered": "mart.n_answered",
            "n_points_assessed": "mart.n_points_assessed",
            "n_points_justified": "mart.n_points_justified",
            "n_not_justified": "mart.n_points_assessed - mart.n_points_justified",
            "n_points_not_assessed": "mart.n_points - mart.n_points_assessed",
        },
        [
            "n_complaints",
            "n_answered",
            "n_points_assessed",
            "n_points_justified",
            "justified_share",
        ],
        municipal,
    ):
        numbers(
            row,
            {
                ("complaints",): "n_complaints",
                ("answered",): "n_answered",
                assessed: "n_points_assessed",
                ("justified",): "n_points_justified",
                ("not justified",): "n_not_justified",
                ("not assessed",): "n_points_not_assessed",
            },
        )
        facts.shown_share(
            of(row, "justified"), of(row, *assessed), row["shown_n_points_assessed"],
            row["shown_justified_share"],
        )  # fmt: skip
    points = (*assessed, "not assessed")
    for row in joined(
        query,
        "mart_complaint_report",
        keys,
        {"n_complaints": "mart.n_complaints", "n_points": "mart.n_points"},
        ["n_complaints", "n_points"],
        municipal,
    ):
        numbers(row, {("complaints",): "n_complaints", points: "n_points"})
    for row in joined(
        query,
        "mart_complaint_signals",
        ["municipality_code", "org_level", "org_code", "topic_code", "period_start"],
        {"n_complaints": "mart.n_complaints", "n_points": "mart.n_points"},
        ["n_complaints", "n_points"],
        municipal,
    ):
        code = row["topic_code"]
        row |= {
            "breakdown": "total" if code == "all" else "topic",
            "breakdown_code": "total" if code == "all" else code,
            "period_grain": "quarter",
        }
        numbers(row, {("complaints",): "n_complaints", points: "n_points"})
    for row in joined(
        query,
        "mart_complaint_reversals",
        keys,
        {
            "n_reversed": "mart.n_reversed",
            "n_upheld": "mart.n_upheld",
            "n_on_merits": "mart.n_on_merits",
        },
        ["n_reversed", "n_on_merits", "reversal_share"],
        municipal,
    ):
        merits = ("reversed", "upheld")
        numbers(
            row,
            {("reversed",): "n_reversed", ("upheld",): "n_upheld", merits: "n_on_merits"},
        )
        facts.shown_share(
            of(row, "reversed"), of(row, *merits), row["shown_n_on_merits"],
            row["shown_reversal_share"],
        )  # fmt: skip
    _add_up(facts, cells, {"channel": ("complaints",), "area": points, "topic": points})
    return facts


def _add_up(
    facts: Facts, cells: Mapping[str, Iterable[str]], additive: Mapping[str, tuple[str, ...]]
) -> None:
    """Take in that the parts of a breakdown add up to the total, quarter by quarter."""
    unknowns = {name for known in facts.known for name in known.terms}
    quarters = {name.split("|")[2] for name in unknowns if name.startswith("total|")}
    for breakdown, parts in additive.items():
        for quarter in quarters:
            for part in parts:
                facts.equal(
                    one("total", "total", quarter, part),
                    total(*(one(breakdown, code, quarter, part) for code in cells[breakdown])),
                )


# Grants


def grants(query: Query) -> Facts:
    """Applicants of a service by stratum: refused, granted, with hours or kroner known or not."""
    facts = Facts()
    keys = [
        "municipality_code", "org_level", "org_code", "service_code", "period_grain",
        "period_start", "need_level", "age_band",
    ]  # fmt: skip
    department = "mart.org_level = 'department'"
    columns = ["n_applicants", "n_granted", "n_with_hours", "n_with_kroner"]
    found = joined(
        query,
        "mart_grant_levels",
        keys,
        {column: f"mart.{column}" for column in columns},
        [*columns, "share_granted"],
        department,
    )
    strata: dict[tuple[Any, ...], set[tuple[str, str]]] = defaultdict(set)

    def group(row: Mapping[str, Any], side: str = "org_code") -> tuple[Any, ...]:
        return (row[side], row["service_code"], row["period_start"])

    for row in found:
        if row["need_level"] != "all":
            strata[group(row)].add((row["need_level"], row["age_band"]))

    def of(row: Mapping[str, Any], *parts: str, side: str = "org_code") -> dict[str, float]:
        where = group(row, side)
        of_row = (row.get("need_level", "all"), row.get("age_band", "all"))
        own = strata[where] if of_row[0] == "all" else [of_row]
        return total(*(one(*where, *stratum, part) for stratum in own for part in parts))

    # Hours are those of grants in force, whose applicants may be of another year.
    for row in found:
        name = " ".join(str(row[key]) for key in keys[2:])
        for column, parts in (
            ("n_applicants", ("granted", "refused")),
            ("n_granted", ("granted",)),
            ("n_with_hours", ("hours",)),
            ("n_with_kroner", ("kroner",)),
        ):
            facts.shown(of(row, *parts), row[f"shown_{column}"])
            facts.number(f"{column} {name}", of(row, *parts), row[column])
        facts.number(f"refused {name}", of(row, "refused"), row["n_applicants"] - row["n_granted"])
        facts.shown_share(
            of(row, "granted"), of(row, "granted", "refused"), row["shown_n_applicants"],
            row["shown_share_granted"],
        )  # fmt: skip
    _strata(facts, query, of)
    _compared(facts, query, of, strata)
    return facts


PARTS_OF_MEASURE = {
    "share_granted": ("granted", "refused"),
    "hours_per_week": ("hours",),
    "kroner_per_week": ("kroner",),
}
"""What is counted for a measure of grants."""


def _strata(facts: Facts, query: Query, of: Callable[..., dict[str, float]]) -> None:
    keys = [
        "municipality_code", "org_level", "org_a", "org_b", "service_code", "period_grain",
        "period_start", "measure", "need_level", "age_band",
    ]  # fmt: skip
    for row in joined(
        query, "mart_grant_strata", keys, {"n_a": "mart.n_a", "n_b": "mart.n_b"},
        ["n_a", "n_b", "value_a", "value_b"], "mart.org_level = 'department'",
    ):  # fmt: skip
        if row["need_level"] == "not_known":
            continue
        parts = PARTS_OF_MEASURE[row["measure"]]
        for side in ("a", "b"):
            everyone = of(row, *parts, side=f"org_{side}")
            facts.shown(everyone, row[f"shown_n_{side}"])
            if row["measure"] == "share_granted":
                granted = of(row, "granted", side=f"org_{side}")
                facts.shown_share(
                    granted, everyone, row[f"shown_n_{side}"], row[f"shown_value_{side}"]
                )


def _compared(
    facts: Facts,
    query: Query,
    of: Callable[..., dict[str, float]],
    strata: Mapping[tuple[Any, ...], set[tuple[str, str]]],
) -> None:
    """Take in comparisons: everybody of a department less those of the strata left out."""
    keys = [
        "municipality_code", "org_level", "org_a", "org_b", "service_code", "period_grain",
        "period_start", "measure",
    ]  # fmt: skip
    sides = {f"n_{side}": f"mart.n_{side}" for side in "ab"}
    sides |= {f"left_out_{side}": f"mart.n_left_out_{side}" for side in "ab"}
    sides |= {f"granted_left_out_{side}": f"mart.n_granted_left_out_{side}" for side in "ab"}
    for row in joined(
        query, "mart_grant_comparison", keys, sides,
        ["n_a", "n_b", "crude_a", "crude_b"], "mart.org_level = 'department'",
    ):  # fmt: skip
        parts = PARTS_OF_MEASURE[row["measure"]]
        name = " ".join(str(row[key]) for key in keys[2:])
        for side in ("a", "b"):
            where = (row[f"org_{side}"], row["service_code"], row["period_start"])
            if not strata[where]:
                continue
            everyone = of(row, *parts, side=f"org_{side}")
            out = {part: one(*where, row["measure"], "left out", part) for part in parts}
            compared = minus(everyone, total(*out.values()))
            facts.known.append(Known(compared, 0.0, INFINITE))
            facts.shown(everyone, row[f"shown_n_{side}"])
            facts.number(f"{name}: left out {side}", total(*out.values()), row[f"left_out_{side}"])
            if row["measure"] == "share_granted":
                granted = of(row, "granted", side=f"org_{side}")
                facts.known.append(Known(minus(granted, out["granted"]), 0.0, INFINITE))
                facts.shown_share(
                    granted, everyone, row[f"shown_n_{side}"], row[f"shown_crude_{side}"]
                )
                facts.number(
                    f"{name}: granted, left out {side}", out["granted"],
                    row[f"granted_left_out_{side}"],
                )  # fmt: skip


# Surveys


def surveys(query: Query) -> Facts:
    """People asked in a survey by group: not returned, returned, and what they answered."""
    facts = Facts()
    keys = ["municipality_code", "round_id", "respondent_kind", "target_group_code"]
    groups = sorted(
        code
        for (code,) in query("select distinct target_group_code from marts.mart_survey_response")
        if code != "all"
    )

    def of(row: Mapping[str, Any], *parts: str) -> dict[str, float]:
        code = row["target_group_code"]
        own = groups if code == "all" else [code]
        return total(
            *(
                one(row["round_id"], row["respondent_kind"], group, part)
                for group in own
                for part in parts
            )
        )

    def name_of(row: Mapping[str, Any]) -> str:
        return " ".join(str(row[key]) for key in keys[1:])

    asked = ("returned", "not returned")
    for row in joined(
        query, "mart_survey_response", keys,
        {"n_invited": "mart.n_invited", "n_returned": "mart.n_returned"},
        ["n_invited", "n_returned", "response_share"],
    ):  # fmt: skip
        facts.shown(of(row, *asked), row["shown_n_invited"])
        facts.shown(of(row, "returned"), row["shown_n_returned"])
        facts.shown_share(
            of(row, "returned"), of(row, *asked), row["shown_n_invited"],
            row["shown_response_share"],
        )  # fmt: skip
        not_returned = row["n_invited"] - row["n_returned"]
        facts.number(f"invited {name_of(row)}", of(row, *asked), row["n_invited"])
        facts.number(f"returned {name_of(row)}", of(row, "returned"), row["n_returned"])
        facts.number(f"not returned {name_of(row)}", of(row, "not returned"), not_returned)
    _answers(facts, query, keys, of, name_of)
    return facts


def _answers(
    facts: Facts,
    query: Query,
    keys: list[str],
    of: Callable[..., dict[str, float]],
    name_of: Callable[[Mapping[str, Any]], str],
) -> None:
    for row in joined(
        query, "mart_survey_answers", [*keys, "question_code"],
        {column: f"mart.{column}" for column in ("n_returned", "n_answered", "n_positive")},
        ["n_returned", "n_answered", "positive_share"],
    ):  # fmt: skip
        question, name = row["question_code"], f"{name_of(row)} {row['question_code']}"
        positive, other = of(row, f"{question} positive"), of(row, f"{question} other")
        none = of(row, f"{question} no answer")
        answered = total(positive, other)
        facts.equal(of(row, "returned"), total(answered, none))
        facts.shown(answered, row["shown_n_answered"])
        facts.shown(of(row, "returned"), row["shown_n_returned"])
        facts.shown_share(positive, answered, row["shown_n_answered"], row["shown_positive_share"])
        facts.number(f"answered {name}", answered, row["n_answered"])
        facts.number(f"positive {name}", positive, row["n_positive"])
        facts.number(f"not positive {name}", other, row["n_answered"] - row["n_positive"])
        facts.number(f"no answer {name}", none, row["n_returned"] - row["n_answered"])
    of_forms: dict[tuple[Any, ...], dict[str, Terms]] = defaultdict(dict)
    found = joined(
        query, "mart_contact_preferences", [*keys, "contact_form"],
        {"n": "mart.n", "n_answered": "mart.n_answered"}, ["n", "n_answered", "contact_share"],
    )  # fmt: skip
    for row in found:
        of_forms[tuple(row[key] for key in keys)][row["contact_form"]] = of(
            row, f"prefers {row['contact_form']}"
        )
    for row in found:
        forms = of_forms[tuple(row[key] for key in keys)]
        prefers, answered = forms[row["contact_form"]], total(*forms.values())
        name = f"{name_of(row)} {row['contact_form']}"
        facts.shown(prefers, row["shown_n"])
        facts.shown(answered, row["shown_n_answered"])
        facts.shown_share(prefers, answered, row["shown_n_answered"], row["shown_contact_share"])
        facts.number(f"prefer {name}", prefers, row["n"])
        facts.number(
            f"prefer another {name}", minus(answered, prefers), row["n_answered"] - row["n"]
        )


# Audits


def audits(query: Query) -> Facts:
    """Cases of an audit by area and item, met and not met, and where two sources agree."""
    facts = Facts()
    keys = ["municipality_code", "round_id", "area", "breakdown", "breakdown_code"]
    found = joined(
        query, "mart_audit_items", keys,
        {"n_met": "mart.n_met", "n_not_met": "mart.n_not_met"},
        ["n", "n_met", "n_not_met", "met_share"],
    )  # fmt: skip
    areas = sorted({row["area"] for row in found} - {"all"})

    def of(row: Mapping[str, Any], *parts: str) -> dict[str, float]:
        own = areas if row["area"] == "all" else [row["area"]]
        return total(
            *(
                one(row["round_id"], area, row["breakdown"], row["breakdown_code"], part)
                for area in own
                for part in parts
            )
        )

    for row in found:
        name = " ".join(str(row[key]) for key in keys[1:])
        facts.shown(of(row, "met", "not met"), row["shown_n"])
        facts.shown(of(row, "met"), row["shown_n_met"])
        facts.shown(of(row, "not met"), row["shown_n_not_met"])
        if row["area"] != "all":  # The share of all areas is weighted.
            facts.shown_share(
                of(row, "met"), of(row, "met", "not met"), row["shown_n"], row["shown_met_share"]
            )
        facts.number(f"met {name}", of(row, "met"), row["n_met"])
        facts.number(f"not met {name}", of(row, "not met"), row["n_not_met"])
        facts.number(f"n {name}", of(row, "met", "not met"), row["n_met"] + row["n_not_met"])
    cells = ["n_both_met", "n_system_only", "n_audit_only", "n_neither"]
    for row in joined(
        query, "mart_source_agreement", ["municipality_code", "round_id", "goal_id"],
        {cell: f"mart.{cell}" for cell in cells}, ["n", "agreement"],
    ):  # fmt: skip
        where = (row["round_id"], row["goal_id"])
        of_cells = {cell: one(*where, cell) for cell in cells}
        agree = total(of_cells["n_both_met"], of_cells["n_neither"])
        everyone = total(*of_cells.values())
        facts.shown(everyone, row["shown_n"])
        facts.shown_share(agree, everyone, row["shown_n"], row["shown_agreement"])
        for cell, terms in of_cells.items():
            facts.number(f"{cell} {where}", terms, row[cell])
        n_agree = row["n_both_met"] + row["n_neither"]
        n_differ = row["n_system_only"] + row["n_audit_only"]
        facts.number(f"n {where}", everyone, n_agree + n_differ)
        facts.number(f"agree {where}", agree, n_agree)
        facts.number(f"differ {where}", minus(everyone, agree), n_differ)
    _goals_of_audits(facts, query)
    return facts


def _goals_of_audits(facts: Facts, query: Query) -> None:
    """Take in quality goals by an audit: one figure of an organisation, repeated by period."""
    keys = [
        "goal_id",
        "source",
        "municipality_code",
        "org_level",
        "org_code",
        "period_grain",
        "period_start",
    ]
    for row in joined(
        query, "mart_quality_goals", keys, {"n": "mart.n", "numerator": "mart.numerator"},
        ["n", "value"], "mart.source = 'audit'",
    ):  # fmt: skip
        where = [row[key] for key in keys]
        met, not_met = one(*where, "met"), one(*where, "not met")
        facts.shown(total(met, not_met), row["shown_n"])
        facts.shown_share(met, total(met, not_met), row["shown_n"], row["shown_value"])
        facts.number(f"{where}: n", total(met, not_met), row["n"])
        if row["numerator"] is not None:
            facts.number(f"{where}: met", met, row["numerator"])
            facts.number(f"{where}: not met", not_met, row["n"] - row["numerator"])


SUBJECTS: dict[str, Callable[[Query], Facts]] = {
    "cases received": cohorts,
    "open cases": open_cases,
    "contacts": continuity,
    "complaints": complaints,
    "grants": grants,
    "surveys": surveys,
    "audits": audits,
}
"""Subjects of public marts whose people are of no cell of the scorecard."""
