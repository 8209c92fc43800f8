// A visa after its issue: staff withdraw or correct it, anybody checks it, and a border post reads seals, with and without a network.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Demo, until, words } from "./demo.mjs";
import { LANGS, browserOpen, shot, visitor } from "./browser.mjs";
import { Journey } from "./journey.mjs";
import { staff } from "./office.mjs";

/** The seal of tests/vectors/vds.json: well signed, by somebody who is not in the demonstration's trust list. */
const STRANGER = join(import.meta.dirname, "pictures/seal-of-another-signer.png");
const GROUNDS = { revoke: "purpose-gone", annul: "issued-in-error" };

let demo, browser, next = 0;
const at = () => ({ demo, browser });
before(async () => { demo = await Demo.start(); browser = await browserOpen(); });
after(async () => { await browser?.close(); await demo?.stop(); });

const says = async (page, lang, key) => assert.ok((await page.textContent("main")).includes(words(lang, key)), `${lang}: ${key}`);

/** Somebody with a visa: the invited person, their browser, and the visa's number. */
async function holder(lang) {
  const seat = await visitor(browser);
  const journey = new Journey({ demo, page: seat.page, lang, invitation: demo.invitations[next++] });
  await journey.untilStepTwo();
  await journey.untilBank();
  await journey.payAtBank("approve");
  await journey.back();
  await journey.result();
  return { ...seat, journey };
}

/** The newest visa, opened by a member of staff. */
async function newest(page, lang) {
  await page.goto(`${demo.url}/${lang}/office/visas`);
  await page.locator('table a[href*="/office/visas/"]').first().click();
  await page.waitForURL(/\/office\/visas\/[0-9a-z]{26}$/);
  return (await page.textContent("h1")).match(/EV\d{7}/)[0];
}

/** One proposes, another agrees. */
async function ends(lang, what) {
  const officer = await staff(at(), "officer", lang);
  const number = await newest(officer.page, lang);
  await shot(officer.page, `border/${lang}-01-visa`, { narrow: lang === "kk" });
  await officer.page.click(`a[href$="/${what}"]`);
  if (what === "reissue") {
    await officer.page.fill("[name=passport]", "E87654321");
  } else {
    await officer.page.check(`[name=ground][value=${GROUNDS[what]}]`);
  }
  // Nothing typed is lost while something is missing.
  await officer.page.click('main form button.button');
  await officer.page.waitForSelector(".error-summary");
  await officer.page.fill("[name=reason]", "letter 17");
  await shot(officer.page, `border/${lang}-02-${what}`);
  await officer.page.click('main form button.button');
  await officer.page.waitForSelector(".flash");
  await says(officer.page, lang, "visa-life-second-person");
  assert.equal(await officer.page.locator("button[name=verdict]").count(), 0, "whoever proposed cannot agree");
  await officer.close();
  const chief = await staff(at(), "chief", lang);
  await newest(chief.page, lang);
  await chief.page.click("button[name=verdict][value=approve]");
  await chief.page.waitForSelector(".flash");
  await shot(chief.page, `border/${lang}-03-${what}-done`);
  await chief.close();
  return number;
}

async function checked(page, lang, visa, passport) {
  await page.goto(`${demo.url}/${lang}/verify`);
  await page.fill("[name=visa]", visa);
  await page.fill("[name=passport]", passport);
  await page.click("main form button.button");
  await page.waitForSelector("main .notice:not([hidden])");
}

test("a visa is withdrawn or corrected by two people, its holder learns why, and a check says so, in every language", async () => {
  for (const [lang, what, key] of [["kk", "revoke", "verify-is-revoked"], ["ru", "annul", "verify-is-annulled"],
    ["en", "reissue", "verify-is-replaced"], ["zh", "revoke", "verify-is-revoked"]]) {
    const { page, close, journey } = await holder(lang);
    const { passport } = journey.invitation;
    const { page: anybody, close: gone } = await visitor(browser);
    const number = await ends(lang, what);
    await checked(anybody, lang, number, passport);
    await says(anybody, lang, key);
    assert.equal(await anybody.locator("main .notice.tone-bad svg.sign").count(), 1, "a colour and a sign beside the words");
    await shot(anybody, `border/${lang}-04-checked`, { narrow: true });
    await page.goto(`${demo.url}/${lang}/applications/${journey.application}`);
    await says(page, lang, what === "reissue" ? "visas-corrected-title" : "visas-withdrawn-title");
    assert.equal(await page.locator('a[href$="/visa.pdf"]').count(), what === "reissue" ? 1 : 0);
    await shot(page, `border/${lang}-05-holder`);
    await gone();
    await close();
  }
});

test("a border officer sees the record by two numbers, without a script too", async () => {
  const { close, journey } = await holder("en");
  const officer = await staff(at(), "border", "en", { javaScriptEnabled: false });
  const chief = await staff(at(), "chief", "en");
  const number = await newest(chief.page, "en");
  await chief.close();
  await officer.page.goto(`${demo.url}/en/border`);
  await officer.page.fill("[name=visa]", number);
  await officer.page.fill("[name=passport]", journey.invitation.passport);
  await officer.page.click("main form button.button");
  await officer.page.waitForSelector("main .notice:not([hidden])");
  assert.ok((await officer.page.textContent("main")).includes(journey.invitation.passport));
  await shot(officer.page, "border/en-06-record");
  await officer.close();
  await close();
});

