"""Deploy a file that somebody drew from a deployed version; one that came in between is never overwritten unseen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import Conflict, Text
from engine.model.actor import Actor
from engine.model.records import DeploymentRecord, Resource
from engine.operations.definitions.deploy_resources import deploy_resources
from engine.operations.unit_of_work import UnitOfWork
from engine.store.queries.decisions import requirements_rows
from engine.store.queries.definitions import definition_rows
from engine.store.queries.forms import form_version_rows
from engine.store.queries.people import display_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelVersion:
    """One version of a process, a DMN file or a form: the id that all its versions share, and its place among them."""

    id: str
    version: int


def deploy_drawing(
    uow: UnitOfWork, actor: Actor, *, resource: Resource, base_key: int | None, note: str = ""
) -> DeploymentRecord:
    """Deploy `resource` as the next version of the one it was drawn from (`base_key`, None for something new).

    `base_key` is the key of a process definition, of a DMN file or of a form, as the ending of the resource says.
    Needs CREATE on RESOURCE. Raises DefinitionError as `deploy_resources` does, Conflict (`model_overtaken`) when the
    new version would follow one that the person never saw.
    """
    deployment = deploy_resources(uow, actor, resources=[resource], note=note)
    _require_seen(uow, resource.name, base_key, _versions(deployment))
    return deployment


def require_next(uow: UnitOfWork, resource_name: str, base_key: int | None, ids: Iterable[str]) -> None:
    """Raise Conflict (`model_overtaken`) unless a drawing made from the base may become the next version of `ids`."""
    newest = {one: max((row.version for row in _rows(uow, resource_name, id=one)), default=0) for one in ids}
    _require_seen(
        uow, resource_name, base_key, [ModelVersion(id=one, version=version + 1) for one, version in newest.items()]
    )


def _require_seen(uow: UnitOfWork, resource_name: str, base_key: int | None, versions: Iterable[ModelVersion]) -> None:
    base = next(iter(_rows(uow, resource_name, key=base_key)), None) if base_key is not None else None
    for made in versions:
        known = _rows(uow, resource_name, id=made.id)
        newest_seen = _newest_seen(base, known)
        if made.version > newest_seen + 1:
            raise _overtaken(uow, made, next(row for row in known if newest_seen < row.version < made.version))


def _newest_seen(base: Any, known: Sequence[Any]) -> int:
    """Give the newest version that whoever drew from `base` can have seen, among the versions of one id.

    That is the base itself; of another process of its file, what had been deployed by then. Keys tell no order: each
    process of ours takes them from a stretch of its own.
    """
    if base is None:
        return 0
    if any(row.key == base.key for row in known):
        return int(base.version)
    return max((row.version for row in known if row.deployed_at <= base.deployed_at), default=0)


def _versions(deployment: DeploymentRecord) -> Iterator[ModelVersion]:
    """Give the versions that a deployment holds, new or as they were; decisions count by their file."""
    for process in deployment.definitions:
        yield ModelVersion(id=process.process_id, version=process.version)
    for file in deployment.requirements:
        yield ModelVersion(id=file.requirements_id, version=file.version)
    for form in deployment.forms:
        yield ModelVersion(id=form.form_id, version=form.version)


def _rows(uow: UnitOfWork, resource_name: str, *, key: int | None = None, id: str | None = None) -> Sequence[Any]:  # noqa: A002
    if resource_name.endswith(".dmn"):
        return requirements_rows(uow.connection, key=key, requirements_id=id)
    if resource_name.endswith(".form"):
        return form_version_rows(uow.connection, key=key, form_id=id)
    return definition_rows(uow.connection, key=key, process_id=id)


def _overtaken(uow: UnitOfWork, made: ModelVersion, rival: Any) -> Conflict:
    who = display_name(uow.connection, rival.deployed_by)
    return Conflict(
        Text(
            vi=f"{who} đã áp dụng phiên bản {rival.version} của “{made.id}”. "
            "Bản anh/chị đang sửa còn nguyên, chưa áp dụng. "
            "Hãy tải bản của mình về máy, mở phiên bản mới nhất rồi sửa tiếp trên đó.",
            en=f"{who} has deployed version {rival.version} of “{made.id}”. "
            "Your drawing is kept and was not deployed. "
            "Download it, open the latest version and go on from there.",
        ),
        code="model_overtaken",
        details={"version": rival.version},
    )
