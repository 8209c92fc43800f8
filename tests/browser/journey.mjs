// The steps of the manual as a person takes them, in any language: the pages are read by their fields and addresses, not their words.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { until, words } from "./demo.mjs";
import { passportLines, passportUntil } from "./passport.mjs";

const CARDS = { approve: "00", decline: "01", insufficient: "02", pending: "03", lost: "06", otherAmount: "08" };
const PASSWORD = "A camel crosses the Betpak-Dala";

/** A card of the model bank with this outcome: the digit before the last two makes the check sum right. */
export function card(outcome) {
  const sum = (number) => [...number].reverse().reduce((total, c, n) => {
    const twice = Number(c) * (n % 2 ? 2 : 1);
    return total + (9 < twice ? twice - 9 : twice);
  }, 0);
  return [...Array(10).keys()].map((check) => `9000000000000${check}${CARDS[outcome]}`).find((number) => sum(number) % 10 === 0);
}

/** One applicant on the way: a page, a language, an invitation. `look` is called on every page with its name. */
export class Journey {
  constructor({ demo, page, lang = "en", invitation, look = async () => {} }) {
    Object.assign(this, { demo, page, lang, invitation, look });
    this.email = `${lang}.${invitation.number}@example.test`;
  }

  to(path) { return this.page.goto(`${this.demo.url}/${this.lang}${path}`); }
  at(pattern) { return this.page.waitForURL(pattern); }

  /** Press the main button of a form, and wait for the whole page that answers: half a page has half its fields. */
  async send(form) {
    const answered = this.page.waitForEvent("load");
    await this.page.click(`form[action*="${form}"] button.button[type=submit]:not([name])`);
    await answered;
  }

  async register() {
    const { page, lang, invitation } = this;
    await this.to("");
    await this.look("01-start");
    await page.click('nav.person a[href$="/register"]');
    await this.look("02-register");
    await page.fill("[name=surname]", invitation.surname);
    await page.fill("[name=given]", invitation.given);
    await page.fill("[name=email]", this.email);
    await page.fill("[name=password]", PASSWORD);
    await page.selectOption("[name=lang]", lang);
    await page.check("[name=consent]");
    await this.send("/register");
    await this.at(/\/register\/sent$/);
    await this.look("03-sent");
  }

  /** The letter arrives in the demonstration's inbox a moment later. */
  async confirm() {
    const { page } = this;
    const letter = page.locator("tr", { hasText: this.email }).locator("a").first();
    await until(async () => { await this.to("/inbox"); return letter.count(); });
    await this.look("04-inbox");
    await letter.click();
    await this.look("05-letter");
    await page.click('a[href*="/confirm/"]');
    await this.look("06-confirm");
    await this.send("/confirm/");
    await this.at(/\/confirmed$/);
    await this.look("07-confirmed");
  }

  async signIn() {
    const { page } = this;
    await page.click('nav.person a[href$="/login"]');
    await this.look("08-login");
    await page.fill("[name=email]", this.email);
    await page.fill("[name=password]", PASSWORD);
    await this.send("/login");
    await this.at(/\/services$/);
    await this.look("09-services");
  }

