// The page of a process model: the modeler with the Camunda 8 properties panel.

// The parts of camunda-cloud-modeler.css, with the icon font as a file: the policy of our pages knows no data: fonts.
import "camunda-bpmn-js/dist/assets/diagram-js.css";
import "camunda-bpmn-js/dist/assets/bpmn-js.css";
import "camunda-bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import "camunda-bpmn-js/dist/assets/diagram-js-minimap.css";
import "camunda-bpmn-js/dist/assets/properties-panel.css";
import "camunda-bpmn-js/dist/assets/color-picker.css";
import "camunda-bpmn-js/dist/assets/element-templates.css";
import "camunda-bpmn-js/dist/assets/element-template-chooser.css";
import "camunda-bpmn-js/dist/assets/popup-menu.css";
import Modeler from "camunda-bpmn-js/lib/camunda-cloud/Modeler";
import { vietnamese } from "./vietnamese.js";
import { canvas, changed, page, start, translation } from "./workbench.js";

const modeler = new Modeler({
  container: canvas,
  propertiesPanel: { parent: page.querySelector(".designer-properties") },
  additionalModules: translation(vietnamese),
  elementTemplateChooser: false,
  exporter: { name: "Hoidong", version: "1" },
});
modeler.on("commandStack.changed", changed);

// Below this scale nobody can read a step's name.
const READABLE = 0.28;
const CLOSE = 0.6;

const MARGIN = 16;

// The whole drawing in what the palette leaves of the canvas; gives what the palette takes on the left, in px.
function fitBesidePalette() {
  const drawing = modeler.get("canvas");
  drawing.zoom("fit-viewport", "auto");
  const { left, width } = canvas.getBoundingClientRect();
  const palette = canvas.querySelector(".djs-palette")?.getBoundingClientRect();
  const taken = (palette ? palette.right - left : 0) + MARGIN;
  drawing.zoom(drawing.zoom() * (1 - (taken + MARGIN) / width), "auto");
  drawing.scroll({ dx: (taken - MARGIN) / 2, dy: 0 });
  return taken;
}

// The whole drawing; where that is too small to read, its beginning.
function lookAt() {
  const drawing = modeler.get("canvas");
  const taken = fitBesidePalette();
  const [first] = modeler.get("elementRegistry").filter(({ type }) => type === "bpmn:StartEvent");
  if (!first || drawing.zoom() >= READABLE) return;
  drawing.zoom(CLOSE);
  drawing.scrollToElement(first, { top: 200, bottom: 200, left: taken + 60, right: 60 });
}

await start({
  mediaType: "application/xml",
  async open(xml) {
    const { warnings } = await modeler.importXML(xml);
    lookAt();
    return warnings.length;
  },
  save: async () => (await modeler.saveXML({ format: true })).xml,
  fileName() {
    const root = modeler.get("canvas").getRootElement().businessObject;
    const process = root.get("participants")?.find((participant) => participant.processRef)?.processRef ?? root;
    return `${process.id}.bpmn`;
  },
  select(id) {
    const element = modeler.get("elementRegistry").get(id);
    if (!element) return false;
    modeler.get("canvas").scrollToElement(element, 80);
    modeler.get("selection").select(element);
    return true;
  },
  fit: fitBesidePalette,
  undo: () => modeler.get("commandStack").undo(),
  redo: () => modeler.get("commandStack").redo(),
});
