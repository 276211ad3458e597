// News while a page is open, by server-sent events: the bell counts, and a line says what came. Without them, pages
// show what is new when they are loaded.
//
// Only the page in front listens: browsers keep few connections to one server, and a person may have many pages open.

import { text } from "./texts.js";

export function enableLive() {
  const bell = document.querySelector("[data-live]");
  if (!bell || !("EventSource" in window)) return;
  let source;
  let mark = "";
  const listen = () => {
    source ??= open(bell, mark, (seen) => {
      mark = seen;
    });
  };
  const rest = () => {
    source?.close();
    source = undefined;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", () => document.hidden || listen());
  if (!document.hidden) listen();
}

function open(bell, mark, seen) {
  const source = new EventSource(`${bell.dataset.live}?sau=${encodeURIComponent(mark)}`);
  source.addEventListener("message", (event) => {
    seen(event.lastEventId);
    show(bell, JSON.parse(event.data));
  });
  source.addEventListener("over", () => {
    source.close();
    tell(text("sessionOver"), text("signIn"), location.href);
  });
  return source;
}

function show(bell, told) {
  const count = bell.querySelector(".top-count");
  count.textContent = told.unread;
  count.hidden = told.unread === 0;
  bell.querySelector("[data-live-words]").textContent = told.bell;
  if (told.saved) document.dispatchEvent(new CustomEvent("saved-in-word", { detail: { task: told.saved } }));
  for (const line of told.news) tell(line.text, told.see, line.href);
}

// One box a place: what came later stands instead of what came before.
function tell(words, link, href) {
  const region = document.getElementById("live");
  for (const box of region.children) if (box.dataset.href === href) box.remove();
  const box = document.createElement("div");
  box.className = "notice-box notice-info";
  box.dataset.href = href;
  const line = document.createElement("div");
  const way = document.createElement("a");
  way.href = href;
  way.textContent = link;
  line.append(`${words} – `, way);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-sm btn-outline-secondary";
  close.textContent = text("close");
  close.addEventListener("click", () => box.remove());
  box.append(line, close);
  region.append(box);
}
