// Keeps what was typed when it could not be handed over: the session was over, the page was stale, the network gone.
// It stays in this tab alone, for the same person alone. When the form is opened again, it is sent to the server as the
// form's draft and the page shown anew, so that depending fields and files come back too.

import { csrfToken } from "./csrf.js";
import { announce } from "./notices.js";
import { text } from "./texts.js";

const STORED = "hoidong.unsent";
const RESTORED = "hoidong.restored";
// The session is over, or the page is older than the last sign-in and its token is refused.
const SIGNED_OUT = new Set([401, 403]);
// Nor which draft the page had last: what is handed over later counts in any case.
const NOT_KEPT = new Set(["csrf_token", "version", "command_id", "draft_seen"]);
// What a browser sends for a page that is being closed.
const MOST_BYTES_ON_LEAVING = 60_000;
let unsaved = false;

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED) ?? "null");
  } catch {
    return null; // storage forbidden or not ours: nothing was kept
  }
}

function write(kept) {
  try {
    if (kept) sessionStorage.setItem(STORED, JSON.stringify(kept));
    else sessionStorage.removeItem(STORED);
  } catch (error) {
    console.warn("not kept", error);
  }
}

function keep(form, state) {
  const entries = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.has(name));
  write({ entries, state, who: form.dataset.who, page: form.dataset.page });
}

async function restore(form, kept) {
  const draftUrl = document.getElementById("keep-draft")?.getAttribute("hx-post");
  if (!draftUrl) return;
  const body = new URLSearchParams(kept.entries);
  const headers = { "X-CSRF-Token": csrfToken(), "HX-Request": "true" };
  const response = await fetch(draftUrl, { method: "POST", body, headers });
  if (!response.ok) return; // kept for the next try
  write(null);
  sessionStorage.setItem(RESTORED, "true");
  location.replace(form.dataset.page);
}

function takeUp() {
  const kept = read();
  const form = document.getElementById("work-form");
  if (sessionStorage.getItem(RESTORED)) {
    sessionStorage.removeItem(RESTORED);
    announce(text("restored"), "success");
  }
  if (!kept) return;
  if (!document.querySelector(".frame")) {
    write({ ...kept, state: "interrupted" }); // a sign-in or error page stands where the answer should
  } else if (kept.who !== document.body.dataset.who || kept.state === "sent") {
    write(null); // answered, or somebody else's
  } else if (form?.dataset.page === kept.page) {
    restore(form, kept);
  }
}

// The page is left before the next draft was due: the draft goes now, or waits in this tab when it is too long for that.
function keepOnLeaving() {
  const form = document.getElementById("work-form");
  const draftUrl = document.getElementById("keep-draft")?.getAttribute("hx-post");
  if (!unsaved || !form || !draftUrl || form.dataset.sent === "true") return;
  unsaved = false;
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  if (body.toString().length > MOST_BYTES_ON_LEAVING) return keep(form, "interrupted");
  const headers = { "X-CSRF-Token": csrfToken(), "HX-Request": "true" };
  fetch(draftUrl, { method: "POST", body, headers, keepalive: true }).catch(() => keep(form, "interrupted"));
}

// Another window has kept this form too: open that draft, or let this window's count.
function chooseDraft(event) {
  if (event.target.closest?.("[data-draft-open]")) {
    unsaved = false;
    location.replace(document.getElementById("work-form").dataset.page);
  }
  const mine = event.target.closest?.("[data-draft-mine]");
  if (!mine) return;
  document.getElementById("draft-seen").value = mine.dataset.draftMine;
  document.getElementById("keep-draft").dispatchEvent(new CustomEvent("keep-mine"));
}

// Without a network nothing is sent: what was typed stays on the page and in this tab.
function holdOffline(event) {
  if (event.target.id !== "work-form" || navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  keep(event.target, "interrupted");
  announce(event.target.dataset.offline ?? text("offline"), "danger");
}

// The network is back: the draft that could not be kept goes to the server now.
function keepAgain() {
  if (!unsaved) return;
  announce(text("backOnline"), "success");
  document.getElementById("keep-draft")?.dispatchEvent(new CustomEvent("keep-mine"));
}

export function enableKeeping() {
  document.addEventListener("submit", holdOffline, true);
  document.addEventListener("htmx:error", (event) => {
    const form = document.getElementById("work-form");
    if (event.target.id === "keep-draft" && form) keep(form, "interrupted");
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (event.target.id !== "keep-draft") return;
    // What is being sent needs no draft any more; it would arrive too late and be refused.
    if (document.getElementById("work-form")?.dataset.sent === "true") return event.preventDefault();
    // Drafts go one after another: each tells which one the page had last when it goes, not when it was asked for.
    event.detail.ctx.request.body.set("draft_seen", document.getElementById("draft-seen").value);
  });
  window.addEventListener("online", keepAgain);
  for (const kind of ["input", "change"])
    document.addEventListener(kind, (event) => {
      if (event.target.closest?.("#work-form")) unsaved = true;
    });
  document.addEventListener("htmx:after:request", (event) => {
    if (event.target.id !== "keep-draft") return;
    unsaved = false;
    if (read()?.state === "interrupted" && event.detail.ctx.response.status < 400) write(null);
  });
  document.addEventListener("click", chooseDraft);
  window.addEventListener("pagehide", keepOnLeaving);
  document.addEventListener("submit", (event) => {
    if (event.target.id === "work-form" && !event.defaultPrevented) keep(event.target, "sent");
  });
  document.addEventListener("htmx:before:response", (event) => {
    const form = document.getElementById("work-form");
    if (form && SIGNED_OUT.has(event.detail.ctx.response.status)) keep(form, "interrupted");
  });
  takeUp();
}
