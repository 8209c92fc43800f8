// Only helps: signs through NCALayer, the National CA's program on this machine. Without it the text is signed elsewhere and sent as a file.
"use strict";

(() => {
  /** How long NCALayer may take to greet; how long a person may take to find the key and type its password. */
  const GREETING_MS = 3000;
  const SIGNING_MS = 240000;
  const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  const block = document.querySelector("[data-layer]");
  const field = document.querySelector("[data-signed]");
  if (!block || !field || !window.WebSocket) return;
  const button = block.querySelector("[data-layer-sign]");
  const said = block.querySelector("[data-layer-said]");
  const help = block.querySelector("[data-layer-help]");

  const tell = (what) => {
    said.hidden = false;
    said.querySelector("[role=status]").textContent = block.dataset[what];
    help.hidden = what !== "off";
  };

  /** One conversation: a request at a time, no numbers, answers in order. */
  class Layer {
    constructor(address) {
      this.queue = [];
      this.waiting = [];
      this.socket = new WebSocket(address);
      this.opened = new Promise((open, refused) => {
        this.socket.addEventListener("open", open);
        this.socket.addEventListener("error", () => refused(new Error("off")));
        this.socket.addEventListener("close", () => refused(new Error("off")));
      });
      this.socket.addEventListener("message", (event) => {
        const next = this.waiting.shift();
        if (next) next(event.data); else this.queue.push(event.data);
      });
    }

    /** The next message, as JSON; nothing when none comes in time or the connection ends. */
    async next(patience_ms) {
      const text = this.queue.length ? this.queue.shift() : await new Promise((done) => {
        this.waiting.push(done);
        this.socket.addEventListener("close", () => done(undefined));
        setTimeout(() => done(undefined), patience_ms);
      });
      try { return text === undefined ? undefined : JSON.parse(text); } catch { return undefined; }
    }

    async ask(question) {
      this.socket.send(JSON.stringify(question));
      return this.next(SIGNING_MS);
    }
  }

  /** The modules of 1.x: positional arguments, HTTP-like codes. */
  async function signOld(layer, text) {
    const module = "kz.gov.pki.knca.commonUtils";
    const tokens = await layer.ask({ module, method: "getActiveTokens" });
    const storage = tokens?.responseObject?.[0] ?? "PKCS12";
    const answer = await layer.ask({ module, method: "createCAdESFromBase64", args: [storage, "AUTHENTICATION", text, true] });
    if (answer?.message === "action.canceled") throw new Error("cancelled");
    if (answer?.code !== "200" || typeof answer.responseObject !== "string") throw new Error("failed");
    return answer.responseObject;
  }

  /** The module since 2: named arguments; a window that was closed is an answer without a result. */
  async function signNew(layer, text) {
    const answer = await layer.ask({
      module: "kz.gov.pki.knca.basics",
      method: "sign",
      args: {
        allowedStorages: null,
        format: "cms",
        data: text,
        signingParams: { decode: true, encapsulate: true, digested: false, tsaProfile: null },
        signerParams: { extKeyUsageOids: [CLIENT_AUTH], iin: "", bin: "", chain: null },
        locale: block.dataset.lang === "kk" || block.dataset.lang === "ru" ? block.dataset.lang : "en",
      },
    });
    if (answer?.status !== true) throw new Error("failed");
    const result = [answer.body?.result].flat()[0];
    if (result === undefined) throw new Error("cancelled");
    return result;
  }

  async function sign() {
    const layer = new Layer(block.dataset.layer);
    try {
      await layer.opened;
      tell("waiting");
      const greeting = await layer.next(GREETING_MS);
      const version = greeting?.result?.version;
      const old = typeof version === "string" && version.startsWith("1.");
      return await (old ? signOld : signNew)(layer, block.dataset.text);
    } finally {
      layer.socket.close();
    }
  }

  block.hidden = false;
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    said.hidden = true;
    try {
      field.value = await sign();
      field.form.requestSubmit();
    } catch (fault) {
      tell(["off", "cancelled"].includes(fault.message) ? fault.message : "failed");
      button.removeAttribute("aria-disabled");
    }
  });
})();
