// Debian's Chromium, driven by hand: nothing is downloaded, nothing leaves this machine.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { ARTEFACTS } from "./demo.mjs";

const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
export const LANGS = ["kk", "ru", "en", "zh"];
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 360, height: 740 };

export const browserOpen = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });

/** A person at a browser: a page, and everything the browser complains about. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, colorScheme: "light", ...options });
  context.setDefaultTimeout(20_000);
  const complaints = [];
  context.on("page", (page) => {
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (said) => {
      // A page that is an answer with 4xx is reported by the browser itself; the tests look at those pages.
      const answered = /the server responded with a status of 4\d\d/.test(said.text());
      const about = answered && said.location().url.split("#")[0] === page.url().split("#")[0];
      if (["error", "warning"].includes(said.type()) && !about) complaints.push(`${page.url()}: ${said.text()}`);
    });
  });
  const page = await context.newPage();
  const close = async () => {
    await context.close();
    assert.deepEqual(complaints, [], "the browser complained");
  };
  return { context, page, complaints, close };
}

/** The whole page as a picture; `narrow` adds one as a telephone at night shows it. */
export async function shot(page, name, { narrow = false } = {}) {
  const path = join(ARTEFACTS, `${name}.png`);
  mkdirSync(join(path, ".."), { recursive: true });
  await page.screenshot({ path, fullPage: true, animations: "disabled" });
  if (!narrow) return;
  await page.setViewportSize(NARROW);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: path.replace(/\.png$/, "-360-dark.png"), fullPage: true, animations: "disabled" });
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(WIDE);
}
