// Copies what somebody typed into a form, field by field with its label, when it could not be sent.

import { announce } from "./notices.js";
import { text } from "./texts.js";

function labelOf(control) {
  return control.labels?.[0]?.textContent.replace("*", "").trim() ?? control.name;
}

function shownValue(control) {
  if (control.tagName === "SELECT") return control.selectedOptions[0]?.textContent.trim() ?? "";
  if (control.type === "checkbox" || control.type === "radio") return control.checked ? "✓" : "";
  return control.value;
}

async function copy(form) {
  const controls = [...form.elements].filter((control) => control.type !== "hidden" && control.willValidate);
  const lines = controls.map((control) => [labelOf(control), shownValue(control)]).filter(([, value]) => value);
  try {
    await navigator.clipboard.writeText(lines.map(([label, value]) => `${label}: ${value}`).join("\n"));
    announce(text("copied"), "success");
  } catch (error) {
    console.warn("copy", error);
    announce(text("copyFailed"), "warning");
  }
}

export function enableCopying() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy-form]");
    if (button) copy(document.getElementById(button.dataset.copyForm));
  });
}
