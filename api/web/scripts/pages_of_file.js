// Pictures of a file's pages (img[data-page-failed]): where one does not come, words stand in its place.

export function enablePagesOfFiles() {
  // "error" does not bubble, so it is caught on its way down.
  document.addEventListener("error", (event) => tell(event.target), true);
  for (const picture of document.querySelectorAll("img[data-page-failed]")) {
    if (picture.complete && picture.naturalWidth === 0) tell(picture);
  }
}

function tell(picture) {
  const words = picture.dataset?.pageFailed;
  if (!words) return;
  const line = document.createElement("p");
  line.className = "notice-box notice-warning";
  line.textContent = words;
  picture.replaceWith(line);
}
