"""Charts of the case audits: items with their interval, themes by their errors, two sources."""

from __future__ import annotations

from functools import partial
from html import escape

from dashboard import figures
from dashboard.case_time import rows_of
from dashboard.drawing import Context, Drawn, count, n_header
from dashboard.goals import value_words
from dashboard.language import later
from dashboard.marks.spec import Program
from dashboard.marts import Row
from dashboard.tables import NOTHING, Column, Table
from dashboard.theme import separators
from dashboard.vocabulary import AGREEMENTS, AUDIT_CHANGES, AUDIT_DIMENSIONS, AUDIT_THEMES, HIDDEN
from dashboard.words import sources


def round_in_view(context: Context) -> Row | None:
    """The round the view asks for, else the newest; none where nothing was audited."""
    rounds = rounds_of(context)
    return next((r for r in rounds if r["round_id"] == context.view.audit_round), None) or (
        rounds[0] if rounds else None
    )


def rounds_of(context: Context) -> list[Row]:
    """Rounds of the municipality, newest first; they hold no figure of a citizen."""
    return list(
        context.published.rows(
            "select * from marts.dim_audit_round where municipality_code = ? "
            "order by drawn_on desc, round_id desc",
            context.view.municipality,
        )
    )


def audit_items(context: Context, title: str) -> Drawn:
    """Share met of every item, theme and dimension of a round, with its change."""
    language = context.language
    _ = language.text
    audited = round_in_view(context)
    found = _rows(context, "mart_audit_items", audited)
    changes = {
        (row["breakdown"], row["breakdown_code"]): row
        for row in _rows(context, "mart_audit_changes", audited)
    }
    has_before = bool(audited and audited["previous_round_id"])
    # In a file a change that is not there is hidden: the round before may be too small to show.
    no_change = HIDDEN if context.public and has_before else AUDIT_CHANGES["first"]
    places = {"dimension": 0, "theme": 1, "item": 2}
    found.sort(key=lambda row: (places[row["breakdown"]], row["breakdown_code"]))
    dots, numbers = [], []
    for row in found:
        change = changes.get((row["breakdown"], row["breakdown_code"]))
        sign = AUDIT_CHANGES[change["change"]] if change else no_change
        name = _name(context, row)
        value = value_words(language, "share", row["met_share"], public=context.public)
        is_head = row["breakdown"] == "dimension"
        short = row["breakdown_code"] if row["breakdown"] == "item" else ""
        label = f"{short} {name}".strip()
        dots.append(
            figures.Dot(
                label=f"<b>{escape(label)}</b>" if is_head else escape(label),
                sign=sign,
                texts=(value, count(row["n"], context), _(sign.word)),
                hover=f"<b>{escape(name)}</b><br>{value}<br>{_(sign.word)}",
                value=row["met_share"],
                low=row["ci_low"],
                high=row["ci_high"],
            )
        )
        numbers.append(
            (
                f"{short} {name}".strip(),
                row["met_share"],
                row["ci_low"],
                row["ci_high"],
                row["n"],
                row["n_errors"],
                _(sign.word),
                change["share_before"] if change else None,
                change["difference"] if change else None,
                change["difference_low"] if change else None,
                change["difference_high"] if change else None,
            )
        )
    said = [c["change"] for c in changes.values() if c["breakdown"] == "item"]
    summary = _("No round of audit has been loaded.")
    if audited:
        summary = context.none(_("The round has no figures of what is chosen."))
    if found:
        summary = language.plural(
            "{n} item is better and {m} worse than in the round before by more than chance.",
            "{n} items are better and {m} worse than in the round before by more than chance.",
            said.count("improved"),
            m=language.number(said.count("worsened")),
        )
        if not changes:
            summary = _("It is the first round of its area: there is nothing to compare with.")
            if has_before:
                summary = context.none(summary)
    return Drawn(
        title=title,
        subtitle=_where(context, audited),
        summary=summary,
        build=partial(
            figures.dots,
            dots,
            headers=(_("Met"), n_header(context), _("Since the round before")),
            scale=figures.share_scale(
                lambda share: language.percent(share, 0),
                [end for dot in dots for end in (dot.value, dot.low)],
            ),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Item")),
                Column(_("Met"), "share"),
                Column(_("95% interval, low"), "share"),
                Column(_("95% interval, high"), "share"),
                Column(n_header(context), "count"),
                Column(_("Errors"), "count"),
                Column(_("Since the round before")),
                Column(_("Met before"), "share"),
                Column(_("Difference"), "share"),
                Column(_("Difference, low"), "share"),
                Column(_("Difference, high"), "share"),
            ),
            tuple(numbers),
        ),
    )


