// The page of a decision file: the diagram of its decisions, and an editor for each of them behind a tab.

import "dmn-js/dist/assets/diagram-js.css";
import "dmn-js/dist/assets/dmn-font/css/dmn.css";
import "dmn-js/dist/assets/dmn-js-shared.css";
import "dmn-js/dist/assets/dmn-js-drd.css";
import "dmn-js/dist/assets/dmn-js-decision-table.css";
import "dmn-js/dist/assets/dmn-js-decision-table-controls.css";
import "dmn-js/dist/assets/dmn-js-literal-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression.css";
import "dmn-js/dist/assets/dmn-js-boxed-expression-controls.css";
import Modeler from "dmn-js/lib/Modeler";
import { vietnamese } from "./vietnamese.js";
import { vietnameseDecisions } from "./vietnamese_decisions.js";
import { canvas, changed, page, start, translation } from "./workbench.js";

const words = { additionalModules: translation(vietnamese, vietnameseDecisions) };
const modeler = new Modeler({
  container: canvas,
  drd: words,
  decisionTable: words,
  literalExpression: words,
  boxedExpression: words,
  exporter: { name: "Hoidong", version: "1" },
});
const tabs = page.querySelector(".designer-tabs");
const heard = new WeakSet();

function listen() {
  const viewer = modeler.getActiveViewer();
  if (!viewer || heard.has(viewer)) return;
  heard.add(viewer);
  viewer.on("commandStack.changed", changed);
}

function tab(view, active) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "designer-tab";
  button.textContent = view.type === "drd" ? tabs.dataset.diagramLabel : (view.name ?? view.id);
  if (view === active) button.setAttribute("aria-current", "true");
  button.addEventListener("click", () => modeler.open(view));
  return button;
}

modeler.on("views.changed", ({ views, activeView }) => {
  const focused = tabs.contains(document.activeElement);
  tabs.replaceChildren(...views.map((view) => tab(view, activeView)));
  if (focused) tabs.querySelector("[aria-current]")?.focus();
  listen();
});

function holds(element, id) {
  return element?.id === id || Boolean(element?.decisionLogic && inTable(element.decisionLogic, id));
}

function inTable(logic, id) {
  const parts = [...(logic.input ?? []), ...(logic.output ?? []), ...(logic.rule ?? [])];
  const cells = (logic.rule ?? []).flatMap((rule) => [...(rule.inputEntry ?? []), ...(rule.outputEntry ?? [])]);
  return logic.id === id || [...parts, ...cells].some((part) => part.id === id);
}

function focusCell(id) {
  const cell = canvas.querySelector(`[data-element-id="${CSS.escape(id)}"]`);
  cell?.scrollIntoView({ block: "center", inline: "center" });
  cell?.querySelector("[contenteditable], button")?.focus();
}

await start({
  mediaType: "application/xml",
  async open(xml) {
    const { warnings } = await modeler.importXML(xml);
    return warnings.length;
  },
  save: async () => (await modeler.saveXML({ format: true })).xml,
  fileName: () => `${modeler.getDefinitions().id}.dmn`,
  select(id) {
    const view = modeler.getViews().find(({ type, element }) => type !== "drd" && holds(element, id));
    if (!view) return false;
    modeler.open(view).then(() => focusCell(id));
    return true;
  },
  undo: () => modeler.getActiveViewer().get("commandStack").undo(),
  redo: () => modeler.getActiveViewer().get("commandStack").redo(),
});
