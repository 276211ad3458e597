// What every page loads: htmx with our token, forms, uploads, dialogs and shortcuts.
// No attribute is ever evaluated as code: the Content-Security-Policy forbids it.

import "htmx.org";
import { enableCopying } from "./copy.js";
import { sendTokenWithHtmx } from "./csrf.js";
import { enableDialogs } from "./dialogs.js";
import { enableForms } from "./forms.js";
import { enableKeeping } from "./keep.js";
import { enableLive } from "./live.js";
import { announce } from "./notices.js";
import { enablePagesOfFiles } from "./pages_of_file.js";
import { enablePickers } from "./picker.js";
import { enableShortcuts } from "./shortcuts.js";
import { text } from "./texts.js";
import { enableUploads } from "./upload.js";
import { enableWord } from "./word.js";

function start() {
  sendTokenWithHtmx();
  enableForms();
  enableKeeping();
  enableUploads();
  enableWord();
  enablePagesOfFiles();
  enablePickers();
  enableDialogs();
  enableCopying();
  enableShortcuts();
  enableLive();
  document.addEventListener("htmx:error", () => announce(text("connectionLost"), "danger"));
}

// Modules run after the page is parsed.
start();
