// What the reader of border posts understands of seals and certificates, against the vectors that the program itself is tested by.
import { test } from "node:test";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { WrongFormat, c40, facts, parse } from "../../templates/assets/border/seal.js";
import { canonical, certificate, judge } from "../../templates/assets/border/trust.js";

const vectors = JSON.parse(readFileSync(resolve(import.meta.dirname, "../vectors/vds.json"), "utf8"));
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const ours = vectors.seals.filter(({ curve }) => curve === "P-256");
const trust = (more = {}) => ({
  signers: [certificate(bytes(ours[0].certificate_der_hex))], revoked: new Set(), withdrawn: new Map(), ...more,
});
const NOW = Date.UTC(2026, 8, 28);

test("every seal that can be read is read, and its signature's part is what was signed", () => {
  for (const seal of vectors.seals) {
    const read = parse(bytes(seal.seal_hex));
    if (seal.to_be_signed_hex) assert.deepEqual(read.signed, bytes(seal.to_be_signed_hex), seal.name);
    assert.ok(read.header.signer.length === 4, seal.name);
  }
  assert.equal(c40(bytes("eb11fe45")), "XKCD");
});

test("our visas say whom and until when", () => {
  const read = facts(parse(bytes(ours[0].seal_hex)), new Date(NOW));
  assert.deepEqual([read.name, read.passport, read.nationality, read.birth, read.sex, read.validTo],
    ["WANG XIAOMING", "E12345678", "CHN", "01.01.1985", "M", "30.09.2026"]);
});

test("a seal is valid, and every changed bit makes it altered or no seal", async () => {
  for (const seal of ours) assert.equal((await judge(bytes(seal.seal_hex), trust(), NOW)).code, "VALID", seal.name);
  const good = bytes(ours[0].seal_hex);
  for (let at = 0; at < good.length; at++) {
    const changed = Uint8Array.from(good);
    changed[at] ^= 1;
    const { code, facts: told } = await judge(changed, trust(), NOW);
    assert.ok(["INVALID_SIGNATURE", "WRONG_FORMAT", "UNKNOWN_CERTIFICATE"].includes(code), `byte ${at}: ${code}`);
    assert.equal(told, undefined, "what is not signed is not shown");
  }
});

test("cut off seals and other codes are no seals", async () => {
  const good = bytes(ours[0].seal_hex);
  for (let length = 0; length < good.length; length++) {
    assert.throws(() => parse(good.subarray(0, length)), WrongFormat, `${length} bytes`);
  }
  assert.equal((await judge(new TextEncoder().encode("https://evisa.example/verify/x"), trust(), NOW)).code, "WRONG_FORMAT");
});

test("trust decides: no list, another signer, a revoked one, an old one, a withdrawn visa, a visa that is over", async () => {
  const good = bytes(ours[0].seal_hex);
  const [signer] = trust().signers;
  const mark = Buffer.from(await crypto.subtle.digest("SHA-256", good)).toString("hex").slice(0, 32);
  for (const [list, now, code] of [
    [null, NOW, "NO_TRUST_LIST"],
    [trust({ signers: [] }), NOW, "UNKNOWN_CERTIFICATE"],
    [trust({ revoked: new Set([signer.serial]) }), NOW, "REVOKED_CERTIFICATE"],
    [trust(), signer.until + 1, "EXPIRED_CERTIFICATE"],
    [trust({ withdrawn: new Map([[mark, "revoked"]]) }), NOW, "VISA_WITHDRAWN"],
    [trust(), Date.UTC(2026, 8, 30, 18, 59), "VALID"],
    [trust(), Date.UTC(2026, 8, 30, 19, 0), "VISA_EXPIRED"],
  ]) assert.equal((await judge(good, list, now)).code, code);
});

test("names stand in the order of RFC 8785, and a certificate says who it is", () => {
  assert.equal(canonical({ b: [1, { d: null, c: "é\n" }], a: true }), '{"a":true,"b":[1,{"c":"é\\n","d":null}]}');
  const { subject, serial } = certificate(bytes(ours[0].certificate_der_hex));
  assert.deepEqual([subject.country, subject.common, serial], ["KZ", "EV", "1F"]);
});
