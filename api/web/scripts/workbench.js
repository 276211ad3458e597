// What the designer's pages have in common, whatever is drawn on them: open, check, deploy, download, and the server's
// findings. The server decides: it checks, refuses a stale version and writes the findings; the page keeps the drawing
// until it is applied, whatever the answer was.
//
// An editor gives: open(text) → number of warnings, save() → text, fileName(), select(id) → whether it was found,
// undo(), redo(), fit() where its page has that button, and mediaType of its files; it calls changed() when something was drawn.

import { csrfToken } from "./csrf.js";
import { announce } from "./notices.js";
import { text } from "./texts.js";

export const page = document.getElementById("designer");
export const canvas = page.querySelector(".designer-canvas");
const answer = document.getElementById("designer-answer");
const noteField = document.getElementById("deploy-note");
const dayField = document.getElementById("deploy-day");
let dirty = false;

export function changed() {
  dirty = true;
}

// The module that gives an editor of bpmn.io its words in the page's language.
export function translation(...catalogues) {
  if (document.documentElement.lang !== "vi") return [];
  const words = Object.assign({}, ...catalogues);
  const translate = (template, values = {}) =>
    (words[template] ?? template).replace(/\{([^}]+)\}/g, (whole, name) => values[name] ?? whole);
  return [{ translate: ["value", translate] }];
}

async function open(editor, content) {
  const warnings = await editor.open(content);
  if (warnings > 0) announce(text("modelWarnings", { count: warnings }), "warning");
  page.dataset.ready = "true";
}

async function loadFirst(editor) {
  const response = await fetch(page.dataset.fileUrl, { headers: { Accept: editor.mediaType } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  await open(editor, await response.text());
  dirty = false;
}

async function send(editor, url) {
  const body = new FormData();
  body.append("file", new Blob([await editor.save()], { type: editor.mediaType }), "drawing");
  body.append("resource_name", page.dataset.baseKey ? page.dataset.resourceName : editor.fileName());
  body.append("base_key", page.dataset.baseKey);
  body.append("note", noteField?.value ?? "");
  body.append("day", dayField?.value ?? "");
  return fetch(url, { method: "POST", body, headers: { "X-CSRF-Token": csrfToken(), "HX-Request": "true" } });
}

async function showAnswer(response) {
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  answer.replaceChildren(...parsed.body.childNodes);
  answer.focus();
}

async function deploy(editor) {
  const response = await send(editor, page.dataset.deployUrl);
  const next = response.headers.get("HX-Redirect");
  if (response.ok && next) {
    dirty = false;
    location.assign(next);
    return;
  }
  await showAnswer(response);
}

async function download(editor) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await editor.save()], { type: editor.mediaType }));
  link.download = page.dataset.baseKey ? page.dataset.resourceName : editor.fileName();
  link.click();
  URL.revokeObjectURL(link.href);
}

async function openFile(editor, input) {
  const [file] = input.files;
  if (!file) return;
  await open(editor, await file.text());
  dirty = true;
  input.value = "";
}

function select(editor, id) {
  if (editor.select(id)) canvas.scrollIntoView({ block: "nearest" });
  else announce(text("elementGone"), "warning");
}

const actions = {
  check: async (editor) => showAnswer(await send(editor, page.dataset.checkUrl)),
  deploy,
  download,
  undo: (editor) => editor.undo(),
  redo: (editor) => editor.redo(),
  fit: (editor) => editor.fit(),
};

async function run(editor, action, button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  try {
    await actions[action](editor);
  } catch (error) {
    console.warn("designer", action, error);
    announce(text("connectionLost"), "danger");
  } finally {
    button.removeAttribute("aria-busy");
  }
}

async function orUnreadable(work) {
  try {
    await work();
  } catch (error) {
    console.warn("designer", error);
    announce(text("modelUnreadable"), "danger");
  }
}

// The button says from when the drawing will be in force.
function followDay() {
  const words = page.ownerDocument.querySelector('[data-designer="deploy"] [data-from]');
  const now = words?.textContent;
  dayField?.addEventListener("input", () => {
    const day = dayField.value.trim();
    words.textContent = day ? text("deployFrom", { day }) : now;
  });
}

export async function start(editor) {
  followDay();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-designer]");
    if (button) run(editor, button.dataset.designer, button);
    const finding = event.target.closest("[data-select-element]");
    if (finding) select(editor, finding.dataset.selectElement);
  });
  document
    .getElementById("open-file")
    ?.addEventListener("change", (event) => orUnreadable(() => openFile(editor, event.target)));
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  await orUnreadable(() => loadFirst(editor));
}
