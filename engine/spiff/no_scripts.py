"""The script engine that SpiffWorkflow is given: it refuses to evaluate anything, because FEEL does all of it."""

from typing import Never


class NoScripts:
    """Stands where SpiffWorkflow would run Python; whatever reaches it is a defect of ours, never of a model."""

    def evaluate(self, *_arguments: object, **_named: object) -> Never:
        """Refuse."""
        raise AssertionError("an expression reached SpiffWorkflow's script engine")

    execute = call_service = evaluate

    @property
    def environment(self) -> "NoScripts":
        """Refuse there too: some of SpiffWorkflow's paths go round the engine."""
        return self


NO_SCRIPTS = NoScripts()
