// Forms: a second press of the button while the first is on its way does nothing; choices that filter apply at once.
// The server is safe against double sending by itself; this only spares people the wait and the message.

import { announce } from "./notices.js";
import { text } from "./texts.js";

// Of a form that is entered again and again, the first answer: of a choice, what is chosen already.
function firstControl() {
  const form = document.querySelector("form[data-begin-here]");
  const first = form?.querySelector(":is(input:not([type=hidden]), select, textarea):enabled");
  return first?.type === "radio" ? (form.querySelector(`[name="${CSS.escape(first.name)}"]:checked`) ?? first) : first;
}

// Of a form that was opened to say why and where to: the first required answer that is not there yet.
function firstMissing() {
  const asked = document.querySelectorAll("form[data-first-missing] [aria-required=true]");
  const missing = [...asked].find((one) =>
    one.matches("[role=radiogroup]") ? !one.querySelector(":checked") : one.value === "",
  );
  return missing?.matches("[role=radiogroup]") ? missing.querySelector("input[type=radio]") : missing;
}

export function enableForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.sent === "true") {
      event.preventDefault();
      return;
    }
    if (form.matches("[data-wait-for-uploads]") && form.querySelector("[data-upload-running]")) {
      event.preventDefault();
      form.querySelector("[data-upload-running]").scrollIntoView({ block: "center" });
      announce(text("uploadsRunning"), "warning");
      return;
    }
    if (form.method === "post") {
      form.dataset.sent = "true";
      // A draft on its way has served; it must not arrive after the form itself.
      document.getElementById("keep-draft")?.dispatchEvent(new CustomEvent("htmx:abort"));
      event.submitter?.setAttribute("aria-busy", "true");
    }
  });
  // Coming back with the Back button shows the page from memory: its forms may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-apply-at-once] select")) event.target.form.requestSubmit();
  });
  // The list comes back whole: a file on its way into it would be lost.
  document.addEventListener(
    "click",
    (event) => {
      const order = event.target.closest("[data-row-order]");
      if (!order?.closest(".field-list").querySelector("[data-upload-running]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      announce(text("uploadsRunning"), "warning");
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const all = event.target.closest("[data-tick-all]");
    if (!all) return;
    for (const box of document.getElementById(all.dataset.tickAll).elements)
      if (box.type === "checkbox") box.checked = true;
  });
  (document.querySelector("[data-take-focus]") ?? firstMissing() ?? firstControl())?.focus();
}