  /** From the services to step 1: the service's page, the questions, and their notices if there are any. */
  async begin() {
    const { page, invitation } = this;
    await page.click('.tile a[href$="/services/e-visa"]');
    await this.look("10-service");
    await page.selectOption("[name=nationality]", invitation.nationality);
    await page.selectOption("[name=entries]", "single");
    await this.send("/eligibility");
    await this.look("11-eligibility");
    assert.equal(await page.inputValue("[name=nationality]"), invitation.nationality, "the chosen country is kept");
    await page.check(`[name=category][value=${invitation.category}]`);
    await page.check("[name=children][value=no]");
    await page.fill("[name=passport_until]", passportUntil());
    await page.check("[name=pages][value=yes]");
    await this.send("/eligibility");
    if (await page.locator("[name=anyway]").count()) {
      await this.look("12-notices");
      await this.send("/eligibility");
    }
    await this.at(/\/step-1$/);
    this.application = page.url().match(/\/applications\/([^/]+)\//)[1];
  }

  async stepOne({ lines = false } = {}) {
    const { page, invitation } = this;
    await this.look("13-step-1");
    if (lines) {
      await page.click("details.mrz summary");
      await page.fill("[name=mrz]", passportLines(invitation, passportUntil()));
      await page.click("button[name=fill]");
      await this.look("14-step-1-lines");
      assert.equal(await page.inputValue("[name=passport]"), invitation.passport);
      assert.equal(await page.inputValue("[name=birth_date]"), invitation.birth_date);
      await page.fill("[name=invitation]", invitation.number);
    } else {
      await this.fillStepOne();
    }
    await this.send("/step-1");
    await this.at(/\/confirm$/);
  }

  async fillStepOne() {
    const { page, invitation } = this;
    await page.fill("[name=invitation]", invitation.number);
    await page.fill("[name=passport]", invitation.passport);
    await page.check(`[name=sex][value=${invitation.sex}]`);
    await page.fill("[name=birth_date]", invitation.birth_date);
    await page.selectOption("[name=nationality]", invitation.nationality);
  }

  async declare() {
    const { page, invitation } = this;
    await this.look("15-confirm");
    const shown = await page.textContent("main");
    for (const fact of [invitation.inviter_name, invitation.inviter_tax_id, invitation.stay_street, invitation.passport]) {
      assert.ok(shown.includes(fact), `figure 5 shows ${fact}`);
    }
    await page.check("[name=confirm]");
    await this.send("/confirm");
    await this.at(/\/step-2$/);
  }

  /** Step 2 and the gateway, until the bank's page is open. */
  async toGateway() {
    await this.look("16-step-2");
    await this.send("/pay");
    await this.at(/\/epay\/[^/]+$/);
    this.payment = this.page.url().match(/\/epay\/([^/?]+)/)[1];
    await this.look("17-e-pay");
  }

  async chooseHalyk() {
    await this.page.click('button[name=method][value^="kz.halyk.card/"]');
    await this.at(/\/epay\/[^/]+\/wait/);
  }

  async toBank() {
    const onward = this.page.locator("form[data-bank] button, a.button[rel=noreferrer]");
    await onward.waitFor();
    await this.look("18-to-the-bank");
    await onward.click();
    await this.at((url) => url.href.startsWith(this.demo.bank));
  }

  async payAtBank(outcome) {
    await this.fillCard(outcome);
    await this.page.click("button.pay");
  }

  async fillCard(outcome) {
    const { page } = this;
    await page.fill("[name=name]", "TEST PAYER");
    await page.fill("[name=number]", card(outcome));
    await page.selectOption("[name=month]", "12");
    await page.selectOption("[name=year]", String(new Date().getFullYear() + 2));
    await page.fill("[name=code]", "123");
    await this.look("19-bank-card");
  }

  async back() {
    await this.page.waitForSelector("p.notice[role=status]");
    await this.look("20-bank-result");
    await this.page.click("main a.button");
    await this.at(/\/(wait|step-3)/);
  }

  /** Paid, and the visa is there. */
  async result() {
    const { page } = this;
    await this.at(/\/step-3$/);
    await until(async () => {
      if (await page.locator('a[href$="/visa.pdf"]').count()) return true;
      await page.reload();
    });
    await this.look("21-step-3");
  }

  /** Save a document by clicking its link. */
  async download(file) {
    const { page } = this;
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(`a[href$="/${file}"]`).first().click()]);
    const bytes = readFileSync(await download.path());
    assert.equal(bytes.subarray(0, 5).toString(), "%PDF-", file);
    assert.ok(20_000 < bytes.length && bytes.length < 500_000, `${file}: ${bytes.length} bytes`);
    return bytes;
  }

  /** The row of this application in "my visas". */
  async row() {
    await this.to("/account/visas");
    return this.page.locator("tr", { hasText: this.invitation.number });
  }

  async isPaid() {
    const text = await (await this.row()).textContent();
    return ["st-approved", "st-paid"].every((key) => text.includes(words(this.lang, key)));
  }

  async paidInList() {
    assert.ok(await this.isPaid(), "approved and paid in the table of visas");
    await this.look("22-my-visas");
    await this.page.click('tr a[href$="/e-visa"]');
    await this.look("23-e-visa");
    assert.ok((await this.page.textContent(".paper")).includes(this.invitation.passport));
  }

  /** Everything before the payment. */
  async untilStepTwo(options) {
    await this.register();
    await this.confirm();
    await this.signIn();
    await this.begin();
    await this.stepOne(options);
    await this.declare();
  }

  /** From step 2 to the bank's card form. */
  async untilBank() {
    await this.toGateway();
    await this.chooseHalyk();
    await this.toBank();
  }
}
