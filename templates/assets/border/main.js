// The reader's page: camera or picture in, verdict out. The sentences stand in the page; this only shows the right one.
import { judge, open } from "./trust.js";

const reader = document.getElementById("reader");
const at = (id) => document.getElementById(id);
const [LIST, PIN] = ["evisa-trust-list", "evisa-authority"];
const KEPT = "evisa-reader";
const DAY_MS = 86_400_000;
/** A list older than this does not know the visas withdrawn since. */
const OLD_MS = 7 * DAY_MS;
const LOOK_EVERY_MS = 200;

let trust = null;
let stream = null;

/** The list kept here, opened again: what lies in a browser's store may have been changed. */
async function trustKept() {
  const kept = localStorage.getItem(LIST);
  if (!kept) return null;
  try { return await open(kept, localStorage.getItem(PIN)); } catch { return null; }
}

/** A new list of the same authority, never an older one; without a network the kept one stays. */
async function trustRefresh() {
  trust ??= await trustKept();
  try {
    const answer = await fetch(reader.dataset.trust, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const written = await answer.text();
    const fresh = await open(written, localStorage.getItem(PIN));
    if (!trust || trust.number <= fresh.number) {
      localStorage.setItem(LIST, written);
      localStorage.setItem(PIN, fresh.fingerprint);
      trust = fresh;
    }
  } catch (fault) {
    console.info("no new trust list:", fault.message);
  }
  trustShow();
}

function trustShow() {
  at("trust-at").textContent = trust ? new Date(trust.issuedAt).toISOString().slice(0, 16).replace("T", " ") + " UTC" : "–";
  at("trust-old").hidden = !trust || Date.now() - trust.issuedAt < OLD_MS;
  at("trust-demonstration").hidden = !trust?.demonstration;
}

function show({ code, facts }) {
  for (const one of document.querySelectorAll("[data-verdict]")) one.hidden = one.dataset.verdict !== code;
  at("facts").hidden = !facts;
  for (const place of document.querySelectorAll("[data-fact]")) place.textContent = facts?.[place.dataset.fact] ?? "–";
}

const prepared = (async () => {
  globalThis.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => reader.dataset.wasm } });
})();

/** The bytes of the first seal in a picture, or nothing. */
async function codeIn(picture) {
  await prepared;
  const options = { formats: ["DataMatrix"], tryHarder: true, maxNumberOfSymbols: 4 };
  const found = (await globalThis.ZXingWASM.readBarcodes(picture, options)).filter(({ isValid }) => isValid);
  return (found.find(({ bytes }) => bytes[0] === 0xdc) ?? found[0])?.bytes ?? null;
}

async function look(picture, { silent = false } = {}) {
  const bytes = await codeIn(picture);
  if (!bytes) { if (!silent) show({ code: "READ_ERROR" }); return false; }
  show(await judge(bytes, trust));
  return true;
}

async function cameraStart() {
  at("no-camera").hidden = true;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 } } });
  } catch {
    at("no-camera").hidden = false;
    return;
  }
  const view = at("view");
  view.srcObject = stream;
  [view.hidden, at("stop").hidden, at("camera").hidden] = [false, false, true];
  show({ code: "" });
  await view.play();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  while (stream) {
    [canvas.width, canvas.height] = [view.videoWidth, view.videoHeight];
    if (canvas.width) {
      context.drawImage(view, 0, 0);
      if (await look(context.getImageData(0, 0, canvas.width, canvas.height), { silent: true })) cameraStop();
    }
    await new Promise((over) => setTimeout(over, LOOK_EVERY_MS));
  }
}

function cameraStop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  [at("view").hidden, at("stop").hidden, at("camera").hidden] = [true, true, false];
}

/** Keep the page, as everybody sees it, and what it loads, so that it opens without a network. */
async function keep() {
  if (!("serviceWorker" in navigator)) return;
  const policy = window.trustedTypes?.createPolicy("evisa-reader", { createScriptURL: (url) => url });
  const worker = reader.dataset.worker;
  await navigator.serviceWorker.register(policy ? policy.createScriptURL(worker) : worker, { scope: reader.dataset.scope });
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const ours = loaded.filter((name) => new URL(name).origin === location.origin && new URL(name).pathname.startsWith("/assets/"));
  const wanted = new Set([...ours, reader.dataset.wasm, location.pathname]);
  const cache = await caches.open(KEPT);
  for (const one of await cache.keys()) if (!wanted.has(one.url) && one.url.includes("/assets/")) await cache.delete(one);
  await Promise.all([...wanted].map(async (address) => {
    const answer = await fetch(address, { credentials: "omit" });
    if (answer.ok) await cache.put(address, answer);
  }));
  reader.dataset.kept = "yes";
}

reader.hidden = false;
at("camera").addEventListener("click", cameraStart);
at("stop").addEventListener("click", cameraStop);
at("refresh").addEventListener("click", trustRefresh);
at("picture").addEventListener("change", async ({ target }) => { if (target.files[0]) await look(target.files[0]); });
await trustRefresh();
await keep().catch((fault) => console.info("the page is not kept:", fault.message));
