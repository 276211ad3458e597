// Sends a large file piece by piece, so that a lost connection costs one piece: after it, and after the page was closed
// and the same file chosen again, sending goes on where the server stands.

import { csrfToken } from "./csrf.js";

const PAUSES_S = [1, 2, 4, 8, 16, 30];

export class Stopped extends Error {}

export class Refused extends Error {
  constructor(request) {
    super("refused");
    this.request = request;
  }
}

function headersOf(request, more) {
  const headers = {
    "X-CSRF-Token": csrfToken(),
    Accept: "application/json",
    "Accept-Language": document.documentElement.lang,
    ...more,
  };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
}

// Where a file that was chosen before is remembered; a browser that keeps nothing begins anew.
const memory = {
  keyOf: (file) => `upload:${file.name}:${file.size}:${file.lastModified}`,
  get(file) {
    try {
      return localStorage.getItem(this.keyOf(file));
    } catch {
      return null;
    }
  },
  set(file, id) {
    try {
      if (id) localStorage.setItem(this.keyOf(file), id);
      else localStorage.removeItem(this.keyOf(file));
    } catch {
      // as above
    }
  },
};

export class Pieces {
  // `told` hears of progress: sent(bytes), and waiting() while the connection is away.
  constructor(url, file, place) {
    this.url = `${url}/uploads`;
    this.file = file;
    this.place = place;
    this.stopped = false;
  }

  abort() {
    this.stopped = true;
    this.request?.abort();
    this.wake?.();
  }

  forget() {
    const id = memory.get(this.file);
    memory.set(this.file, null);
    if (id) this.ask("DELETE", `/${id}`).catch(() => {});
  }

  // Gives the stored document; throws Stopped, or Refused with the request that was answered so.
  async send() {
    this.stopped = false;
    for (let failures = 0; ; ) {
      const before = this.progress?.receivedBytes;
      try {
        return await this.goOn();
      } catch (error) {
        if (this.stopped) throw new Stopped();
        if (!(error instanceof Refused) || !this.mayPass(error.request)) throw error;
        failures = this.progress?.receivedBytes === before ? failures + 1 : 1;
        if (failures > PAUSES_S.length) throw error;
        this.told.waiting();
        await this.pause(PAUSES_S[failures - 1]);
        if (this.stopped) throw new Stopped();
      }
    }
  }

  mayPass(request) {
    return request.status === 0 || request.status >= 500 || request.status === 409 || request.status === 429;
  }

  async goOn() {
    this.progress = await this.whereItStands();
    const id = this.progress.documentId;
    while (this.progress.receivedBytes < this.file.size) {
      const from = this.progress.receivedBytes;
      const piece = this.file.slice(from, from + this.progress.pieceBytes);
      this.progress = await this.ask("PATCH", `/${id}`, piece, {
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(from),
      });
    }
    this.told.sent(this.file.size);
    const stored = await this.ask("POST", `/${id}/completion`, JSON.stringify(this.place), {
      "Content-Type": "application/json",
    });
    memory.set(this.file, null);
    return stored;
  }

  async whereItStands() {
    const id = this.progress?.documentId ?? memory.get(this.file);
    if (id) {
      try {
        return await this.ask("GET", `/${id}`);
      } catch (error) {
        if (!(error instanceof Refused) || error.request.status !== 404) throw error;
        this.progress = undefined; // collected meanwhile, or somebody else's
      }
    }
    const about = { fileName: this.file.name, contentType: this.file.type, size: this.file.size };
    const begun = await this.ask("POST", "", JSON.stringify(about), { "Content-Type": "application/json" });
    memory.set(this.file, begun.documentId);
    return begun;
  }

  ask(method, path, body, headers) {
    if (this.stopped && method !== "DELETE") return Promise.reject(new Stopped());
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      if (method !== "DELETE") this.request = request;
      request.open(method, `${this.url}${path}`);
      headersOf(request, headers);
      if (method === "PATCH") {
        const from = this.progress.receivedBytes;
        request.upload.addEventListener("progress", (event) => this.told.sent(from + event.loaded));
      }
      const answered = () =>
        request.status >= 200 && request.status < 300
          ? resolve(request.responseText ? JSON.parse(request.responseText) : null)
          : reject(new Refused(request));
      request.addEventListener("load", answered);
      request.addEventListener("error", () => reject(new Refused(request)));
      request.addEventListener("abort", () => reject(new Stopped()));
      request.send(body);
    });
  }

  // Waits, or until the browser says that the network is back.
  pause(seconds) {
    return new Promise((resolve) => {
      const over = () => {
        clearTimeout(timer);
        window.removeEventListener("online", over);
        resolve();
      };
      const timer = setTimeout(over, 1000 * seconds);
      window.addEventListener("online", over);
      this.wake = over;
    });
  }
}
