// Keyboard shortcuts: Ctrl-K to search, ? for the list, g and a letter to go somewhere, n and a letter for a new case.
// Single characters can be switched off in the list (WCAG 2.2, 2.1.4); the choice stays on this device.

import { text } from "./texts.js";

const STORED = "hoidong.single-key-shortcuts";
const LEADING = { g: go, n: begin };
let leading = null;

function singleKeysOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // Storage can be forbidden by the browser; shortcuts then keep their default.
  }
}

function typing(target) {
  return target.isContentEditable || target.closest("input, textarea, select, .designer, dialog[open]") !== null;
}

function go(letter) {
  const place = document.querySelector(`[data-shortcut="${CSS.escape(letter)}"]`);
  if (place) location.assign(place.href);
}

// Which letters begin what is the server's business: the processes say so, and not everybody may begin each.
function begin(letter) {
  if (/^[a-z]$/.test(letter)) location.assign(`/lap-ho-so/phim/${letter}`);
}

function onKey(event) {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    const search = document.getElementById("search");
    if (!search || event.target.closest?.(".designer")) return;
    event.preventDefault();
    search.focus();
    search.select();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !singleKeysOn()) return;
  if (leading) {
    const act = leading;
    leading = null;
    act(event.key);
  } else if (event.key === "?") {
    event.preventDefault();
    document.getElementById("shortcuts")?.showModal();
  } else if (event.key in LEADING) {
    leading = LEADING[event.key];
    setTimeout(() => {
      leading = null;
    }, 1500);
  }
}

export function enableShortcuts() {
  document.addEventListener("keydown", onKey);
  const choice = document.getElementById("single-keys");
  if (!choice) return;
  choice.checked = singleKeysOn();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(STORED, choice.checked ? "on" : "off");
    } catch {
      choice.setCustomValidity(text("storageForbidden"));
      choice.reportValidity();
    }
  });
}
