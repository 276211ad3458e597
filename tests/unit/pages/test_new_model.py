from api.pages.designer import NEW_MODEL, NEW_NAME
from engine.model.limits import RuntimeLimits
from engine.spiff import parse


def test_the_model_that_a_new_process_starts_from_can_be_deployed_as_it_is() -> None:
    (model,) = parse(NEW_MODEL.read_bytes(), resource=NEW_NAME, limits=RuntimeLimits())

    assert model.definition.process_id == "quy_trinh_moi"
    assert {element.type for element in model.definition.elements.values()} >= {"startEvent", "userTask", "endEvent"}
