// The designer page: the modeler with the Camunda 8 properties panel around the server's checks and deployment.
// The server decides: it checks, refuses a stale version and writes the findings; this file keeps the drawing safe
// in the page until it is applied, whatever the answer was.

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
import { csrfToken } from "./csrf.js";
import { announce } from "./notices.js";
import { text } from "./texts.js";
import { vietnamese } from "./vietnamese.js";

const page = document.getElementById("designer");
const answer = document.getElementById("designer-answer");
const canvas = page.querySelector(".designer-canvas");
let dirty = false;

function translation() {
  if (document.documentElement.lang !== "vi") return [];
  const translate = (template, values = {}) =>
    (vietnamese[template] ?? template).replace(/\{([^}]+)\}/g, (whole, name) => values[name] ?? whole);
  return [{ translate: ["value", translate] }];
}

const modeler = new Modeler({
  container: canvas,
  propertiesPanel: { parent: page.querySelector(".designer-properties") },
  additionalModules: translation(),
  elementTemplateChooser: false,
  exporter: { name: "Hoidong", version: "1" },
});

function fitBesidePalette() {
  const drawing = modeler.get("canvas");
  drawing.zoom("fit-viewport", "auto");
  const palette = canvas.querySelector(".djs-palette")?.getBoundingClientRect().width ?? 0;
  const { width } = canvas.getBoundingClientRect();
  drawing.zoom(drawing.zoom() * (1 - palette / width), "auto");
  drawing.scroll({ dx: palette / 2, dy: 0 });
}

async function open(xml) {
  const { warnings } = await modeler.importXML(xml);
  fitBesidePalette();
  if (warnings.length > 0) announce(text("modelWarnings", { count: warnings.length }), "warning");
  page.dataset.ready = "true";
}

async function loadFirst() {
  const response = await fetch(page.dataset.xmlUrl, { headers: { Accept: "application/xml" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  await open(await response.text());
}

function fileName() {
  if (page.dataset.baseKey) return page.dataset.resourceName;
  const root = modeler.get("canvas").getRootElement().businessObject;
  const process = root.get("participants")?.find((participant) => participant.processRef)?.processRef ?? root;
  return `${process.id}.bpmn`;
}

async function send(url) {
  const { xml } = await modeler.saveXML({ format: true });
  const body = new FormData();
  body.append("xml", new Blob([xml], { type: "application/xml" }), "model.bpmn");
  body.append("resource_name", fileName());
  body.append("base_key", page.dataset.baseKey);
  return fetch(url, { method: "POST", body, headers: { "X-CSRF-Token": csrfToken(), "HX-Request": "true" } });
}

async function showAnswer(response) {
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  answer.replaceChildren(...parsed.body.childNodes);
  answer.focus();
}

async function check() {
  await showAnswer(await send(page.dataset.checkUrl));
}

async function deploy() {
  const response = await send(page.dataset.deployUrl);
  const next = response.headers.get("HX-Redirect");
  if (response.ok && next) {
    dirty = false;
    location.assign(next);
    return;
  }
  await showAnswer(response);
}

async function download() {
  const { xml } = await modeler.saveXML({ format: true });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([xml], { type: "application/xml" }));
  link.download = fileName();
  link.click();
  URL.revokeObjectURL(link.href);
}

async function openFile(input) {
  const [file] = input.files;
  if (!file) return;
  await open(await file.text());
  dirty = true;
  input.value = "";
}

function select(elementId) {
  const element = modeler.get("elementRegistry").get(elementId);
  if (!element) {
    announce(text("elementGone"), "warning");
    return;
  }
  modeler.get("canvas").scrollToElement(element, 80);
  modeler.get("selection").select(element);
  canvas.scrollIntoView({ block: "nearest" });
}

const act = {
  check,
  deploy,
  download,
  undo: () => modeler.get("commandStack").undo(),
  redo: () => modeler.get("commandStack").redo(),
};

async function run(action, button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await act[action]();
  } catch (error) {
    console.warn("designer", action, error);
    announce(text("connectionLost"), "danger");
  } finally {
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-designer]");
  if (button) run(button.dataset.designer, button);
  const finding = event.target.closest("[data-select-element]");
  if (finding) select(finding.dataset.selectElement);
});
document.getElementById("open-file")?.addEventListener("change", async (event) => {
  try {
    await openFile(event.target);
  } catch (error) {
    console.warn("designer open", error);
    announce(text("modelUnreadable"), "danger");
  }
});
modeler.on("commandStack.changed", () => {
  dirty = true;
});
window.addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});

try {
  await loadFirst();
} catch (error) {
  console.warn("designer", error);
  announce(text("modelUnreadable"), "danger");
}
