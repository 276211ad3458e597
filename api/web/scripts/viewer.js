// The diagram of a case: which steps are done, where it stands, what failed. Reading only.
// Markup: [data-diagram-url] with data-active, data-completed, data-taken, data-incidents (JSON lists of element ids).
// The list of steps beside it says the same in words; the bpmn.io mark stays visible, as its licence asks.

import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { text } from "./texts.js";

// Below this scale nobody can read a step's name (on a telephone the whole diagram is a thumbnail).
const READABLE = 0.35;
const CLOSE = 0.8;
const MARKS = { completed: "is-completed", taken: "is-taken", active: "is-active", incidents: "is-incident" };

function mark(viewer, place) {
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const [kind, className] of Object.entries(MARKS)) {
    for (const id of JSON.parse(place.dataset[kind] ?? "[]")) {
      if (registry.get(id)) canvas.addMarker(id, className);
    }
  }
}

function connectTools(viewer, place) {
  const zoom = viewer.get("zoomScroll");
  const act = {
    in: () => zoom.stepZoom(1),
    out: () => zoom.stepZoom(-1),
    fit: () => viewer.get("canvas").zoom("fit-viewport", "auto"),
  };
  for (const tool of document.querySelectorAll(`[data-diagram-tool][aria-controls="${place.id}"]`)) {
    tool.addEventListener("click", () => act[tool.dataset.diagramTool]());
  }
}

// The whole way at a glance; where that is too small to read, the place where the case stands.
function lookAt(viewer, place) {
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const [id] = JSON.parse(place.dataset.active ?? "[]");
  const here = id && viewer.get("elementRegistry").get(id);
  if (!here || canvas.zoom() >= READABLE) return;
  const { width, height } = canvas.viewbox().outer;
  const [x, y] = [here.x + here.width / 2, here.y + here.height / 2];
  canvas.viewbox({
    x: x - width / CLOSE / 2,
    y: y - height / CLOSE / 2,
    width: width / CLOSE,
    height: height / CLOSE,
  });
}

async function show(place) {
  const viewer = new NavigatedViewer({ container: place });
  try {
    const response = await fetch(place.dataset.diagramUrl, { headers: { Accept: "application/xml" } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    await viewer.importXML(await response.text());
  } catch (error) {
    // The words beside the diagram still tell everything; say that the picture is missing and why in the console.
    console.warn("diagram not shown", error);
    place.textContent = text("diagramFailed");
    return;
  }
  mark(viewer, place);
  connectTools(viewer, place);
  lookAt(viewer, place);
  place.dataset.diagramReady = "true";
}

for (const place of document.querySelectorAll("[data-diagram-url]")) show(place);
