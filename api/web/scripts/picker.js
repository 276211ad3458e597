// The picker: type words, choose from what the server finds (ARIA combobox with a listbox). One value stands in a
// hidden control; many stand as ticked boxes above the words. Without this script the server understands the words.

import { text } from "./texts.js";

const DELAY_MS = 200;
const pending = new WeakMap();

function partsOf(input) {
  const picker = input.closest("[data-picker]");
  return { picker, list: picker.querySelector("[role=listbox]"), value: picker.querySelector("[data-picker-value]") };
}

function options(list) {
  return [...list.querySelectorAll("[data-key]")];
}

function mark(input, list, option) {
  for (const other of list.querySelectorAll("[aria-selected]")) other.removeAttribute("aria-selected");
  if (!option) return input.removeAttribute("aria-activedescendant");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function close(input) {
  const { list } = partsOf(input);
  clearTimeout(pending.get(input)?.timer);
  pending.get(input)?.abort.abort();
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  mark(input, list, null);
}

async function search(input, abort) {
  const { picker, list } = partsOf(input);
  const address = new URL(picker.dataset.pickerUrl, location.href);
  address.searchParams.set("q", input.value.trim());
  const headers = { "HX-Request": "true" };
  const { signal } = abort;
  const answer = await fetch(address, { headers, signal })
    .then((response) => (response.ok ? response.text() : null))
    .catch(() => null); // given up for a newer one, at whatever moment, or not reached
  if (answer === null || signal.aborted) return;
  list.innerHTML = answer;
  const found = options(list);
  for (const [place, option] of found.entries()) option.id = `${list.id}-${place}`;
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  mark(input, list, input.value.trim() ? found[0] : null);
  picker.querySelector("[data-picker-status]").textContent = text("picksFound", { count: found.length });
}

function ask(input, delay) {
  close(input);
  const abort = new AbortController();
  pending.set(input, { abort, timer: setTimeout(() => search(input, abort), delay) });
}

function changed(control) {
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

function addBox(picker, input, option) {
  const chosen = picker.querySelector("[data-picker-chosen]");
  const known = [...chosen.querySelectorAll("input")].find((box) => box.value === option.dataset.key);
  if (known) {
    known.checked = true;
    return known;
  }
  const item = document.createElement("li");
  item.className = "form-check";
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", className: "form-check-input", name: picker.dataset.pickerName });
  Object.assign(box, { value: option.dataset.key, id: `${input.id}-${chosen.children.length}`, checked: true });
  const label = document.createElement("label");
  Object.assign(label, { className: "form-check-label", htmlFor: box.id, textContent: option.dataset.label });
  item.append(box, label);
  chosen.append(item);
  return box;
}

function take(input, option) {
  const { picker, value } = partsOf(input);
  close(input);
  if ("pickerMany" in picker.dataset) {
    input.value = "";
    changed(addBox(picker, input, option));
  } else {
    input.value = option.dataset.label;
    value.value = option.dataset.key;
    changed(value);
  }
}

function move(input, step) {
  const { list } = partsOf(input);
  if (list.hidden) return ask(input, 0);
  const found = options(list);
  const at = found.findIndex((option) => option.getAttribute("aria-selected"));
  mark(input, list, found[at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length]);
}

function onKey(event, input) {
  const { list } = partsOf(input);
  const marked = list.hidden ? null : list.querySelector("[aria-selected]");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(input, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && marked) {
    event.preventDefault();
    take(input, marked);
  } else if (event.key === "Escape" && !list.hidden) {
    event.stopPropagation();
    close(input);
  } else if (event.key === "Tab" && marked && input.value.trim()) {
    take(input, marked);
  }
}

function boxOf(event) {
  return event.target.closest?.("[data-picker-url]") && event.target.matches('.picker-box input[type="text"]')
    ? event.target
    : null;
}

export function enablePickers() {
  document.addEventListener("focusin", (event) => {
    const input = boxOf(event);
    if (!input || input.role) return;
    // Only with script it is a combobox; without, a box for words.
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", partsOf(input).list.id);
  });
  document.addEventListener("input", (event) => {
    const input = boxOf(event);
    if (!input) return;
    const { picker, value } = partsOf(input);
    if (!("pickerMany" in picker.dataset)) value.value = "";
    ask(input, DELAY_MS);
  });
  document.addEventListener(
    "keydown",
    (event) => {
      const input = boxOf(event);
      if (input) onKey(event, input);
    },
    true,
  );
  document.addEventListener("click", (event) => {
    const input = boxOf(event);
    if (input && partsOf(input).list.hidden) ask(input, 0);
  });
  // Before the box loses the focus, or the list would be gone when the button is released.
  document.addEventListener("mousedown", (event) => {
    const option = event.target.closest?.(".picker-list [data-key]");
    if (event.target.closest?.(".picker-list")) event.preventDefault();
    if (option) take(option.closest("[data-picker]").querySelector('.picker-box input[type="text"]'), option);
  });
  document.addEventListener("focusout", (event) => {
    const input = boxOf(event);
    if (input) close(input);
  });
}
