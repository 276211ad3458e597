// Mở bằng Word: the server's answer to the button holds the way into the program, which is followed at once. When the
// program has saved, the live news say so, and the page asks for its file fields anew; what is being typed stays.

import { announce } from "./notices.js";
import { text } from "./texts.js";

export function enableWord() {
  document.addEventListener("htmx:after:swap", () => {
    for (const way of document.querySelectorAll("[data-word-go]")) {
      delete way.dataset.wordGo;
      location.href = way.href;
    }
  });
  document.addEventListener("saved-in-word", (event) => {
    const asker = document.getElementById("saved-in-word");
    if (event.target === document && asker?.dataset.task === event.detail.task)
      asker.dispatchEvent(new CustomEvent("saved-in-word"));
  });
  document.addEventListener("htmx:after:request", (event) => {
    if (event.target.id === "saved-in-word" && event.detail.ctx.response.status === 200)
      announce(text("savedInWord"), "success");
  });
}
