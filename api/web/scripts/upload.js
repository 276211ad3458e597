// The file field: choose, drop, paste or photograph; each file is sent at once with its progress, and can be stopped or
// retried. A large one goes in pieces, so that what was sent before an interruption need not be sent again.
// Markup: [data-upload] with data-upload-url, data-upload-name, data-upload-max (bytes), data-upload-multiple;
// inside it a file input and [data-upload-list]. A stored file is an <li data-upload-item> holding a hidden input.

import htmx from "htmx.org";
import { csrfToken } from "./csrf.js";
import { announce } from "./notices.js";
import { Pieces, Refused } from "./pieces.js";
import { sizeText, text } from "./texts.js";

const IN_PIECES_FROM = 8 * 1024 * 1024; // bytes; smaller ones are as quickly sent anew

function button(label, fileName, onClick) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-outline-secondary";
  made.textContent = label;
  made.setAttribute("aria-label", `${label}: ${fileName}`);
  made.addEventListener("click", onClick);
  return made;
}

function span(className, content) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = content;
  return made;
}

function changed(field) {
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function problemText(request) {
  if (request.status === 0) return text("uploadLost");
  try {
    const problem = JSON.parse(request.responseText);
    return problem.detail ?? problem.title ?? text("uploadFailed");
  } catch {
    return text("uploadFailed");
  }
}

// Which task and field a file is for, so that it is found again when the page is opened later.
function placeOf(field) {
  const task = field.closest("form")?.dataset.uploadTask;
  const properties = { field: field.dataset.uploadName.replace(/^f\./, "") };
  return { customProperties: task ? { ...properties, userTaskKey: task } : properties };
}

class Sending {
  constructor(field, file) {
    this.field = field;
    this.file = file;
    this.item = document.createElement("li");
    this.item.className = "upload-item";
    field.querySelector("[data-upload-list]").append(this.item);
    const limit = Number(field.dataset.uploadMax ?? Number.POSITIVE_INFINITY);
    if (file.size === 0) this.fail(text("uploadEmpty"), false);
    else if (file.size > limit) this.fail(text("uploadTooLarge", { limit: sizeText(limit) }), false);
    else this.start();
  }

  show(...parts) {
    this.item.replaceChildren(
      span("upload-name", this.file.name),
      span("upload-size", sizeText(this.file.size)),
      ...parts,
    );
  }

  start() {
    const progress = document.createElement("progress");
    progress.max = this.file.size;
    progress.value = 0;
    progress.setAttribute("aria-label", text("uploading", { name: this.file.name }));
    const state = span("upload-state", "0 %");
    this.item.dataset.uploadRunning = "";
    const sent = (bytes, total) => {
      progress.value = Math.min(bytes, this.file.size);
      const percent = Math.min(Math.round((100 * bytes) / total), 100);
      state.textContent = percent >= 100 ? text("uploadChecking") : `${percent} %`;
    };
    this.show(
      progress,
      state,
      button(text("cancel"), this.file.name, () => (this.pieces ?? this.request).abort()),
    );
    if (this.file.size > IN_PIECES_FROM) {
      this.sendInPieces(
        (bytes) => sent(bytes, this.file.size),
        () => (state.textContent = text("uploadWaiting")),
      );
    } else this.sendWhole(sent);
  }

  async sendInPieces(sent, waiting) {
    this.pieces ??= new Pieces(this.field.dataset.uploadUrl, this.file, placeOf(this.field));
    this.pieces.told = { sent, waiting };
    try {
      this.done(await this.pieces.send());
    } catch (error) {
      if (!(error instanceof Refused)) this.fail(text("uploadStopped"), true);
      else {
        this.request = error.request;
        this.refused();
      }
    }
  }

  sendWhole(sent) {
    this.request = new XMLHttpRequest();
    this.request.upload.addEventListener("progress", (event) => sent(event.loaded, event.total));
    this.request.addEventListener("load", () =>
      this.request.status < 300 ? this.done(JSON.parse(this.request.responseText)) : this.refused(),
    );
    this.request.addEventListener("error", () => this.refused());
    this.request.addEventListener("abort", () => this.fail(text("uploadStopped"), true));
    const body = new FormData();
    body.append("metadata", new Blob([JSON.stringify(placeOf(this.field))], { type: "application/json" }));
    body.append("file", this.file, this.file.name);
    this.request.open("POST", this.field.dataset.uploadUrl);
    this.request.setRequestHeader("X-CSRF-Token", csrfToken());
    this.request.setRequestHeader("Accept", "application/json");
    this.request.setRequestHeader("Accept-Language", document.documentElement.lang);
    this.request.send(body);
  }

  // Whether a signed PDF holds is checked by the server meanwhile; it answers nothing for one without signatures.
  signatures(key) {
    if (!this.file.name.toLowerCase().endsWith(".pdf")) return [];
    const place = document.createElement("div");
    place.className = "signatures";
    for (const [name, value] of [
      ["get", `/tep/${key}/chu-ky`],
      ["trigger", "load"],
      ["swap", "outerHTML"],
    ])
      place.setAttribute(`hx-${name}`, value);
    return [place];
  }

  refused() {
    // A file that the server looked at and refused will be refused again; a lost connection may not.
    this.fail(problemText(this.request), this.request.status === 0 || this.request.status >= 500);
  }

  fail(message, retryable) {
    delete this.item.dataset.uploadRunning;
    const parts = [span("upload-error", message)];
    parts[0].setAttribute("role", "alert");
    if (retryable) parts.unshift(button(text("retry"), this.file.name, () => this.start()));
    const remove = () => {
      this.pieces?.forget();
      this.item.remove();
    };
    parts.unshift(button(text("remove"), this.file.name, remove));
    this.show(...parts);
  }

  done(stored) {
    delete this.item.dataset.uploadRunning;
    const value = document.createElement("input");
    value.type = "hidden";
    value.name = this.field.dataset.uploadName;
    value.value = stored.documentId;
    this.item.dataset.uploadItem = "";
    this.show(
      span("upload-state", text("uploaded")),
      value,
      button(text("remove"), this.file.name, () => remove(this.item)),
      ...this.signatures(stored.documentId),
    );
    htmx.process(this.item);
    if (!("uploadMultiple" in this.field.dataset)) {
      for (const other of this.field.querySelectorAll("[data-upload-item]")) if (other !== this.item) other.remove();
    }
    announce(text("uploadedName", { name: this.file.name }), "success");
    changed(value);
  }
}

// A file that the server takes from the scanners' folder: nothing is sent but which one.
class Taking extends Sending {
  start() {
    this.item.dataset.uploadRunning = "";
    this.show(span("upload-state", text("uploadChecking")));
    this.request = new XMLHttpRequest();
    this.request.addEventListener("load", () => {
      if (this.request.status >= 300) this.refused();
      else {
        this.file.line.remove();
        this.done(JSON.parse(this.request.responseText));
      }
    });
    this.request.addEventListener("error", () => this.refused());
    this.request.open("POST", "/may-quet");
    this.request.setRequestHeader("X-CSRF-Token", csrfToken());
    this.request.setRequestHeader("Accept", "application/json");
    this.request.setRequestHeader("Accept-Language", document.documentElement.lang);
    this.request.setRequestHeader("Content-Type", "application/json");
    this.request.send(JSON.stringify({ scan: this.file.scan, metadata: placeOf(this.field) }));
  }
}

function takeScan(pressed) {
  const { scan, scanName, scanSize } = pressed.dataset;
  new Taking(pressed.closest("[data-upload]"), {
    scan,
    name: scanName,
    size: Number(scanSize),
    line: pressed.closest("li"),
  });
}

function remove(item) {
  const field = item.closest("[data-upload]");
  item.remove();
  field.querySelector('input[type="file"]').focus();
  changed(field);
}

function take(field, files) {
  const chosen = "uploadMultiple" in field.dataset ? [...files] : [...files].slice(0, 1);
  for (const file of chosen) new Sending(field, file);
}

export function enableUploads() {
  document.addEventListener(
    "change",
    (event) => {
      const field = event.target.closest?.("[data-upload]");
      if (!field || event.target.type !== "file") return;
      event.stopPropagation();
      take(field, event.target.files);
      event.target.value = ""; // the same file may be chosen again
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-upload-remove]");
    if (pressed) remove(pressed.closest("[data-upload-item]"));
    const scan = event.target.closest("[data-scan]");
    if (scan) takeScan(scan);
  });
  document.addEventListener("dragover", (event) => {
    const field = event.target.closest?.("[data-upload]");
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault(); // a file dropped beside the field must not replace the page
    field?.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    event.target.closest?.("[data-upload]")?.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    const field = event.target.closest?.("[data-upload]");
    field?.classList.remove("is-over");
    if (field) take(field, event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData?.files;
    const fields = document.querySelectorAll("[data-upload]");
    const field = event.target.closest?.("[data-upload]") ?? (fields.length === 1 ? fields[0] : null);
    if (!files?.length || !field) return;
    event.preventDefault();
    take(field, files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-upload-running]")) event.preventDefault();
  });
}
