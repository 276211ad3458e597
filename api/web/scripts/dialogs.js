// Native dialogs and menus opened by buttons: [data-dialog-open="id"], [data-dialog-close], [data-print], details.who.

export function enableDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) document.getElementById(opener.dataset.dialogOpen)?.showModal();
    event.target.closest("[data-dialog-close]")?.closest("dialog")?.close();
    if (event.target.closest("[data-print]")) window.print();
    for (const menu of document.querySelectorAll("details.who[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.who[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
