"""Read models that were drawn for another engine: Camunda 7, Operaton, or plain BPMN 2.0.

`adopt` rewrites such a file, before anything is checked, into what Camunda 8 would say: what has a meaning here is
translated exactly, what has none is left out with a note for the designer, and what cannot be translated stays and is
refused by the checks that follow. Nothing of a file is executed; no expression of another language is evaluated.
"""

from engine.spiff.adoption.adopt import adopt

__all__ = ["adopt"]
