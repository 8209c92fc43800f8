// Every page of the portal, read from the lists of routes in the source: a page that nobody visits here fails the test.
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

const WEB = resolve(import.meta.dirname, "../../src/web");

/** The patterns of all pages with a language: `/{lang}/services`. Documents are no pages. */
export function pagePatterns() {
  const files = readdirSync(WEB, { recursive: true }).filter((name) => name.endsWith(".rs") && !/(^|\/)test(s|ing)\.rs$/.test(name));
  const texts = files.map((name) => readFileSync(join(WEB, name), "utf8").split("#[cfg(test)]\nmod tests {")[0]);
  const found = texts.flatMap((text) => [...text.matchAll(/\bget\(\s*"(\/\{lang\}[^"]*)"/g)]);
  return [...new Set(found.map((match) => match[1]))].filter((pattern) => !/\.(pdf|csv)$/.test(pattern)).sort();
}
