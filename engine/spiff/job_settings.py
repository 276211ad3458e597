"""What a model says about a job, whose type decides which worker takes it; worked out when a token needs it."""

from dataclasses import dataclass
from decimal import Decimal

from engine.errors import Text
from engine.feel import FeelWarning
from engine.model.events import JobCreated, JobKind
from engine.spiff.failure import EXTRACT_VALUE_ERROR, ModelFailure
from engine.spiff.feel_json import short_name
from engine.spiff.namespaces import zeebe
from engine.spiff.reading import Reading
from engine.spiff.scopes import ScopeView
from engine.spiff.tokens import Token
from engine.spiff.values import Value
from engine.untrusted_xml import Node

DEFAULT_RETRIES = Value(text="3", about=Text(vi="Số lần thử lại", en="The number of retries"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWork:
    """The job to create."""

    job_type: Value
    retries: Value
    headers: dict[str, str]


def job_of(
    work: ServiceWork,
    token: Token,
    view: ScopeView,
    kind: JobKind = JobKind.BPMN_ELEMENT,
    listener_event: str | None = None,
) -> JobCreated:
    """Work out the job of an element; raise ModelFailure when its settings give nothing usable."""
    job_type, type_warnings = work.job_type.evaluate(view, token.case.evaluator)
    name = short_name(job_type)
    if name is None:
        raise _unusable(work.job_type, "một tên", "a name", type_warnings)
    retries, retry_warnings = work.retries.evaluate(view, token.case.evaluator)
    count = whole_number(retries)
    if count is None or not 0 < count <= 100:
        raise _unusable(work.retries, "số nguyên từ 1 đến 100", "a whole number from 1 to 100", retry_warnings)
    return JobCreated(
        element_instance_key=token.key,
        element_id=token.element_id,
        job_type=name,
        retries=count,
        headers=dict(work.headers),
        kind=kind,
        listener_event=listener_event,
    )


def whole_number(value: object) -> int | None:
    """Read a whole number from a FEEL number or a text of digits; None when it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, Decimal) and value.is_finite() and value == value.to_integral_value() and abs(value) < 10**9:
        return int(value)
    return None


def _unusable(source: Value, vi: str, en: str, warnings: tuple[FeelWarning, ...]) -> ModelFailure:
    return ModelFailure(
        EXTRACT_VALUE_ERROR,
        f"{source.about.vi} ({source.shown}) phải là {vi}.",
        f"{source.about.en} ({source.shown}) must be {en}.",
        warnings,
    )


def read_service(node: Node, reading: Reading) -> ServiceWork | None:
    """Read `zeebe:taskDefinition` and `zeebe:taskHeaders`."""
    definition = reading.extension(node, "taskDefinition")
    if definition is None or not definition.get("type"):
        reading.findings.add(
            "missing_setting",
            node,
            "Bước này chưa có loại việc (zeebe:taskDefinition type).",
            "The task has no job type (zeebe:taskDefinition type).",
        )
        return None
    return read_job(node, definition, reading)


def read_job(node: Node, definition: Node, reading: Reading, *holders: Node) -> ServiceWork | None:
    """Read the type and the retries of a job, and its headers: those of `node`, over them those of each holder."""
    job_type = reading.value(definition, "type", "Loại việc tự động", "The job type")
    retries = reading.value(definition, "retries", "Số lần thử lại", "The number of retries")
    if retries is not None and retries.is_static and not 0 < (whole_number(retries.text) or 0) <= 100:
        reading.findings.add(
            "invalid_setting",
            definition,
            f"Số lần thử lại “{retries.shown}” phải là số nguyên từ 1 đến 100.",
            f"The number of retries “{retries.shown}” must be a whole number from 1 to 100.",
        )
    headers = {
        header.get("key"): header.get("value") or ""
        for holder in (*reading.extensions(node, "taskHeaders"), *holders)
        for header in holder.iterchildren(zeebe("header"))
        if header.get("key")
    }
    return ServiceWork(job_type=job_type, retries=retries or DEFAULT_RETRIES, headers=headers) if job_type else None
