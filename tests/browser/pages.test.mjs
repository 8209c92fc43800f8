// Every page × four languages × light and dark × telephone and desk: accessible, valid, quiet, and never wider than the screen.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { HtmlValidate } from "html-validate";
import { ARTEFACTS, Demo } from "./demo.mjs";
import { LANGS, NARROW, WIDE, browserOpen, shot, visitor } from "./browser.mjs";
import { Journey } from "./journey.mjs";
import { settlementImport, staff } from "./office.mjs";
import { pagePatterns } from "./routes.mjs";
import rules, { MEANT } from "./html-rules.mjs";

const find = createRequire(import.meta.url).resolve;
const AXE = readFileSync(find("axe-core/axe.min.js"), "utf8");
/** The narrowest screen that must not scroll sideways (WCAG 1.4.10). */
const REFLOW = { width: 320, height: 600 };
const HTML = join(ARTEFACTS, "html");
/** `lang` attributes of the four languages. */
const TAGS = { kk: /^kk/, ru: /^ru/, en: /^en/, zh: /^zh/ };

let demo, browser, known, signedIn, signedOut, chief, auditor, admin;
/** What is wrong → the pages where it is. */
let faults = new Map();

before(async () => {
  demo = await Demo.start();
  browser = await browserOpen();
  rmSync(HTML, { recursive: true, force: true });
  mkdirSync(HTML, { recursive: true });
  // Without motion, so that no colour is looked at on its way to another.
  signedIn = await visitor(browser, { reducedMotion: "reduce" });
  signedOut = await visitor(browser, { reducedMotion: "reduce" });
  for (const name of ["chief", "auditor", "admin"]) {
    const seat = await staff({ demo, browser }, name, "en", { reducedMotion: "reduce" });
    if (name === "chief") chief = seat; else if (name === "admin") admin = seat; else auditor = seat;
  }
  for (const { context } of [signedIn, signedOut, chief, auditor, admin]) await context.addInitScript(AXE);
  known = { ...await states(signedIn.page), ...await money(chief.page), ...await people(admin.page) };
});
after(async () => { await browser?.close(); await demo?.stop(); });

/** Applications in every state of a person's life here, all of one account; each by its name. */
async function states(page) {
  const ids = {};
  let n = 0;
  const begun = async () => {
    journey.invitation = demo.invitations[n++];
    await journey.to("/services");
    await journey.begin();
    return journey.application;
  };
  const journey = new Journey({ demo, page, invitation: demo.invitations[n] });
  await journey.register();
  await journey.confirm();
  await journey.to("/inbox");
  ids.letter = (await page.locator('table a[href*="/inbox/"]').first().getAttribute("href")).split("/").pop();
  await journey.to("/login");
  await journey.signIn();
  ids.draft = await begun();
  ids.matched = await begun();
  await journey.stepOne();
  ids.due = await begun();
  await journey.stepOne();
  await journey.declare();
  ids.choosing = await begun();
  await journey.stepOne();
  await journey.declare();
  await journey.toGateway();
  ids.choosingPayment = journey.payment;
  ids.bank = await begun();
  await journey.stepOne();
  await journey.declare();
  await journey.toGateway();
  await journey.chooseHalyk();
  await journey.toBank();
  ids.bankPayment = journey.payment;
  ids.returnPath = await page.getAttribute("a.away", "href");
  ids.declined = await begun();
  await journey.stepOne();
  await journey.declare();
  await journey.untilBank();
  await journey.payAtBank("decline");
  await journey.back();
  ids.declinedPayment = journey.payment;
  ids.paid = await begun();
  await journey.stepOne();
  await journey.declare();
  await journey.untilBank();
  await journey.payAtBank("approve");
  await journey.back();
  await journey.result();
  return ids;
}

/** Whom an administrator sees: the first of the people. */
async function people(page) {
  await page.goto(`${demo.url}/en/office/people`);
  return { person: (await page.locator('table a[href*="/office/people/"]').first().getAttribute("href")).split("/").pop() };
}

/** What staff open: the newest payment, its attempt, and a settlement file. */
async function money(page) {
  const ids = {};
  await settlementImport({ demo, page });
  ids.sha256 = page.url().split("/").pop();
  await page.click('table a[href*="/attempts/"]');
  ids.attempt = page.url().split("/").pop();
  ids.staffPayment = (await page.getAttribute("a.back", "href")).split("/").pop();
  await page.goto(`${demo.url}/en/office/visas`);
  ids.visa = (await page.locator('table a[href*="/office/visas/"]').first().getAttribute("href")).split("/").pop();
  return ids;
}

