"""Multi-instance activities of the other engine: a collection, or how many times."""

from engine.spiff.adoption.dialect import take
from engine.spiff.adoption.expressions import Untranslated, is_expression, translated
from engine.spiff.adoption.rewriting import Rewriting, extend
from engine.spiff.findings import local_name
from engine.spiff.namespaces import bpmn
from engine.spiff.reading import child, is_variable_name
from engine.untrusted_xml import Node


def adopt_loop(loop: Node, rewriting: Rewriting) -> None:
    """Say in Camunda 8's words what an activity repeats over."""
    try:
        _adopt_texts(loop)
        _adopt_collection(loop, rewriting)
    except Untranslated:
        rewriting.refuse(
            "expression_not_translated",
            loop,
            "Không chuyển được một biểu thức của bước lặp sang FEEL. Hãy ghi lại bằng công thức FEEL.",
            "An expression of the multi-instance activity cannot be translated into FEEL. Write it in FEEL.",
        )


def adopt_ad_hoc(ad_hoc: Node, rewriting: Rewriting) -> None:
    """Translate the completion condition of an ad-hoc sub-process, and say that somebody must begin its activities."""
    try:
        _adopt_texts(ad_hoc)
    except Untranslated:
        rewriting.refuse(
            "expression_not_translated",
            ad_hoc,
            "Không chuyển được điều kiện hoàn thành sang FEEL. Hãy ghi lại bằng công thức FEEL.",
            "The completion condition cannot be translated into FEEL. Write it in FEEL.",
        )
    rewriting.note(
        "ad_hoc_begins_nothing",
        ad_hoc,
        "Tiểu quy trình tùy biến (ad-hoc) không tự bắt đầu bước nào; hãy ghi danh sách bước "
        "(zeebe:adHoc activeElementsCollection), hoặc bắt đầu từng bước qua API.",
        "The ad-hoc sub-process begins nothing by itself; list the elements (zeebe:adHoc activeElementsCollection), or "
        "begin them over the API.",
    )


def _adopt_texts(loop: Node) -> None:
    for name in ("loopCardinality", "completionCondition"):
        found = child(loop, name)
        if found is not None and found.text and is_expression(found.text):
            found.text = f"={translated(found.text, counting=name == 'completionCondition')}"


def _adopt_collection(loop: Node, rewriting: Rewriting) -> None:
    collection, element = take(loop, "collection"), take(loop, "elementVariable")
    output, item = None, None
    for found in list(loop.iterchildren(bpmn("*"))):
        name = local_name(found)
        if name == "loopDataInputRef":
            collection = collection or (found.text or "").strip() or None
        elif name == "inputDataItem":
            element = element or found.get("name") or found.get("id")
        elif name == "loopDataOutputRef":
            output = (found.text or "").strip()
        elif name == "outputDataItem":
            item = found.get("name") or found.get("id")
        else:
            continue
        loop.remove(found)
    collects = {"outputCollection": output, "outputElement": f"={item}"} if output and item else {}
    if output and (collection is None or not collects):
        rewriting.ignore(loop, "loopDataOutputRef")
    if collection is None:
        return
    source = translated(collection) if is_expression(collection) else collection
    if not is_expression(collection) and not is_variable_name(collection):
        raise Untranslated
    extend(loop, "loopCharacteristics", inputCollection=f"={source}", inputElement=element, **collects)
