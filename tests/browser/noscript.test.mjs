// The whole manual with scripts switched off: scripts only help.
import { after, before, test } from "node:test";
import { Demo } from "./demo.mjs";
import { browserOpen, shot, visitor } from "./browser.mjs";
import { Journey } from "./journey.mjs";

let demo, browser;
before(async () => { demo = await Demo.start(); browser = await browserOpen(); });
after(async () => { await browser?.close(); await demo?.stop(); });

test("without scripts the way is the same", async () => {
  const { page, close } = await visitor(browser, { javaScriptEnabled: false });
  const look = (name) => shot(page, `noscript/${name}`);
  const journey = new Journey({ demo, page, lang: "ru", invitation: demo.invitations[0], look });
  await journey.untilStepTwo({ lines: true });
  await journey.untilBank();
  await journey.payAtBank("approve");
  await journey.back();
  await journey.result();
  for (const file of ["visa.pdf", "receipt.pdf"]) await journey.download(file);
  await journey.paidInList();
  await close();
});