/** How each pattern is opened: addresses without their language, by the applicant or, before a colon, by somebody else. */
const ways = () => ({
  "/{lang}": ["", "out:"],
  "/{lang}/login": ["out:/login", "out:/login?next=%2Fen%2Faccount"],
  "/{lang}/login/signature": ["out:/login/signature"],
  "/{lang}/login/egov": ["out:/login/egov"],
  "/{lang}/account/signature": ["/account/signature"],
  "/{lang}/register": ["out:/register"],
  "/{lang}/forgot": ["out:/forgot"],
  "/{lang}/confirm/{token}": ["out:/confirm/AAAAAAAAAAAAAAAAAAAAAA"],
  "/{lang}/reset/{token}": ["out:/reset/AAAAAAAAAAAAAAAAAAAAAA"],
  "/{lang}/erase/{token}": ["out:/erase/AAAAAAAAAAAAAAAAAAAAAA"],
  "/{lang}/email/confirm/{token}": ["out:/email/confirm/AAAAAAAAAAAAAAAAAAAAAA"],
  "/{lang}/email/object/{token}": ["out:/email/object/AAAAAAAAAAAAAAAAAAAAAA"],
  "/{lang}/applications/{id}": ["draft", "due", "declined", "paid"].map((name) => `/applications/${known[name]}`),
  "/{lang}/applications/{id}/step-1": [`/applications/${known.draft}/step-1`],
  "/{lang}/applications/{id}/confirm": [`/applications/${known.matched}/confirm`],
  "/{lang}/applications/{id}/step-2": [`/applications/${known.due}/step-2`],
  "/{lang}/applications/{id}/withdraw": ["draft", "due"].map((name) => `/applications/${known[name]}/withdraw`),
  "/{lang}/applications/{id}/step-3": ["paid", "due"].map((name) => `/applications/${known[name]}/step-3`),
  "/{lang}/applications/{id}/e-visa": [`/applications/${known.paid}/e-visa`],
  "/{lang}/epay/{payment}": [`/epay/${known.choosingPayment}`],
  "/{lang}/epay/{payment}/wait": ["bankPayment", "declinedPayment"].map((name) => `/epay/${known[name]}/wait`),
  "/{lang}/epay/return/{payment}/{attempt}": [`out:${new URL(known.returnPath).pathname.slice(3)}`],
  "/{lang}/inbox/{letter}": [`/inbox/${known.letter}`],
  "/{lang}/office": ["chief:/office"],
  "/{lang}/office/money": ["chief:/office/money", "chief:/office/money?day=2022-06-08"],
  "/{lang}/office/money/payments/{payment}": [`chief:/office/money/payments/${known.staffPayment}`],
  "/{lang}/office/money/attempts/{attempt}": [`chief:/office/money/attempts/${known.attempt}`],
  "/{lang}/office/settlements": ["chief:/office/settlements", "auditor:/office/settlements"],
  "/{lang}/office/settlements/{sha256}": [`chief:/office/settlements/${known.sha256}`],
  "/{lang}/office/ledger": ["auditor:/office/ledger"],
  "/{lang}/office/visas": ["chief:/office/visas"],
  "/{lang}/office/visas/{visa}": [`chief:/office/visas/${known.visa}`],
  "/{lang}/office/visas/{visa}/revoke": [`chief:/office/visas/${known.visa}/revoke`],
  "/{lang}/office/visas/{visa}/annul": [`chief:/office/visas/${known.visa}/annul`],
  "/{lang}/office/visas/{visa}/reissue": [`chief:/office/visas/${known.visa}/reissue`],
  "/{lang}/border": ["chief:/border"],
  "/{lang}/border/reader": ["out:/border/reader"],
  "/{lang}/verify": ["out:/verify"],
  "/{lang}/verify/{token}": ["out:/verify/AAAAAAAAAAAAAAAAAAAAAA"],
  "/{lang}/office/people": ["auditor:/office/people"],
  "/{lang}/office/people/invite": ["admin:/office/people/invite"],
  "/{lang}/office/people/{account}": [`admin:/office/people/${known.person}`],
  "/{lang}/office/audit": ["auditor:/office/audit"],
  "/{lang}/login/second/app": ["auditor:/login/second/app"],
  "/{lang}/login/second": ["auditor:/login/second"],
  "/{lang}/setup/{token}": ["out:/setup/AAAAAAAAAAAAAAAAAAAAAA"],
  "/{lang}/office/plugins": ["auditor:/office/plugins", "chief:/office/plugins"],
});
/** Answers that are no page: a piece of one, and a file. */
const NO_PAGES = ["/{lang}/login/egov/return", "/{lang}/epay/{payment}/status", "/{lang}/inbox/{letter}/{attachment}"];
/** Pages that no route names: errors, and forms that come back. */
const BESIDES = ["/no/such/page", "out:/no/such/page", "out:/account", "/applications/AAAAAAAAAAAAAAAAAAAAAAAAAA/step-1",
  "/account/visas?q=0000", "/services/e-visa/eligibility?nationality=CHN&category=tourist"];
/** Forms that are sent empty: where they stand, and what their address contains. */
const EMPTY_FORMS = [["out:/register", "/register"], ["out:/login", "/login"], ["out:/forgot", "/forgot"],
  ["/services/e-visa/eligibility", "/eligibility"], ["step-1", "/step-1"], ["confirm", "/confirm"],
  ["/account/security/password", "/password"]];

