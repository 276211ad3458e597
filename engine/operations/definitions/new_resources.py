"""Tell which of the product's own models, tables and forms an installation has never had.

A newer product brings new files; it must not put an old one over what a designer has made of it since. So a file whose
content any version of its process or form has, or had, counts as known.
"""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select

from engine.model.records import Resource
from engine.operations.unit_of_work import UnitOfWork
from engine.store.tables import DecisionRequirements, FormDefinition, ProcessDefinition
from engine.store.tables.core import core

_STORED = (core(ProcessDefinition), core(DecisionRequirements), core(FormDefinition))


def new_resources(uow: UnitOfWork, *, resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """Give those of `resources` that no deployment here has ever held, compared by file name and content."""
    digests = {resource: hashlib.sha256(resource.content).digest() for resource in resources}
    known: set[tuple[str, bytes]] = set()
    for table in _STORED:
        statement = select(table.c.resource_name, table.c.sha256).where(table.c.sha256.in_(list(digests.values())))
        known |= {(row.resource_name, bytes(row.sha256)) for row in uow.connection.execute(statement)}
    return tuple(resource for resource, digest in digests.items() if (resource.name, digest) not in known)
