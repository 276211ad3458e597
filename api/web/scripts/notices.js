// Announces what happened in the live region at the top of the page; replaces what stood there.

export function announce(message, kind = "info") {
  const region = document.getElementById("flash");
  if (!region) return;
  const box = document.createElement("div");
  box.className = `notice-box notice-${kind}`;
  box.textContent = message;
  region.replaceChildren(box);
}
