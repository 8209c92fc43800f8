// Staff of the demonstration at their pages.
import { visitor } from "./browser.mjs";

/** The password of every demonstration account. */
const PASSWORD = "Turquoise steppe, golden eagle";

/** A member of staff, signed in and on the staff pages. */
export async function staff({ demo, browser }, name, lang = "en", options = {}) {
  const seat = await visitor(browser, options);
  await seat.page.goto(`${demo.url}/${lang}/login`);
  await seat.page.fill("[name=email]", `${name}@evisa.example`);
  await seat.page.fill("[name=password]", PASSWORD);
  await seat.page.click('form[action$="/login"] button.button');
  await seat.page.waitForURL(/\/office$/);
  return seat;
}

/** Today's settlement file of the model bank, brought in by the form; the page of its report is open afterwards. */
export async function settlementImport({ demo, page, lang = "en" }) {
  const today = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 10); // the day in Almaty
  const file = await (await fetch(`${demo.bank}/settlement/halyk/${today}.csv`)).text();
  await page.goto(`${demo.url}/${lang}/office/settlements`);
  await page.selectOption("[name=plugin]", "kz.halyk.card");
  await page.setInputFiles("[name=file]", { name: `${today}.csv`, mimeType: "text/csv", buffer: Buffer.from(file) });
  await page.click('form[action$="/settlements"] button.button');
  await page.waitForURL(/\/settlements\/[0-9a-f]{64}$/);
}
