"""The few pages of the signing window, in the reader's language. Plain HTML without a script; every word is escaped."""

from collections.abc import Sequence
from html import escape
from typing import Final

from engine.agent.desk import Result
from engine.agent.offer import Offer
from engine.errors import Text

STYLE: Final = """
:root{font:17px/1.5 system-ui,sans-serif;color:#1c2733;background:#f3f5f8}
body{margin:0 auto;max-width:46rem;padding:1rem}
h1{font-size:1.4rem;color:#12356b}
h2{font-size:1.1rem;margin:0}
.paper,.told{background:#fff;border:1px solid #8593a3;border-radius:.5rem;padding:1rem;margin:1rem 0}
.told{border-left:.4rem solid #12356b}
.told.bad{border-left-color:#a3161f}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;margin:.6rem 0}
dt{color:#46535f}dd{margin:0;overflow-wrap:anywhere}
code{font-size:.85rem}
label{font-weight:600}
input[type=password]{display:block;font:inherit;padding:.5rem;width:100%;max-width:20rem;box-sizing:border-box;
border:1px solid #56636f;border-radius:.3rem;margin:.3rem 0 1rem}
button{font:inherit;font-weight:600;padding:.6rem 1.2rem;border-radius:.3rem;border:1px solid #12356b;
margin:0 .6rem .6rem 0}
button.first{background:#12356b;color:#fff}button.other{background:#fff;color:#12356b}
:focus-visible{outline:3px solid #c77700;outline-offset:2px}
@media(max-width:30rem){dl{grid-template-columns:1fr}dt{margin-top:.4rem}}
"""

_TITLE: Final = Text(vi="Máy ký", en="Signing machine")
_NOTHING: Final = Text(
    vi="Không có văn bản nào chờ ký. Có thể đóng cửa sổ này; khi có văn bản mới, cửa sổ tự mở lại.",
    en="Nothing waits for your signature. You may close this window; it opens by itself when something comes.",
)
_ASKED: Final = Text(
    vi="Xem văn bản rồi nhập PIN của thiết bị ký. PIN chỉ dùng trên máy này, không gửi đi đâu.",
    en="Look at the document, then enter the PIN of your token. The PIN is used at this machine and sent nowhere.",
)
_SIGNED: Final = Text(vi="Đã ký và gửi về hệ thống:", en="Signed and sent to the system:")
_DECLINED: Final = Text(vi="Đã báo hệ thống: không ký.", en="The system was told that you do not sign.")
_GONE: Final = Text(
    vi="Cửa sổ này không còn dùng được. Chưa ký gì. Bấm “Ký số lần nữa” trên hệ thống để mở cửa sổ mới.",
    en="This window can no longer be used. Nothing was signed. Press “Sign again” in the system for a new one.",
)
_LABELS: Final = {
    "case": Text(vi="Hồ sơ", en="Case"),
    "signer": Text(vi="Người ký", en="Signer"),
    "sha256": Text(vi="Mã băm SHA-256", en="SHA-256"),
    "view": Text(vi="Xem văn bản sẽ ký", en="See the document to be signed"),
    "chosen": Text(vi="Ký văn bản này", en="Sign this document"),
    "pin": Text(vi="PIN của thiết bị ký", en="PIN of the token"),
    "sign": Text(vi="Ký số", en="Sign"),
    "decline": Text(vi="Không ký", en="Do not sign"),
}


def waiting_page(offers: Sequence[Offer], language: str, *, place: str, result: Result | None = None) -> str:
    """Show what waits, and what became of the last press; `place` is the window's own path."""
    parts = [_told(result, language)] if result is not None else []
    if offers:
        papers = "".join(_paper(offer, language, place, several=len(offers) > 1) for offer in offers)
        parts.append(f"<p>{_say(_ASKED, language)}</p>{_form(papers, language, place)}")
    elif result is None or result.stopped is not None:
        parts.append(f"<p>{_say(_NOTHING, language)}</p>")
    return _page("".join(parts), language)


def declined_page(offers: Sequence[Offer], language: str, *, place: str) -> str:
    """Say that the server was told, and show what else waits."""
    told = f'<div class="told" role="status"><p>{_say(_DECLINED, language)}</p></div>'
    return waiting_page(offers, language, place=place).replace("</h1>", f"</h1>{told}", 1)


def gone_page(language: str) -> str:
    """Say that a window is over."""
    return _page(f'<div class="told bad" role="alert"><p>{_say(_GONE, language)}</p></div>', language)


def _form(papers: str, language: str, place: str) -> str:
    return (
        f'<form method="post" action="{place}" autocomplete="off">{papers}'
        f'<label for="pin">{_label("pin", language)}</label>'
        '<input id="pin" name="pin" type="password" autocomplete="one-time-code" maxlength="64" autofocus>'
        f'<button class="first" name="act" value="sign">{_label("sign", language)}</button>'
        f'<button class="other" name="act" value="decline">{_label("decline", language)}</button></form>'
    )


def _paper(offer: Offer, language: str, place: str, *, several: bool) -> str:
    told = offer.told
    mark = escape(told.mark)
    facts = (
        ("case", f"{escape(told.business_id)} · {escape(told.case_title)}"),
        ("signer", escape(told.signer)),
        ("sha256", f"<code>{escape(told.document_sha256)}</code>"),
    )
    listed = "".join(f"<dt>{_label(name, language)}</dt><dd>{value}</dd>" for name, value in facts)
    choice = (
        f'<p><input type="checkbox" id="m{mark}" name="mark" value="{mark}" checked> '
        f'<label for="m{mark}">{_label("chosen", language)}</label></p>'
        if several
        else f'<input type="hidden" name="mark" value="{mark}">'
    )
    return (
        f'<section class="paper"><h2>{escape(told.file_name)}</h2><dl>{listed}</dl>'
        f'<p><a href="{place}/{mark}.pdf" target="_blank" rel="noopener">{_label("view", language)}: '
        f"{escape(told.file_name)}</a></p>{choice}</section>"
    )


def _told(result: Result, language: str) -> str:
    parts = ""
    if result.signed:
        names = "".join(f"<li>{escape(name)}</li>" for name in result.signed)
        parts += f'<div class="told" role="status"><p>{_say(_SIGNED, language)}</p><ul>{names}</ul></div>'
    if result.stopped is not None:
        said = escape(result.stopped.text.in_language(language))
        parts += (
            f'<div class="told bad" role="alert" data-code="{escape(result.stopped.stable_code)}"><p>{said}</p></div>'
        )
    return parts


def _page(body: str, language: str) -> str:
    title = _say(_TITLE, language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    )


def _label(name: str, language: str) -> str:
    return _say(_LABELS[name], language)


def _say(text: Text, language: str) -> str:
    return escape(text.in_language(language))
