// Every method of figure 7 paid in a real browser, in four languages; and the forms of figures 9 and 10 without scripts.
import { after, afterEach, before, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { Demo, until } from "./demo.mjs";
import { LANGS, browserOpen, shot, visitor } from "./browser.mjs";
import { Journey } from "./journey.mjs";

/** The methods in the order of the page: the value of the button, and what is typed. */
const METHODS = {
  "kz.halyk.card/halyk-card": { card: "approve" },
  "kz.kazpost.card/kazpost-card": { card: "approve" },
  "kz.kazpost.wallet/kazpost-wallet": { field: "wallet", number: "77001112233", wrong: "7700111" },
  "kz.mobile.balance/mobile-kcell": { field: "phone", number: "+7 701 111 22 33", wrong: "+7 700 111 22 33" },
  "kz.mobile.balance/mobile-beeline": { field: "phone", number: "+7 705 111 22 33", wrong: "+7 701 111 22 33" },
};
/** The commission of each, in tenge (figure 7). */
const COMMISSIONS = [100, 100, 25, 100, 100];
/** The language whose pages are also pictured narrow and dark: its words are the longest. */
const NARROW_LANG = "kk";

let demo, browser;
before(async () => { browser = await browserOpen(); });
after(async () => { await browser?.close(); });
// One for each test: all visitors share an address, and in one house the later languages would meet its limit of forms.
beforeEach(async () => { demo = await Demo.start(); });
afterEach(async () => { await demo?.stop(); });

/** The last code that was sent to a number, as its telephone would show it. */
async function codeFor(number) {
  const digits = number.replaceAll(/\D/g, "");
  return until(async () => {
    const { messages } = await (await fetch(`${demo.bank}/control`)).json();
    return messages.findLast(({ to }) => digits.endsWith(to))?.code;
  });
}

class Payer extends Journey {
  /** A second application of the same person: another invitation, the same account. */
  async again(invitation) {
    this.invitation = invitation;
    await this.to("/services");
    await this.begin();
    await this.stepOne();
    await this.declare();
  }

  async choose(method) {
    await this.page.click(`button[name=method][value="${method}"]`);
    await this.at(/\/epay\/[^/]+\/wait/);
  }

  /** Fill the one field of the method's form, and send it. */
  async fill(field, value) {
    await this.page.waitForSelector(`[name=f-${field}]`);
    await this.page.fill(`[name=f-${field}]`, value);
    await this.send("/form");
  }

  /** Figures 9 and 10: a wrong number and a wrong code on the way, and nothing typed is lost. */
  async payByForm(method, { field, number, wrong }) {
    const { page } = this;
    const name = method.split("/")[1];
    await page.waitForSelector(`[name=f-${field}]`);
    await this.look(`${name}-1-number`);
    await this.fill(field, wrong);
    await page.waitForSelector(".error-summary");
    await this.look(`${name}-2-number-wrong`);
    assert.equal(await page.inputValue(`[name=f-${field}]`), wrong, "what was typed is kept");
    await this.fill(field, number);
    await page.waitForSelector("[name=f-code]");
    assert.ok(await page.locator("button[name=resend]").isDisabled(), "another code waits for its time");
    await this.look(`${name}-3-code`);
    const code = await codeFor(number);
    await this.fill("code", code === "0000" ? "0001" : "0000");
    await page.waitForSelector(".error-summary");
    await this.look(`${name}-4-code-wrong`);
    assert.equal(await page.inputValue("[name=f-code]"), "", "a code is typed anew");
    await this.fill("code", code);
  }

  async payByCard(outcome) {
    await this.toBank();
    await this.payAtBank(outcome);
    await this.back();
  }
}

for (const [n, lang] of LANGS.entries()) {
  test(`five methods in ${lang}`, async () => {
    const { page, close } = await visitor(browser);
    const look = (name) => shot(page, `methods/${lang}/${name}`, { narrow: lang === NARROW_LANG });
    const invitations = demo.invitations.slice(n * 5, n * 5 + 5);
    const payer = new Payer({ demo, page, lang, invitation: invitations[0] });
    await payer.register();
    await payer.confirm();
    await payer.signIn();
    for (const [index, [method, how]] of Object.entries(METHODS).entries()) {
      await payer.again(invitations[index]);
      payer.look = look;
      await payer.toGateway();
      await priced(page, lang);
      await payer.choose(method);
      await (how.card ? payer.payByCard(how.card) : payer.payByForm(method, how));
      await payer.result();
      payer.look = async () => {};
      assert.ok(await payer.isPaid(), `${method} is approved and paid in the table of visas`);
    }
    await close();
  });
}

/** Every method with its commission before the choice, and no field for a card. */
async function priced(page, lang) {
  const values = await page.locator("button[name=method]").evaluateAll((buttons) => buttons.map((button) => button.value));
  assert.deepEqual(values, Object.keys(METHODS));
  const costs = await page.locator("button[name=method] .method-cost").allTextContents();
  for (const [n, cost] of costs.entries()) {
    assert.ok(cost.includes(`${COMMISSIONS[n]}${lang === "en" || lang === "zh" ? "." : ","}00`), `${values[n]}: ${cost}`);
    assert.match(cost, /\$|美元/, "in dollars, too");
  }
  assert.equal(await page.locator('[autocomplete^="cc-"]').count(), 0);
}

test("without scripts a code comes again in its time, and the countdown only helps", async () => {
  const { page, close } = await visitor(browser, { javaScriptEnabled: false });
  const payer = new Payer({ demo, page, lang: "ru", invitation: demo.invitations[20] });
  await payer.untilStepTwo();
  payer.look = (name) => shot(page, `methods/noscript/${name}`);
  await payer.toGateway();
  await payer.choose("kz.mobile.balance/mobile-kcell");
  await payer.fill("phone", "8 (702) 111-22-33");
  await page.waitForSelector("[name=f-code]");
  await payer.look("1-code");
  const again = page.locator("button[name=resend]");
  assert.ok(await again.isEnabled(), "without a script it can be pressed at once");
  await again.click();
  await page.waitForSelector(".flash");
  await payer.look("2-too-early");
  assert.equal(await page.locator("[name=f-code]").count(), 1, "the form is still there");
  const first = await codeFor("77021112233");
  await payer.fill("code", first);
  await payer.result();
  await close();
});
