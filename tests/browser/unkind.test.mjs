// What goes wrong in real life: refused cards, slow banks, closed windows, impatient fingers.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Demo, until, words } from "./demo.mjs";
import { browserOpen, shot, visitor } from "./browser.mjs";
import { Journey } from "./journey.mjs";

let demo, browser, next = 0;
before(async () => { demo = await Demo.start(); browser = await browserOpen(); });
after(async () => { await browser?.close(); await demo?.stop(); });

/** A new person with an invitation of his own, before the payment. */
async function applicant(options) {
  const seat = await visitor(browser, options);
  const journey = new Journey({ demo, page: seat.page, invitation: demo.invitations[next++] });
  await journey.untilStepTwo();
  return { ...seat, journey };
}

/** What the model bank knows of the orders: one is one attempt that reached it. */
const orders = async () => (await (await fetch(`${demo.bank}/control`)).json()).orders;

test("a declined card is explained, and a second attempt pays", async () => {
  const { page, journey, close } = await applicant();
  await journey.untilBank();
  await journey.payAtBank("decline");
  await journey.back();
  await page.waitForSelector(".tone-bad");
  await shot(page, "unkind/declined");
  await page.click('main a.button[href*="/epay/"]');
  await journey.chooseHalyk();
  await journey.toBank();
  await journey.payAtBank("approve");
  await journey.back();
  await journey.result();
  assert.ok(await journey.isPaid());
  await close();
});

test("a card without enough money can be followed by another on the bank's own page", async () => {
  const { page, journey, close } = await applicant();
  await journey.untilBank();
  await journey.payAtBank("insufficient");
  await page.waitForSelector('[role=alert]');
  await journey.payAtBank("approve");
  await journey.back();
  await journey.result();
  await close();
});

test("a pending payment is completed while the window is closed", async () => {
  const { context, page, journey, close } = await applicant();
  await journey.untilBank();
  await journey.payAtBank("pending");
  await page.waitForSelector("p.notice.wait");
  await page.close();
  journey.page = await context.newPage();
  await until(() => journey.isPaid(), 90_000);
  await close();
});

test("a lost callback and a customer who never comes back cost nothing", async () => {
  const { context, page, journey, close } = await applicant();
  await journey.untilBank();
  await journey.payAtBank("lost");
  await page.waitForSelector("p.notice.good");
  await page.close();
  journey.page = await context.newPage();
  await until(() => journey.isPaid(), 120_000);
  await close();
});

test("'update status' asks the bank and comes back to the table (figure 13)", async () => {
  const { context, page, journey, close } = await applicant();
  await journey.untilBank();
  await journey.payAtBank("pending");
  await page.waitForSelector("p.notice.wait");
  await page.close();
  journey.page = await context.newPage();
  const row = await journey.row();
  assert.ok((await row.textContent()).includes(words("en", "st-unpaid")), "payment not completed");
  await shot(journey.page, "unkind/update-status");
  const asked = journey.page.waitForResponse((response) => response.url().endsWith("/update") && response.status() === 303);
  await row.locator('form[action$="/update"] button').click();
  await asked;
  await journey.at(/\/account\/visas/);
  await until(() => journey.isPaid(), 90_000);
  await close();
});

test("the same button pressed in two windows opens one attempt", async () => {
  const { context, page, journey, close } = await applicant();
  await journey.toGateway();
  const ordersBefore = (await orders()).length;
  const second = await context.newPage();
  await second.goto(page.url());
  const button = 'button[name=method][value^="kz.halyk.card/"]';
  await Promise.all([page.dblclick(button), second.dblclick(button)]);
  await Promise.all([page, second].map((one) => one.waitForURL(/\/wait/)));
  await journey.toBank();
  await journey.payAtBank("approve");
  await journey.back();
  await journey.result();
  assert.equal((await orders()).length, ordersBefore + 1, "one order at the bank");
  await second.goto(`${demo.url}/en/epay/${journey.payment}`);
  await second.waitForURL(/\/step-3$/);
  await close();
});

test("Back and reload after paying repeat nothing", async () => {
  const { page, journey, close } = await applicant();
  await journey.untilBank();
  const ordersBefore = (await orders()).length;
  await journey.payAtBank("approve");
  await journey.back();
  await journey.result();
  await page.reload();
  for (let n = 0; n < 6; n++) {
    await page.goBack({ waitUntil: "domcontentloaded" }).catch((fault) => assert.match(fault.message, /ERR_CACHE_MISS|interrupted/));
  }
  for (const path of ["step-1", "confirm", "step-2"]) {
    await journey.to(`/applications/${journey.application}/${path}`);
    assert.match(page.url(), /\/(account\/visas|step-3)$/, `${path} leads to the result`);
  }
  assert.equal((await orders()).length, ordersBefore, "no further order");
  assert.ok(await journey.isPaid());
  await close();
});

test("a wrong invitation is refused without telling which fact differs, and keeps what was typed", async () => {
  const { page, close } = await visitor(browser);
  const invitation = demo.invitations[next++];
  const journey = new Journey({ demo, page, invitation });
  await journey.register();
  await journey.confirm();
  await journey.signIn();
  await journey.begin();
  journey.invitation = { ...invitation, number: "9999999999" };
  await journey.fillStepOne();
  await journey.send("/step-1");
  const fault = await page.textContent("#field-invitation-fault");
  assert.ok(fault.trim().length, "the fault stands at the field");
  assert.equal(await page.inputValue("[name=passport]"), invitation.passport);
  assert.match(await page.title(), /^Error/);
  await shot(page, "unkind/wrong-invitation");
  journey.invitation = { ...invitation, birth_date: "01.01.1970" };
  await journey.fillStepOne();
  await journey.send("/step-1");
  assert.equal(await page.textContent("#field-invitation-fault"), fault, "the same sentence whatever differs");
  await close();
});

test("after signing out nothing can be seen", async () => {
  const { page, journey, close } = await applicant();
  const seen = page.url();
  await page.click('form[action$="/logout"] button');
  await journey.at(/\/signed-out$/);
  await page.goBack();
  await page.goto(seen);
  assert.match(page.url(), /\/login\?next=/);
  await shot(page, "unkind/signed-out");
  await close();
});
