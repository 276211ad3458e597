"""Begin an outgoing document with one of our templates: filled in with what its slip says so far.

What the slip does not know yet stays blank, for the drafter. The slip's fields are those of P01: `loai_van_ban`,
`co_quan_ban_hanh`, `trich_yeu`, `nguoi_ky`, `hinh_thuc_ky`, `kinh_gui`, `gui_ca_nhan`, `noi_nhan`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.errors import NotFound, Text
from engine.feel import from_json, to_json
from engine.model.actor import Actor
from engine.model.json_value import JsonValue
from engine.operations.decisions.make_decision import evaluate_deployed
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.decisions import newest_decision
from engine.store.queries.directory import DirectoryUnit, directory_units
from engine.store.queries.people import find_person

if TYPE_CHECKING:
    from engine.templates import Draft
    from engine.templates.fill_docx import Value

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LETTER, _ANY_KIND = "cong_van", "theo_ten_loai"
_AUTHORITY: Final = "tham_quyen_ky"  # the rules on who may sign
_PLACE: Final = ("thong_tin_co_quan", "dia_danh")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDraft:
    """A Word file to be uploaded."""

    file_name: str
    content: bytes


def templates_for(slip: Mapping[str, JsonValue]) -> "tuple[Draft, ...]":
    """List the templates of the kind that the slip names, the plainest last; all of them while it names none."""
    from engine.templates import drafts  # noqa: PLC0415 – Word's libraries load with the first draft

    kind = _text(slip, "loai_van_ban")
    wanted = {_LETTER: ""}.get(kind, kind)
    offered = [one for one in drafts() if not one.internal and (not kind or one.kind == wanted)]
    plain = [one for one in drafts() if one.code == _ANY_KIND and kind not in {"", _LETTER}]
    return (*offered, *plain)


def write_draft(uow: UnitOfWork, actor: Actor, *, template: str, slip: Mapping[str, JsonValue]) -> NewDraft:
    """Fill a template; raises NotFound for one that is not offered for this slip."""
    from engine.templates import draft_template, fill_docx  # noqa: PLC0415 – as above

    chosen = next((one for one in templates_for(slip) if one.code == template), None)
    if chosen is None:
        raise NotFound(
            Text(vi="Loại văn bản này không có mẫu ấy.", en="This type of document has no such template."),
            code="template_not_found",
        )
    kind = chosen.kind or _text(slip, "loai_van_ban")
    content = draft_template(chosen.code, kind="" if kind == _LETTER else kind)
    return NewDraft(file_name=f"{chosen.title.vi}.docx", content=fill_docx(content, _values(uow, actor, slip, kind)))


def _values(uow: UnitOfWork, actor: Actor, slip: Mapping[str, JsonValue], kind: str) -> "dict[str, Value]":
    """Give what every template asks for (`engine.templates.FIELDS`)."""
    known, law = directory_units(uow.connection), uow.law.current(uow.transaction)
    issuer = known.get(_text(slip, "co_quan_ban_hanh"))
    parent = known.get(issuer.parent_code or "") if issuer is not None else None
    lines, position = _authority(uow, slip)
    signer = find_person(uow.connection, _text(slip, "nguoi_ky"))
    person = _text(slip, "gui_ca_nhan")  # whom the directory does not have
    addressed = [*_names(known, slip, "kinh_gui"), *([person] if person else [])]
    others = [one for one in _names(known, slip, "noi_nhan") if one not in addressed]
    code_list, entry = _PLACE
    place = next((row.vi for row in law.code_lists.get(code_list, ()) if row.value == entry), "")
    return {
        "co_quan_chu_quan": parent.name.upper() if parent is not None else "",
        "co_quan": issuer.name.upper() if issuer is not None else "",
        "ky_hieu": _symbol(uow, actor, kind, issuer),
        "dia_danh": place,
        "nam": str(uow.now.astimezone(law.rule_book.calendar.zone).year),
        "trich_yeu": _text(slip, "trich_yeu"),
        "can_cu": [],
        "kinh_gui": "; ".join(addressed),
        "quyen_han": list(lines),
        "chuc_vu": position,
        "nguoi_ky": signer.display_name if signer is not None else "",
        "noi_nhan": ["Như trên", *others] if addressed else list(others),
    }


def _symbol(uow: UnitOfWork, actor: Actor, kind: str, issuer: DirectoryUnit | None) -> str:
    """Give KIND-ISSUER, and for a letter ISSUER-DRAFTING UNIT (Decree 30/2020; catalogue 7.1)."""
    short = (issuer.short_name or issuer.code) if issuer is not None else ""
    if kind not in {"", _LETTER}:
        return f"{kind}-{short}" if short else kind
    drafter = find_person(uow.connection, actor.username)
    unit = directory_units(uow.connection).get(drafter.unit_code or "") if drafter is not None else None
    return "-".join(part for part in (short, (unit.short_name or "") if unit is not None else "") if part)


def _authority(uow: UnitOfWork, slip: Mapping[str, JsonValue]) -> tuple[tuple[str, ...], str]:
    """Give the lines of authority and the position, as the rules on who may sign have them, if they have any."""
    row = newest_decision(uow.connection, _AUTHORITY)
    if row is None:
        return (), ""
    inputs = {name: from_json(_text(slip, name) or None) for name in ("co_quan_ban_hanh", "hinh_thuc_ky")}
    _, result = evaluate_deployed(uow, row, inputs, uow.limits.decision_steps)
    rule = to_json(result.value)
    lines = rule.get("quyen_han") if isinstance(rule, dict) else None
    position = rule.get("chuc_vu") if isinstance(rule, dict) else None
    return (
        tuple(str(line) for line in lines) if isinstance(lines, list) else (),
        position if isinstance(position, str) else "",
    )


def _names(known: Mapping[str, DirectoryUnit], slip: Mapping[str, JsonValue], field: str) -> list[str]:
    codes = slip.get(field)
    listed = [code for code in codes if isinstance(code, str)] if isinstance(codes, list) else []
    return [known[code].name for code in listed if code in known]


def _text(slip: Mapping[str, JsonValue], name: str) -> str:
    value = slip.get(name)
    return value if isinstance(value, str) else ""