function wrongAt(name, what) {
  const general = what.replaceAll(/[0-9a-hjkmnp-tv-z]{26}/g, "…");
  faults.set(general, [...(faults.get(general) ?? []), name]);
}

/** The faults found until now, each with the pages that have it; a new list begins. */
function faultsTaken() {
  const lines = [...faults].map(([what, names]) => `${what}  ← ${names.length}: ${names.slice(0, 4).join(", ")}`);
  faults = new Map();
  return lines;
}

/** Look at the open page in all its shapes and note what is wrong. */
async function look(page, name, lang) {
  const wrong = (what) => wrongAt(name, what);
  const seen = await page.evaluate(() => ({
    lang: document.documentElement.lang, title: document.title.trim(), h1: document.querySelectorAll("h1").length,
  }));
  if (!TAGS[lang].test(seen.lang)) wrong(`lang="${seen.lang}"`);
  if (seen.title.length < 4) wrong(`title "${seen.title}"`);
  if (seen.h1 !== 1) wrong(`${seen.h1} h1`);
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, nodes } of violations) wrong(`${size.width} ${colorScheme}: axe ${id}: ${nodes[0].html} ×${nodes.length}`);
    }
    await flat(page, wrong);
  }
  await page.setViewportSize(REFLOW);
  await flat(page, wrong);
}

/** Nothing is wider than the screen. */
async function flat(page, wrong) {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (screen < wide) wrong(`${wide} px wide on a screen of ${screen}`);
}

/** Open an address in the browser it is for; keeps the HTML as it was served. */
async function open(address, lang) {
  const [, who, path] = address.match(/^(?:(\w+):)?(.*)$/);
  const { page } = { out: signedOut, chief, auditor, admin }[who] ?? signedIn;
  const response = await page.goto(`${demo.url}/${lang}${path}`);
  const name = `${lang}${address.replaceAll(/[^\w-]+/g, "_")}`;
  writeFileSync(join(HTML, `${name}.html`), await response.text());
  return { page, name, response };
}

test("every route of a page is known here", () => {
  const covered = new Set([...Object.keys(ways()), ...NO_PAGES]);
  const parametric = pagePatterns().filter((pattern) => pattern.replace("{lang}", "").includes("{"));
  assert.deepEqual(parametric.filter((pattern) => !covered.has(pattern)), [], "say in `ways` how to open them");
});

for (const lang of LANGS) {
  test(`pages in ${lang}`, async () => {
    for (const pattern of pagePatterns().filter((pattern) => !NO_PAGES.includes(pattern))) {
      for (const address of ways()[pattern] ?? [pattern.replace("/{lang}", "")]) {
        const { page, name, response } = await open(address, lang);
        if (500 <= response.status()) wrongAt(name, `status ${response.status()}`);
        await look(page, name, lang);
      }
    }
    for (const address of BESIDES) {
      const { page, name } = await open(address, lang);
      await look(page, name, lang);
    }
    for (const [where, action] of EMPTY_FORMS) {
      const path = { "step-1": `/applications/${known.draft}/step-1`, confirm: `/applications/${known.matched}/confirm` }[where] ?? where;
      const { page, name } = await open(path, lang);
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.click(`form[action*="${action}"] button.button[type=submit]:not([name])`);
      const response = await answered;
      await page.waitForLoadState();
      assert.equal(response.status(), 422, `${name}: an empty form is told what to do`);
      writeFileSync(join(HTML, `${name}-empty.html`), await response.text());
      await look(page, `${name}-empty`, lang);
      if (lang === "en") await shot(page, `pages/${name}-empty`);
    }
    assert.deepEqual(faultsTaken(), []);
  });
}

test("the served HTML keeps html-validate's rules", async () => {
  const validate = new HtmlValidate(rules);
  const wrong = new Map();
  for (const name of readdirSync(HTML)) {
    const report = await validate.validateString(readFileSync(join(HTML, name), "utf8"), name);
    for (const { ruleId, message, line } of report.results.flatMap((result) => result.messages)) {
      wrong.set(`${ruleId}: ${message}`, `${name}:${line}`);
    }
  }
  assert.deepEqual([...wrong].map((pair) => pair.join("  ← ")), []);
});

const java = spawnSync("java", ["-version"]).status === 0;
test("the served HTML is valid to the W3C's checker", { skip: !java && "no Java here" }, () => {
  const run = spawnSync("java", ["-jar", find("vnu-jar/build/dist/vnu.jar"), "--format", "json", "--errors-only", HTML], { encoding: "utf8", maxBuffer: 1e8 });
  const { messages } = JSON.parse(run.stderr);
  const meant = ({ message }) => MEANT.some((sentence) => sentence.test(message));
  const wrong = new Map(messages.filter((message) => !meant(message)).map(({ message, url, lastLine }) => [message, `${basename(url)}:${lastLine}`]));
  assert.deepEqual([...wrong].map((pair) => pair.join("  ← ")), []);
});

test("the browser had nothing to complain about", async () => {
  await signedIn.close();
  await signedOut.close();
  await chief.close();
  await auditor.close();
});
