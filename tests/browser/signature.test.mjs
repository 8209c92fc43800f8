// Logging in with a digital signature: without scripts by a file, with one through NCALayer of both generations; cancelled, failed, not running.
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Demo, until, words } from "./demo.mjs";
import { LANGS, browserOpen, shot, visitor } from "./browser.mjs";
import { ncalayer, signedAtDesk } from "./ncalayer.mjs";

const EMAIL = "signer@mail.example";
let demo, browser;
before(async () => { demo = await Demo.start(); browser = await browserOpen(); });
after(async () => { await browser?.close(); await demo?.stop(); });

const open = (page, lang) => page.goto(`${demo.url}/${lang}/login/signature`);
const says = async (page, lang, key) => {
  const sentence = words(lang, key).split("{")[0].trim();
  assert.ok((await page.textContent("main")).includes(sentence), `${lang}: ${key}`);
};

/** Save the text, sign it at the desk that the page opens, and send the file: every step by its own button. */
async function byFile(context, page, lang, person = "individual") {
  const [saved] = await Promise.all([page.waitForEvent("download"), page.click('form[action$="/login/signature/file"] button')]);
  assert.equal(saved.suggestedFilename(), "evisa-sign-in.txt");
  const text = readFileSync(await saved.path(), "utf8");
  assert.equal(text, await page.inputValue('form[enctype] [name=challenge]'));
  const [desk] = await Promise.all([context.waitForEvent("page"), page.click(`form[action="${demo.bank}/signature"] button`)]);
  await desk.waitForSelector("#text");
  assert.equal(await desk.inputValue("#text"), text);
  await desk.selectOption("#person", person);
  await shot(desk, `signature/${lang}-desk`);
  const [signed] = await Promise.all([desk.waitForEvent("download"), desk.click("button[type=submit]")]);
  assert.equal(signed.suggestedFilename(), `TEST-${person}.p7s`);
  await desk.close();
  await page.setInputFiles("[name=signature]", { name: "signed.p7s", mimeType: "application/pkcs7-signature", buffer: readFileSync(await signed.path()) });
  const answered = page.waitForEvent("load");
  await page.click('form[enctype] button[type=submit]');
  await answered;
}

test("without scripts a text is saved, signed elsewhere and sent; a new person registers", async () => {
  const { context, page, close } = await visitor(browser, { javaScriptEnabled: false });
  await open(page, "en");
  await says(page, "en", "signature-lead");
  assert.equal(await page.locator("[data-layer]").isVisible(), false, "NCALayer needs a script");
  await shot(page, "signature/en-01-page", { narrow: true });
  await byFile(context, page, "en");
  await says(page, "en", "signature-register-lead");
  await shot(page, "signature/en-02-register", { narrow: true });
  assert.equal(await page.inputValue("[name=surname]"), "ТЕСТОВ");
  await page.fill("[name=email]", EMAIL);
  await page.check("[name=consent]");
  await page.click('form[action$="/register"] button[type=submit]');
  await page.waitForURL(/\/register\/sent$/);
  const letter = page.locator("tr", { hasText: EMAIL }).locator("a").first();
  await until(async () => { await page.goto(`${demo.url}/en/inbox`); return letter.count(); });
  await letter.click();
  await page.click('a[href*="/confirm/"]');
  await page.click('form[action*="/confirm/"] button[type=submit]');
  await page.waitForURL(/\/confirmed$/);
  for (const lang of LANGS) {
    await context.clearCookies();
    await open(page, lang);
    await shot(page, `signature/${lang}-03-page`);
    await byFile(context, page, lang);
    await page.waitForURL(new RegExp(`/${lang}/services$`));
  }
  await page.goto(`${demo.url}/en/account/signature`);
  await says(page, "en", "signature-mine-some");
  await shot(page, "signature/en-04-mine", { narrow: true });
  await close();
});

test("what is wrong is said in every language, and the page goes on", async () => {
  for (const lang of LANGS) {
    const { context, page, close } = await visitor(browser, { javaScriptEnabled: false });
    for (const [person, key] of [["expired", "signature-expired"], ["revoked", "signature-revoked"], ["documents", "signature-purpose"]]) {
      await open(page, lang);
      await byFile(context, page, lang, person);
      await says(page, lang, key);
    }
    await shot(page, `signature/${lang}-05-wrong`, { narrow: lang === "zh" });
    await close();
  }
});

for (const version of ["1.4", "2.0"]) {
  test(`NCALayer ${version} signs, is cancelled, and fails`, async () => {
    for (const behaviour of ["cancel", "fail", "sign"]) {
      const { page, close } = await visitor(browser);
      const asked = await ncalayer(page, demo, { version, behaviour });
      await open(page, "ru");
      await page.click("[data-layer-sign]");
      if (behaviour === "sign") {
        await page.waitForURL(/\/ru\/services$/);
      } else {
        await page.waitForSelector("[data-layer-said]:not([hidden])");
        const key = behaviour === "cancel" ? "signature-layer-cancelled" : "signature-layer-failed";
        await until(async () => (await page.textContent("[data-layer-said] [role=status]")) === words("ru", key));
        assert.equal(await page.locator("[data-layer-help]").isVisible(), false);
        assert.equal(await page.getAttribute("[data-layer-sign]", "aria-disabled"), null, "the button works again");
        await shot(page, `signature/ncalayer-${version}-${behaviour}`);
      }
      const module = version.startsWith("1.") ? "kz.gov.pki.knca.commonUtils.createCAdESFromBase64" : "kz.gov.pki.knca.basics.sign";
      assert.equal(asked.at(-1), module);
      await close();
    }
  });
}

test("NCALayer that is not running is explained, with a way to get it and a way without it", async () => {
  const { page, complaints, close } = await visitor(browser);
  for (const lang of LANGS) {
    await open(page, lang);
    await page.click("[data-layer-sign]");
    await until(async () => (await page.textContent("[data-layer-said] [role=status]")) === words(lang, "signature-layer-off"));
    assert.equal(await page.locator("[data-layer-help] a").getAttribute("href"), "https://ncl.pki.gov.kz/");
    await shot(page, `signature/${lang}-06-off`, { narrow: lang === "kk" });
  }
  // The browser itself says that nobody listens there; it must say nothing else (a refusal by the page's policy would be another sentence).
  const refused = complaints.splice(0);
  assert.equal(refused.length, LANGS.length);
  for (const complaint of refused) assert.match(complaint, /ERR_CONNECTION_REFUSED/);
  await close();
});

test("a signature is added in my details and removed again", async () => {
  const { page, close } = await visitor(browser);
  await page.goto(`${demo.url}/en/login`);
  await page.fill("[name=email]", "test@mail.ru");
  await page.fill("[name=password]", "Turquoise steppe, golden eagle");
  await page.click('form[action$="/login"] button.button');
  await page.waitForURL(/\/services$/);
  await page.goto(`${demo.url}/en/account`);
  await page.click('a[href$="/account/signature"]');
  const text = await page.inputValue("form[enctype] [name=challenge]");
  const buffer = await signedAtDesk(demo, text, "second");
  await page.setInputFiles("[name=signature]", { name: "signed.p7s", mimeType: "application/pkcs7-signature", buffer });
  await page.click("form[enctype] button[type=submit]");
  await page.waitForSelector(".flash");
  await says(page, "en", "signature-added");
  await shot(page, "signature/en-07-added");
  await page.click('form[action$="/remove"] button');
  await page.waitForSelector(".flash");
  await says(page, "en", "signature-add-text");
  await close();
});
