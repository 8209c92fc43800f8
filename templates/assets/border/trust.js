// Whom the reader trusts: the signed trust list, its certificates, and the verdict about a seal. Needs nothing but WebCrypto.
import { WrongFormat, facts, parse } from "./seal.js";

const ECDSA = { name: "ECDSA", hash: "SHA-256" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const KIND = "evisa-trust-list";
/** Hours that Almaty is ahead of Greenwich: a visa's last day ends there. */
const ALMATY_MS = 5 * 3_600_000;

const bytesOf = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

/** The list was changed, or is not one. */
export class Untrusted extends Error {}

/** JSON as RFC 8785 writes it: the names in order, nothing between. Our lists hold no fractions. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** One DER value at `at`: its tag, its content, and its whole. */
function der(bytes, at = 0) {
  let [length, from] = [bytes[at + 1], at + 2];
  if (0x80 <= length) {
    const count = length & 0x7f;
    length = 0;
    for (let n = 0; n < count; n++) length = length * 256 + bytes[from + n];
    from += count;
  }
  if (!(from + length <= bytes.length)) throw new Untrusted("a certificate is cut off");
  return { tag: bytes[at], content: bytes.subarray(from, from + length), whole: bytes.subarray(at, from + length), end: from + length };
}

/** The values inside a value. */
function inside({ content }) {
  const found = [];
  for (let at = 0; at < content.length;) { const one = der(content, at); found.push(one); at = one.end; }
  return found;
}

const text = (value) => String.fromCharCode(...value.content);

/** A time of X.509 in milliseconds. */
function time(value) {
  const digits = text(value);
  const full = value.tag === 0x17 ? (Number(digits.slice(0, 2)) < 50 ? "20" : "19") + digits : digits;
  const [, y, mo, d, h, mi, s] = full.match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/) ?? [];
  return Date.UTC(y, mo - 1, d, h, mi, s);
}

/** Country and common name of a distinguished name. */
function name(value) {
  const parts = {};
  for (const set of inside(value)) for (const pair of inside(set)) {
    const [kind, words] = inside(pair);
    parts[hex(kind.content)] = text(words);
  }
  return { country: parts["550406"] ?? "", common: parts["550403"] ?? "" };
}

const serial = (value) => hex(value.content).replace(/^0+/, "").toUpperCase();

/** What the reader must know of a certificate. */
export function certificate(bytes) {
  const [body, , signature] = inside(der(bytes));
  const fields = inside(body);
  if (fields[0].tag === 0xa0) fields.shift();
  const [number, , issuer, validity, subject, key] = fields;
  const [from, until] = inside(validity).map(time);
  return {
    serial: serial(number), subject: name(subject), issuer: name(issuer), from, until, key: key.whole,
    signed: body.whole, signature: rawSignature(signature.content.subarray(1)),
  };
}

/** `r ‖ s` of a DER signature. */
function rawSignature(bytes) {
  const raw = new Uint8Array(64);
  inside(der(bytes)).forEach(({ content }, half) => {
    const number = content.subarray(content.findIndex((byte) => byte !== 0));
    raw.set(number, 32 * (half + 1) - number.length);
  });
  return raw;
}

/** The serial numbers that a list of revoked certificates takes back. */
export function revoked(bytes) {
  const fields = inside(inside(der(bytes))[0]);
  // Signature algorithm, issuer, then the entries; without entries there is no third sequence.
  const [, , entries] = fields.filter(({ tag }) => tag === 0x30);
  return entries ? inside(entries).map((entry) => serial(inside(entry)[0])) : [];
}

async function holds(key, signature, signed) {
  try {
    const imported = await crypto.subtle.importKey("spki", key, P256, false, ["verify"]);
    return await crypto.subtle.verify(ECDSA, imported, signature, signed);
  } catch {
    return false;
  }
}

/** Open a signed list. With `pinned`, the fingerprint of the authority known before, no other authority's list is taken. */
export async function open(written, pinned) {
  const { data, certificate: signer64, signature } = JSON.parse(written);
  if (data?.kind !== KIND || data.version !== 1) throw new Untrusted("not a trust list");
  const authority = bytesOf(data.authorities[0]);
  const fingerprint = await sha256(authority);
  if (pinned && pinned !== fingerprint) throw new Untrusted("another authority");
  const [root, signer] = [certificate(authority), certificate(bytesOf(signer64))];
  const lists = data.revocation_lists.map((list) => revoked(bytesOf(list)));
  const right = await holds(root.key, signer.signature, signer.signed)
    && !lists.some((list) => list.includes(signer.serial))
    && await holds(signer.key, bytesOf(signature), new TextEncoder().encode(canonical(data)));
  if (!right) throw new Untrusted("changed after it was signed");
  return {
    fingerprint, number: data.number, issuedAt: Date.parse(data.issued_at), nextUpdate: Date.parse(data.next_update),
    demonstration: data.demonstration, signers: data.signers.map((one) => certificate(bytesOf(one))),
    revoked: new Set(lists.flat()), withdrawn: new Map(data.withdrawn.map((one) => [one.seal, one.why])),
  };
}

/** The verdict about the bytes of a code: its word (ICAO 9303-13 appendix D) and, where there are any, the sealed facts. */
export async function judge(bytes, trust, now = Date.now()) {
  let seal, said;
  try {
    seal = parse(bytes);
    said = facts(seal, new Date(now));
  } catch (fault) {
    if (fault instanceof WrongFormat) return { code: "WRONG_FORMAT" };
    throw fault;
  }
  if (!trust) return { code: "NO_TRUST_LIST" };
  const { signer, certificate: reference } = seal.header;
  const known = trust.signers.find(({ subject, serial: number }) =>
    subject.country + subject.common === signer && number === reference.replace(/^0+/, "").toUpperCase());
  if (!known) return { code: "UNKNOWN_CERTIFICATE" };
  // Before everything else: what an unsigned seal says is shown to nobody.
  if (!await holds(known.key, seal.signature, seal.signed)) return { code: "INVALID_SIGNATURE" };
  if (trust.revoked.has(known.serial)) return { code: "REVOKED_CERTIFICATE", facts: said };
  if (now < known.from || known.until < now) return { code: "EXPIRED_CERTIFICATE", facts: said };
  if (trust.withdrawn.has((await sha256(bytes)).slice(0, 32))) return { code: "VISA_WITHDRAWN", facts: said };
  if (said.validToEnd - ALMATY_MS <= now) return { code: "VISA_EXPIRED", facts: said };
  return { code: "VALID", facts: said };
}
