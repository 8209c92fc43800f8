// The machine loses power during a payment: after the next start the payment ends as the bank has it, and is taken once.
import { randomInt } from "node:crypto";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { Demo, until } from "./demo.mjs";
import { browserOpen, visitor } from "./browser.mjs";
import { Journey } from "./journey.mjs";

/** The longest time between a click and the blow: what follows a click takes about this long. */
const BLOW_MS_MAX = 400;

let demo, browser, next = 0;
before(async () => { demo = await Demo.start(); browser = await browserOpen(); });
after(async () => { await browser?.close(); await demo?.stop(); });

/** The clicks after which the blow may come; each is reached on the way of the one before. */
const CLICKS = {
  "choosing the method": async (journey) => { await journey.toGateway(); return 'button[name=method][value^="kz.halyk.card/"]'; },
  "paying at the bank": async (journey) => { await journey.untilBank(); await journey.fillCard("approve"); return "button.pay"; },
  "coming back from the bank": async (journey) => {
    await journey.untilBank();
    await journey.payAtBank("approve");
    await journey.page.waitForSelector("p.notice.good");
    return "main a.button";
  },
};

const orders = async () => (await (await fetch(`${demo.bank}/control`)).json()).orders;
const charged = async () => (await orders()).filter((order) => order.status === "CHARGE").length;

/** kill -9, and a start on the same folder and port. */
async function powerCut() {
  assert.equal(await demo.stop({ keep: true, signal: "SIGKILL" }), "SIGKILL");
  demo = await Demo.start({ data: demo.data, listen: demo.listen });
}

/** Open the payment again as a person would, and pay where the bank has nothing yet. */
async function goOn(journey) {
  const { page } = journey;
  await page.goto(`${demo.url}/en/epay/${journey.payment}`);
  const method = page.locator('button[name=method][value^="kz.halyk.card/"]');
  const bank = page.locator("form[data-bank] button, a.button[rel=noreferrer]");
  await until(async () => /step-3/.test(page.url()) || (await method.count()) || (await bank.count()), 90_000);
  if (await method.count()) await journey.chooseHalyk();
  await bank.waitFor();
  await journey.toBank();
  await journey.payAtBank("approve");
  await journey.back();
}

for (const [click, reach] of Object.entries(CLICKS)) {
  const blow_ms = Number(process.env.BLOW_MS ?? randomInt(BLOW_MS_MAX));
  test(`kill -9 ${blow_ms} ms after ${click} (BLOW_MS=${blow_ms})`, async () => {
    const { page, complaints, context } = await visitor(browser);
    const journey = new Journey({ demo, page, invitation: demo.invitations[next++] });
    await journey.untilStepTwo();
    const paidBefore = await charged();
    const button = await reach(journey);
    const clicked = page.click(button, { noWaitAfter: true }).catch(() => {});
    await new Promise((done) => setTimeout(done, blow_ms));
    await powerCut();
    await clicked;
    journey.demo = demo;
    // Connections that died are what the browser is right to complain about.
    complaints.length = 0;
    if ((await charged()) === paidBefore) await goOn(journey);
    await until(() => journey.isPaid(), 90_000);
    await journey.to(`/applications/${journey.application}/step-3`);
    await journey.result();
    assert.equal(await charged(), paidBefore + 1, "the bank was paid once");
    await context.close();
  });
}