/** The verdict that is shown. */
const verdict = (page) => page.locator("[data-verdict]:not([hidden])").getAttribute("data-verdict");

test("the reader takes the trust list, reads a code from a picture, and does both again without a network", async () => {
  for (const lang of LANGS) {
    const { context, page } = await visitor(browser);
    await page.goto(`${demo.url}/${lang}/border/reader`);
    await page.waitForSelector("#reader[data-kept=yes]");
    assert.match(await page.textContent("#trust-at"), /^20\d\d-/, "the list was taken and its signature holds");
    assert.ok(await page.locator("#trust-demonstration").isVisible(), "and says that it is of a demonstration");
    await page.setInputFiles("#picture", STRANGER);
    await until(async () => await page.locator("[data-verdict]:not([hidden])").count() === 1);
    assert.equal(await verdict(page), "UNKNOWN_CERTIFICATE");
    assert.ok(await page.locator("#facts").isHidden(), "what nobody trusted signed is not shown");
    await shot(page, `border/${lang}-07-reader`, { narrow: lang === "ru" });
    await context.setOffline(true);
    await page.reload();
    await page.waitForFunction(() => /^20/.test(document.getElementById("trust-at").textContent));
    await page.setInputFiles("#picture", STRANGER);
    await until(async () => await page.locator("[data-verdict]:not([hidden])").count() === 1);
    assert.equal(await verdict(page), "UNKNOWN_CERTIFICATE", "without a network");
    await context.setOffline(false);
    await context.close();
  }
});

const poppler = spawnSync("pdftoppm", ["-v"]).status === 0;
test("the seal is read from the printed visa, and once withdrawn it is so after a new list", { skip: !poppler && "no pdftoppm here" }, async () => {
  const { close, journey } = await holder("en");
  const folder = mkdtempSync(join(tmpdir(), "evisa-seal-"));
  writeFileSync(join(folder, "visa.pdf"), await journey.download("visa.pdf"));
  spawnSync("pdftoppm", ["-r", "200", "-png", "-singlefile", join(folder, "visa.pdf"), join(folder, "visa")]);
  const print = join(folder, "visa.png");
  const { context, page } = await visitor(browser);
  const read = async () => {
    await page.evaluate(() => { for (const one of document.querySelectorAll("[data-verdict]")) one.hidden = true; });
    await page.setInputFiles("#picture", []);
    await page.setInputFiles("#picture", print);
    await until(async () => await page.locator("[data-verdict]:not([hidden])").count() === 1);
    return verdict(page);
  };
  await page.goto(`${demo.url}/en/border/reader`);
  await page.waitForSelector("#reader[data-kept=yes]");
  assert.equal(await read(), "VALID");
  assert.equal(await page.textContent("[data-fact=passport]"), journey.invitation.passport);
  await shot(page, "border/en-08-reader-valid", { narrow: true });
  await ends("en", "annul");
  assert.equal(await read(), "VALID", "the kept list does not know yet");
  await context.setOffline(true);
  assert.equal(await read(), "VALID", "nor can it without a network");
  await context.setOffline(false);
  await page.click("#refresh");
  await until(async () => await read() === "VISA_WITHDRAWN");
  await shot(page, "border/en-09-reader-withdrawn");
  // The server reads the same picture, for those without scripts.
  const officer = await staff(at(), "border", "en", { javaScriptEnabled: false });
  await officer.page.goto(`${demo.url}/en/border`);
  await officer.page.setInputFiles("[name=file]", print);
  await officer.page.click('form[action$="/border/picture"] button.button');
  await officer.page.waitForURL(/\/border\/picture$/);
  await says(officer.page, "en", "verify-is-annulled");
  await says(officer.page, "en", "border-same-yes");
  await shot(officer.page, "border/en-10-sealed-and-recorded", { narrow: true });
  await officer.close();
  await context.close();
  await close();
  rmSync(folder, { recursive: true });
});

test("a picture without a seal, and a trust list that was changed in the browser", async () => {
  const { context, page } = await visitor(browser);
  await page.goto(`${demo.url}/en/border/reader`);
  await page.waitForSelector("#reader[data-kept=yes]");
  const picture = await page.screenshot();
  await page.setInputFiles("#picture", { name: "page.png", mimeType: "image/png", buffer: picture });
  await until(async () => await page.locator("[data-verdict]:not([hidden])").count() === 1);
  assert.equal(await verdict(page), "READ_ERROR");
  await page.evaluate(() => {
    const kept = localStorage.getItem("evisa-trust-list");
    localStorage.setItem("evisa-trust-list", kept.replace(/"number": ?\d/, (number) => number.slice(0, -1) + "9"));
  });
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector("#reader:not([hidden])");
  await page.setInputFiles("#picture", STRANGER);
  await until(async () => await page.locator("[data-verdict]:not([hidden])").count() === 1);
  assert.equal(await verdict(page), "NO_TRUST_LIST", "a changed list is no list");
  await context.close();
});
