// The whole manual, figure 1 to figure 17, in each language.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { ARTEFACTS, Demo } from "./demo.mjs";
import { LANGS, browserOpen, shot, visitor } from "./browser.mjs";
import { Journey } from "./journey.mjs";

/** The language whose pages are also pictured narrow and dark: its words are the longest. */
const NARROW_LANG = "kk";
/** The language in which step 1 is filled from the two lines of the passport. */
const LINES_LANG = "en";

let demo, browser;
before(async () => { demo = await Demo.start(); browser = await browserOpen(); });
after(async () => { await browser?.close(); await demo?.stop(); });

for (const [n, lang] of LANGS.entries()) {
  test(`the manual in ${lang}: register, apply, pay, print`, async () => {
    const { page, close } = await visitor(browser);
    const look = (name) => shot(page, `journey/${lang}/${name}`, { narrow: lang === NARROW_LANG });
    const journey = new Journey({ demo, page, lang, invitation: demo.invitations[n], look });
    await journey.untilStepTwo({ lines: lang === LINES_LANG });
    await journey.untilBank();
    await journey.payAtBank("approve");
    await journey.back();
    await journey.result();
    for (const file of ["visa.pdf", "receipt.pdf"]) {
      writeFileSync(join(ARTEFACTS, `journey/${lang}/${file}`), await journey.download(file));
    }
    const { surname, given, passport, number } = journey.invitation;
    writeFileSync(join(ARTEFACTS, `journey/${lang}/person.txt`), `${surname}\n${given}\n${passport}\n${number}\n`);
    await journey.paidInList();
    const pdf = await page.pdf({ path: join(ARTEFACTS, `journey/${lang}/e-visa-printed.pdf`), format: "A4", preferCSSPageSize: true });
    assert.deepEqual(sheets(pdf), ["A4"], "the printed e-visa is exactly one sheet (figures 15 and 16)");
    await journey.to("/services/e-visa");
    writeFileSync(join(ARTEFACTS, `journey/${lang}/instructions.pdf`), await journey.download("instructions.pdf"));
    await close();
  });
}

/** The sizes of a PDF's pages; Chromium writes page objects uncompressed. */
function sheets(pdf) {
  const text = pdf.toString("latin1");
  const boxes = [...text.matchAll(/\/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) => box.slice(1).map(Number));
  return boxes.map(([w, h]) => (Math.abs(w - 595) < 1.5 && Math.abs(h - 842) < 1.5 ? "A4" : `${w}×${h}`));
}
