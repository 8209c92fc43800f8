// What staff see of a payment that the bank took otherwise, and how two of them decide: in four languages, without a script too.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Demo, until, words } from "./demo.mjs";
import { LANGS, browserOpen, shot, visitor } from "./browser.mjs";
import { Journey } from "./journey.mjs";
import { settlementImport, staff } from "./office.mjs";

let demo, browser, next = 0;
const at = () => ({ demo, browser });
before(async () => { demo = await Demo.start(); browser = await browserOpen(); });
after(async () => { await browser?.close(); await demo?.stop(); });

/** A new payer, whose bank takes another amount than was asked. */
async function paysOtherwise() {
  const { context, page, close } = await visitor(browser);
  const journey = new Journey({ demo, page, invitation: demo.invitations[next++] });
  await journey.untilStepTwo();
  await journey.untilBank();
  await journey.payAtBank("otherAmount");
  await page.waitForSelector("p.notice");
  await page.close();
  return { journey, context, close };
}

/** The discrepancies on the page of the day, the newest last. */
const held = (page, lang) => page.locator(`section[aria-label="${words(lang, "office-held")}"] a[href*="/attempts/"]`);
const money = (page, lang) => page.goto(`${demo.url}/${lang}/office/money`);

const says = async (page, lang, key) => assert.ok((await page.textContent("main")).includes(words(lang, key)), `${lang}: ${key}`);

test("a payment of another amount is held, proposed by the cashier and decided by the chief, in every language", async () => {
  for (const lang of LANGS) {
    const cashier = await staff(at(), "cashier", lang);
    await shot(cashier.page, `office/${lang}-01-start`);
    await money(cashier.page, lang);
    const before = await held(cashier.page, lang).count();
    const payer = await paysOtherwise();
    await until(async () => { await money(cashier.page, lang); return before < await held(cashier.page, lang).count(); }, 60_000);
    await says(cashier.page, lang, "office-hold-amount");
    await says(cashier.page, lang, "office-hold-amount-do");
    await shot(cashier.page, `office/${lang}-02-money`, { narrow: true });
    await held(cashier.page, lang).last().click();
    await cashier.page.waitForURL(/\/attempts\//);
    const attempt = cashier.page.url();
    await cashier.page.click("details.fold > summary");
    await cashier.page.click("ol.evidence details summary");
    await shot(cashier.page, `office/${lang}-03-attempt`, { narrow: true });
    // Nothing is lost of what was typed while something is missing.
    await cashier.page.check("[name=decision][value=reviewed]");
    await cashier.page.fill('form[action$="/propose"] [name=reason]', "statement line 4");
    await cashier.page.click('form[action$="/propose"] button.button');
    await cashier.page.waitForSelector(".error-summary");
    assert.equal(await cashier.page.inputValue('form[action$="/propose"] [name=reason]'), "statement line 4");
    await cashier.page.fill('form[action$="/propose"] [name=evidence]', "statement 17");
    await cashier.page.click('form[action$="/propose"] button.button');
    await cashier.page.waitForSelector(".flash");
    await says(cashier.page, lang, "office-own-proposal");
    assert.equal(await cashier.page.locator("button[name=verdict]").count(), 0, "whoever proposed cannot agree");
    await shot(cashier.page, `office/${lang}-04-proposed`);
    const chief = await staff(at(), "chief", lang, { javaScriptEnabled: false });
    await chief.page.goto(attempt);
    await shot(chief.page, `office/${lang}-05-chief`);
    await chief.page.click("button[name=verdict][value=approve]");
    await chief.page.waitForSelector(".flash");
    await says(chief.page, lang, "office-decide-done");
    assert.equal(await chief.page.locator("button[name=verdict]").count(), 0, "decided, nothing waits any more");
    // The money is still wrong: it is given back, again by two.
    const refund = cashier.page.locator('form[action$="/refund"]');
    await cashier.page.goto(attempt);
    await cashier.page.locator("details.fold", { has: refund }).locator("summary").click();
    const [most] = (await refund.locator("#field-amount-hint").textContent()).match(/\d+\.\d\d/g).slice(-1);
    await refund.locator("[name=amount]").fill(most);
    await refund.locator("[name=refund_reason]").fill("another amount was taken");
    await refund.locator("button.button").click();
    await cashier.page.waitForSelector(".flash");
    await says(cashier.page, lang, "office-refund-done");
    await chief.page.goto(attempt);
    await shot(chief.page, `office/${lang}-06-refund`);
    await chief.page.click("button[name=verdict][value=approve]");
    await chief.page.waitForSelector(".flash");
    await says(chief.page, lang, "office-decide-done");
    assert.equal(await chief.page.locator("button[name=verdict]").count(), 0, "agreed once is agreed");
    await shot(chief.page, `office/${lang}-07-agreed`);
    for (const { close } of [payer, cashier, chief]) await close();
  }
});

test("a settlement file is brought in, and again without changing anything", async () => {
  const { page, close } = await staff(at(), "cashier");
  await settlementImport({ demo, page });
  await page.waitForSelector(".flash");
  await shot(page, "office/en-08-settlement", { narrow: true });
  const report = page.url();
  await settlementImport({ demo, page });
  assert.equal(page.url(), report, "the same file is the same report");
  await close();
});

test("every staff page shows itself in every language, and an auditor cannot act", async () => {
  for (const lang of LANGS) {
    const { page, close } = await staff(at(), "auditor", lang);
    for (const path of ["money", "settlements", "ledger", "plugins"]) {
      await page.goto(`${demo.url}/${lang}/office/${path}`);
      assert.equal(await page.locator('nav.side-menu a[aria-current="page"]').count(), 1, path);
      assert.equal(await page.locator('main form[method="post"]:not([action$="/find"])').count(), 0, `${path}: nothing to press`);
      await shot(page, `office/${lang}-10-${path}`, { narrow: true });
    }
    await close();
  }
});
