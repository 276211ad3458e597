"""One press for a submission and its letters: drafts that somebody signs ahead of the papers set from them.

“Đồng ý và ký” is pressed once (catalogue P25, step 10). A signing step whose property `signs` gives drafts records with
its completion, on the case's audit chain, the key and the content's hash of each. A case that this one calls then sets
the paper (`dan-trang`) and needs no second press while the draft is the same and the paper says what the draft says.

Who agreed is read from the history, never from variables, which others may write. An agreement is good for one paper
of a called case: once a paper was set from it, or anybody has decided at a signing step there, the signer is asked.
The last decision counts: a submission that was returned takes back what was agreed to before.
"""

from collections.abc import Mapping
from typing import Final

from engine.feel import to_json
from engine.model.definition import Element
from engine.model.json_value import JsonValue
from engine.model.records import DocumentRecord
from engine.operations.cases.process_property import evaluate_property
from engine.operations.documents.signatures import signed_in_person
from engine.operations.tasks.awaited_act import SIGNATURE
from engine.operations.unit_of_work import UnitOfWork
from engine.store import documents
from engine.store.queries.acting import job_told, last_signed_drafts
from engine.store.queries.called_cases import case_row

SIGNS: Final = "signs"  # FEEL that gives the keys of the drafts which completing a signing step agrees to
AGREEMENT: Final = "dong_y_ky"  # what `dan-trang` says of it
SETTER: Final = "dan-trang"


def drafts_signed(
    uow: UnitOfWork, element: Element, variables: Mapping[str, JsonValue], *, instance_key: int
) -> dict[str, JsonValue]:
    """Give the SHA-256 of each draft that a step agrees to, by its key; only a signature agrees to any."""
    written = element.properties[SIGNS] if SIGNATURE in element.properties else ""
    listed = to_json(evaluate_property(written, variables, uow.host))
    keys = {str(one) for one in listed} if isinstance(listed, list) else set()
    return {
        str(one.key): one.sha256
        for one in documents.case_documents(uow.connection, instance_key)
        if str(one.key) in keys
    }


def signed_ahead(uow: UnitOfWork, *, instance_key: int, holder: str, draft: DocumentRecord) -> bool:
    """Tell whether `holder` has agreed to this very draft in the case that called this one, for a first paper."""
    caller = case_row(uow.connection, instance_key).parent_key
    last = last_signed_drafts(uow.connection, caller) if caller is not None else None
    if last is None or last[0] != holder or last[1].get(str(draft.key)) != draft.sha256:
        return False
    spent = job_told(uow.connection, instance_key, job_type=SETTER, data={AGREEMENT: {}})
    return not spent and not signed_in_person(uow, instance_key=instance_key)


def agreement(holder: str, paper: int) -> JsonValue:
    """Say that a paper was agreed to, and by whom."""
    return {"nguoi": holder, "ban": str(paper)}


def agreed_paper(uow: UnitOfWork, *, instance_key: int, holder: str | None, document: int) -> bool:
    """Tell whether the product itself found that `holder` has agreed to this paper (None: somebody, to some paper)."""
    said: JsonValue = {} if holder is None else agreement(holder, document)
    return job_told(uow.connection, instance_key, job_type=SETTER, data={AGREEMENT: said})
