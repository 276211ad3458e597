"""The page of a case: links to the cases around it, and what it waits for, conditions among it."""

from engine.operations import Engine
from tests.integration.api.conftest import Served
from tests.integration.operations.test_called_cases import begun, call, called, calling, children
from tests.integration.operations.test_related_cases import Make, restrict
from tests.integration.pages.desk import desk
from tests.models import end, flow, start

OANH, TUONG = "le.kim.oanh", "bui.xuan.tuong"
CONDITION = (
    '<bpmn:intermediateCatchEvent id="cho" name="Đủ chữ ký"><bpmn:conditionalEventDefinition>'
    '<bpmn:condition xsi:type="bpmn:tFormalExpression">=du = true</bpmn:condition>'
    "</bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>"
)
WAITING = called(start() + CONDITION + end() + flow("f1", "dau", "cho") + flow("f2", "cho", "cuoi"))


def test_cases_link_to_each_other_and_tell_which_condition_they_wait_for(
    engine: Engine, served: Served, actor: Make
) -> None:
    caller = begun(engine, actor(OANH), WAITING, calling(call("con")))
    (child,) = children(engine, caller)
    with desk(served, OANH) as clerk, desk(served, TUONG) as chief:
        above, below = clerk.get(f"/ho-so/{caller.key}").text, clerk.get(f"/ho-so/{child.key}").text
        assert "Liên quan" in above
        assert f'href="/ho-so/{child.key}"' in above
        assert "Hồ sơ đã gọi hồ sơ này" in below
        assert f'href="/ho-so/{caller.key}"' in below
        assert "Đang chờ: Đủ chữ ký" in below
        assert f'href="/ho-so/{child.key}"' in chief.get(f"/ho-so/{caller.key}").text
        restrict(engine, child)
        after = chief.get(f"/ho-so/{caller.key}").text
        assert "Liên quan" not in after
        assert child.business_id not in after