def audit_themes(context: Context, title: str) -> Drawn:
    """Themes by their errors: what training is planned for, and what the next round says."""
    language = context.language
    _ = language.text
    audited = round_in_view(context)
    found = sorted(
        _rows(context, "mart_audit_themes", audited), key=lambda row: row["training_rank"] or 0
    )
    dots, numbers = [], []
    for row in found:
        sign = AUDIT_CHANGES[row["next_change"] or "next_unknown"]
        name = _theme(context, row["theme"])
        value = value_words(language, "share", row["met_share"], public=context.public)
        dots.append(
            figures.Dot(
                label=escape(name),
                sign=sign,
                texts=(
                    count(row["n_errors"], context),
                    value,
                    language.number(row["n_training_held"]),
                    _(sign.word),
                ),
                hover=f"<b>{escape(name)}</b><br>{value}",
                value=row["met_share"],
                low=row["ci_low"],
                high=row["ci_high"],
            )
        )
        numbers.append(
            (
                row["training_rank"],
                name,
                row["n_errors"],
                row["n_not_met"],
                row["n"],
                row["met_share"],
                row["n_training_planned"],
                row["n_training_held"],
                _(sign.word),
                row["next_difference"],
            )
        )
    summary = _("No round of audit has been loaded.")
    if audited:
        summary = context.none(_("The round has no figures of what is chosen."))
    if found:
        summary = _(
            "Most errors are in {theme}: {n}.",
            theme=_theme(context, found[0]["theme"]).lower(),
            n=count(found[0]["n_errors"], context),
        )
    return Drawn(
        title=title,
        subtitle=_where(context, audited),
        summary=summary,
        build=partial(
            figures.dots,
            dots,
            headers=(_("Errors"), _("Met"), _("Training held"), _("In the next round")),
            scale=figures.share_scale(
                lambda share: language.percent(share, 0),
                [end for dot in dots for end in (dot.value, dot.low)],
            ),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Place"), "count"),
                Column(_("Theme")),
                Column(_("Errors"), "count"),
                Column(_("Cases with errors"), "count"),
                Column(n_header(context), "count"),
                Column(_("Met"), "share"),
                Column(_("Training planned or held"), "count"),
                Column(_("Training held"), "count"),
                Column(_("In the next round")),
                Column(_("Difference"), "share"),
            ),
            tuple(numbers),
        ),
    )


def source_agreement(context: Context, title: str) -> Drawn:
    """How often case system and auditors say the same of a case, goal by goal."""
    language = context.language
    _ = language.text
    audited = round_in_view(context)
    names = {g["goal_id"]: language.name(g) for g in context.published.quality_goals()}
    found = sorted(
        (
            row
            for row in _rows(context, "mart_source_agreement", audited, area=None)
            if row["goal_id"] in names
        ),
        key=lambda row: list(names).index(row["goal_id"]),
    )
    dots, numbers = [], []
    for row in found:
        sign = AGREEMENTS[row["leaning"]]
        name = names[row["goal_id"]]
        value = value_words(language, "share", row["agreement"], public=context.public)
        kappa = NOTHING if row["kappa"] is None else language.number(row["kappa"], 2)
        dots.append(
            figures.Dot(
                label=escape(name),
                sign=sign,
                texts=(value, kappa, count(row["n"], context), _(sign.word)),
                hover=f"<b>{escape(name)}</b><br>{value}<br>κ {kappa}",
                value=row["agreement"],
            )
        )
        numbers.append(
            (
                name,
                row["n"],
                row["agreement"],
                kappa,
                NOTHING if row["kappa_se"] is None else language.number(row["kappa_se"], 2),
                _(sign.word),
                row["n_both_met"],
                row["n_system_only"],
                row["n_audit_only"],
                row["n_neither"],
            )
        )
    summary = context.none(_("No case was seen by both sources."))
    if found:
        summary = _(
            "κ is the agreement beyond chance: 1 is full agreement, 0 is no more than chance gives."
        )
    return Drawn(
        title=title,
        subtitle=_where(context, audited),
        summary=summary,
        build=partial(
            figures.dots,
            dots,
            headers=(_("Say the same"), "κ", n_header(context), _("Where they differ")),
            scale=figures.share_scale(
                lambda share: language.percent(share, 0), [dot.value for dot in dots]
            ),
            target_words=None,
        ),
        separators=separators(language),
        table=Table(
            (
                Column(_("Goal")),
                Column(n_header(context), "count"),
                Column(_("Say the same"), "share"),
                Column(_("Kappa")),
                Column(_("Standard error")),
                Column(_("Where they differ")),
                Column(_("Both: met"), "count"),
                Column(_("Case system only: met"), "count"),
                Column(_("Auditors only: met"), "count"),
                Column(_("Neither: met"), "count"),
            ),
            tuple(numbers),
        ),
    )


def _rows(context: Context, mart: str, audited: Row | None, area: str | None = "all") -> list[Row]:
    if audited is None:
        return []
    asked = {"area": context.view.case_type or area} if area else {}
    return list(rows_of(context, mart, round_id=audited["round_id"], **asked))


def _theme(context: Context, code: str) -> str:
    return context.language.text(AUDIT_THEMES.get(code, code))


def _name(context: Context, row: Row) -> str:
    code = str(row["breakdown_code"])
    if row["breakdown"] == "dimension":
        return context.language.text(AUDIT_DIMENSIONS.get(code, code))
    if row["breakdown"] == "theme":
        return _theme(context, code)
    items = context.published.rows("select * from marts.dim_audit_item")
    text = f"text_{context.language.code}"
    return next((str(item[text]) for item in items if item["item_code"] == code), code)


def _where(context: Context, audited: Row | None) -> str:
    """The round: its name, area, and how many cases of how many were drawn."""
    language = context.language
    if audited is None:
        return ""
    area = context.view.case_type
    names = [context.name("case_type", code) for code in (area or audited["area"]).split("+")]
    drawn = language.text(
        "{n} of {population} cases drawn on {day}",
        n=language.number(audited["sample_size"]),
        population=language.number(audited["population_size"]),
        day=language.day(audited["drawn_on"]),
    )
    place = context.name("municipality", context.view.municipality)
    return " · ".join([place, str(audited["round_name"]), ", ".join(names), drawn])


CHARTS = (
    Program(
        "audit_items",
        later("What auditors found: share met"),
        audit_items,
        filters=("case_type", "audit_round"),
        source=sources.AUDITS,
    ),
    Program(
        "audit_themes",
        later("Themes by their errors"),
        audit_themes,
        filters=("case_type", "audit_round"),
        source=sources.AUDITS,
    ),
    Program(
        "source_agreement",
        later("Case system and auditors on the same cases"),
        source_agreement,
        filters=("audit_round",),
        source=sources.AUDITS,
    ),
)
