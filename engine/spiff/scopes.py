"""The variables of one case in scopes, as Camunda 8 defines them, and the view of them that expressions get.

A scope belongs to the process instance, to a sub-process or to an activity with mappings, and is named by that key.
A name is looked up from the innermost scope outwards. This module evaluates nothing and knows no tokens.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.errors import LimitExceeded, Text
from engine.feel import FeelValue, from_json, normal_name
from engine.model.events import Event, VariableSet
from engine.model.json_value import JsonValue, Variables
from engine.model.limits import RuntimeLimits
from engine.spiff.json_size import size_of


@dataclass(slots=True)
class Scope:
    """Variables that live and end together."""

    key: int
    parent: "Scope | None"
    item_key: int | None = None  # the innermost item of a repeated activity that the scope stands in
    values: dict[str, JsonValue] = field(default_factory=dict)


class ScopeView(Mapping[str, FeelValue]):
    """What an expression sees from one scope; values become FEEL values when they are read, not before."""

    def __init__(self, scopes: "Scopes", scope: Scope, local: Mapping[str, FeelValue] | None = None) -> None:
        self._scopes = scopes
        self._scope = scope
        self._local = local or {}

    def under(self, own: Mapping[str, FeelValue]) -> "ScopeView":
        """Give the same view with more variables of its own, behind those that it has already."""
        return ScopeView(self._scopes, self._scope, {**own, **self._local})

    def __getitem__(self, name: str) -> FeelValue:
        if name in self._local:
            return self._local[name]
        holder = self._scopes.holder(self._scope, name)
        if holder is None:
            raise KeyError(name)
        return self._scopes.feel_value(holder, name)

    def __contains__(self, name: object) -> bool:
        return name in self._local or (isinstance(name, str) and self._scopes.holder(self._scope, name) is not None)

    def __iter__(self) -> Iterator[str]:
        seen = dict.fromkeys(self._local)
        scope: Scope | None = self._scope
        while scope is not None:
            seen.update(dict.fromkeys(scope.values))
            scope = scope.parent
        return iter(seen)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Scopes:
    """All open scopes of a case; remembers what changed since it was made."""

    def __init__(self, root_key: int, limits: RuntimeLimits, *, watched: bool = False) -> None:
        self.root = Scope(root_key, None)
        self._limits = limits
        self._by_key = {root_key: self.root}
        self._changed: dict[tuple[int, str], None] = {}
        self._feel: dict[tuple[int, str], FeelValue] = {}
        self._sizes: dict[tuple[int, str], int] = {}
        self._total: int | None = None
        self._unseen: dict[tuple[int, str], bool] | None = {} if watched else None  # True: it was created

    def open(self, key: int, parent_key: int, values: Variables | None = None, *, item_key: int | None = None) -> None:
        """Open the scope `key` inside `parent_key`; `values` are loaded, not reported as changed.

        `item_key` is given for the scope of an item; scopes inside it belong to the same item.
        """
        parent = self._by_key[parent_key]
        self._by_key[key] = Scope(key, parent, item_key or parent.item_key, dict(values or {}))

    def load_root(self, values: Variables) -> None:
        """Fill the root scope without reporting a change."""
        self.root.values.update(values)

    def close(self, key: int) -> None:
        """End a scope and its variables."""
        scope = self._by_key.pop(key)
        for name in scope.values:
            self._forget(scope, name)
            self._changed.pop((key, name), None)
            if self._unseen:
                self._unseen.pop((key, name), None)

    def is_open(self, key: int) -> bool:
        """Tell whether a scope of this key exists now."""
        return key in self._by_key

    def view(self, key: int, local: Mapping[str, FeelValue] | None = None) -> ScopeView:
        """Give what an expression in this scope sees; `local` hides variables of the same names."""
        return ScopeView(self, self._by_key[key], local)

    def set_local(self, key: int, values: Variables) -> None:
        """Set variables in exactly this scope."""
        scope = self._by_key[key]
        for name, value in values.items():
            self._set(scope, normal_name(name), value)

    def visible(self, key: int) -> dict[str, JsonValue]:
        """Give every variable that is seen from a scope."""
        chain, scope = [], self._by_key.get(key)
        while scope is not None:
            chain.append(scope)
            scope = scope.parent
        return {name: value for held in reversed(chain) for name, value in held.values.items()}

    def local(self, key: int) -> dict[str, JsonValue]:
        """Give the variables of exactly this scope."""
        return dict(self._by_key[key].values)

    def propagate(self, key: int, values: Variables) -> None:
        """Set each variable in the nearest scope from `key` outwards that has it, else in the root."""
        for name, value in zip(map(normal_name, values), values.values(), strict=True):
            self._set(self.holder(self._by_key[key], name) or self.root, name, value)

    def check(self, values: Variables, key: int | None = None) -> None:
        """Raise LimitExceeded when these values would pass the bounds; InputRejected when they are not JSON.

        `key` names the scope from which they are going to be set, so that what they replace does not count.
        """
        added = 0
        for name, value in values.items():
            size = _entry_size(name, value)
            if size > self._limits.variable_bytes:
                raise _too_large(name, size, self._limits.variable_bytes)
            added += size
        if not added or self.total_bytes() + added <= self._limits.variables_bytes:
            return
        if key is not None:
            for name in values:
                holder = self.holder(self._by_key[key], name)
                added -= 0 if holder is None else self._size(holder, name)
        if self.total_bytes() + added > self._limits.variables_bytes:
            raise LimitExceeded(
                Text(
                    vi=f"Tổng dữ liệu của hồ sơ sẽ vượt giới hạn {self._limits.variables_bytes} byte. "
                    "Hãy đưa nội dung lớn vào tệp đính kèm.",
                    en=f"The data of the case would exceed the limit of {self._limits.variables_bytes} bytes. "
                    "Put large content into attachments.",
                )
            )

    def total_bytes(self) -> int:
        """Give the size of all variables as JSON, escapes aside, those inside unread items too; counted once a case."""
        if self._total is None:
            self._total = sum(self._size(scope, name) for scope in self._by_key.values() for name in scope.values)
        return self._total

    def load_total(self, size: int | None) -> None:
        """Take the size as it was kept, so that a command measures only what it changes; None: it was not kept."""
        self._total = size

    def changes(self) -> tuple[Event, ...]:
        """Report the last value of every variable that changed and still exists, outer scopes first."""
        order = {key: place for place, key in enumerate(self._by_key)}
        changed = sorted(self._changed, key=lambda at: order[at[0]])
        return tuple(
            VariableSet(
                scope_key=key,
                name=name,
                value=self._by_key[key].values[name],
                item_key=self._by_key[key].item_key,
            )
            for key, name in changed
        )

    def take_unseen(self) -> dict[tuple[int, str], bool]:
        """Give what changed since the last call, by scope key and name: True when created, False when updated.

        A variable that is set to the value which it has is not changed (Camunda 8).
        """
        if not self._unseen:
            return {}
        unseen, self._unseen = self._unseen, {}
        return unseen

    def holder_key(self, key: int, name: str) -> int | None:
        """Give the key of the scope whose variable of this name is seen from a scope; None when there is none."""
        holder = self.holder(self._by_key[key], name)
        return None if holder is None else holder.key

    def holder(self, scope: Scope, name: str) -> Scope | None:
        """Find the nearest scope outwards that has a variable."""
        found: Scope | None = scope
        while found is not None and name not in found.values:
            found = found.parent
        return found

    def feel_value(self, scope: Scope, name: str) -> FeelValue:
        """Give a variable as a FEEL value, converted once."""
        at = (scope.key, name)
        if at not in self._feel:
            self._feel[at] = from_json(scope.values[name])
        return self._feel[at]

    def _set(self, scope: Scope, name: str, value: JsonValue) -> None:
        if self._unseen is not None and (name not in scope.values or not same_json(scope.values[name], value)):
            self._unseen.setdefault((scope.key, name), name not in scope.values)
        self._forget(scope, name)
        scope.values[name] = value
        self._changed[scope.key, name] = None
        if self._total is not None:
            size = _entry_size(name, value)
            self._sizes[scope.key, name] = size
            self._total += size

    def _forget(self, scope: Scope, name: str) -> None:
        self._feel.pop((scope.key, name), None)
        if self._total is not None and name in scope.values:
            self._total -= self._size(scope, name)

    def _size(self, scope: Scope, name: str) -> int:
        at = (scope.key, name)
        if at not in self._sizes:
            self._sizes[at] = _entry_size(name, scope.values[name])
        return self._sizes[at]


def same_json(one: JsonValue, other: JsonValue) -> bool:
    """Tell whether two values are the same JSON; in Python true would equal 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _entry_size(name: str, value: JsonValue) -> int:
    return size_of(value) + size_of(name) + 2


def _too_large(name: str, size: int, bound: int) -> LimitExceeded:
    return LimitExceeded(
        Text(
            vi=f"Dữ liệu “{name}” lớn {size} byte, vượt giới hạn {bound} byte. Hãy đưa nội dung lớn vào tệp đính kèm.",
            en=f"Variable “{name}” has {size} bytes, more than the limit of {bound}. Put large content into files.",
        ),
        details={"variable": name, "bytes": size, "limit": bound},
    )
