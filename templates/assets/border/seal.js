// The visible digital seal of a visa (ICAO 9303-13, visa profile of 9303-7 §9): bytes in, what was signed out.

/** The bytes are not a seal. */
export class WrongFormat extends Error {}

const ALPHABET = "<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const [MAGIC, SIGNATURE, UNLATCH] = [0xdc, 0xff, 0xfe];
const [DEFINITION, DOCUMENT] = [0x5d, 0x01];

const wrong = (what) => { throw new WrongFormat(what); };

/** C40: three characters in two bytes. */
export function c40(bytes) {
  if (bytes.length % 2) wrong("an odd number of C40 bytes");
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const last = at + 2 === bytes.length;
    if (bytes[at] === UNLATCH) {
      if (!last) wrong("a C40 unlatch out of place");
      text += String.fromCharCode(bytes[at + 1] - 1);
      continue;
    }
    const packed = bytes[at] * 256 + bytes[at + 1] - 1;
    const values = [Math.floor(packed / 1600), Math.floor(packed / 40) % 40, packed % 40];
    if (last && values[2] === 0) values.pop();
    for (const value of values) text += ALPHABET[value - 3] ?? wrong("a C40 value outside the basic set");
  }
  return text;
}

/** A date of three bytes as `{ year, month, day }`. */
function dateOf(bytes) {
  const digits = String(bytes[0] * 65536 + bytes[1] * 256 + bytes[2]).padStart(8, "0");
  const [month, day, year] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) wrong("no date");
  return { year, month, day };
}

/** Reads pieces from the front; asking for more than there is is a fault. */
function reader(bytes) {
  let at = 0;
  return {
    take(count) {
      if (bytes.length < at + count) wrong("cut off");
      at += count;
      return bytes.subarray(at - count, at);
    },
    get at() { return at; },
    get over() { return at === bytes.length; },
  };
}

/** A length as DER writes it, or one byte in the older version. */
function lengthOf(from, der) {
  const [first] = from.take(1);
  if (!der || first < 0x80) return first;
  if (first === 0x81) return from.take(1)[0];
  if (first === 0x82) { const [high, low] = from.take(2); return high * 256 + low; }
  return wrong("a length that is none");
}

function headerOf(from) {
  const [magic, version] = from.take(2);
  if (magic !== MAGIC) wrong("it does not begin as seals do");
  if (version !== 2 && version !== 3) wrong("an unknown version");
  const country = c40(from.take(2)).replace(/<+$/, "");
  let signer, certificate;
  if (version === 2) {
    const both = c40(from.take(6));
    [signer, certificate] = [both.slice(0, 4), both.slice(4)];
  } else {
    const front = c40(from.take(4));
    signer = front.slice(0, 4);
    const count = parseInt(front.slice(4, 6), signer === "DEZV" ? 10 : 16);
    if (!(0 < count)) wrong("the certificate reference has no length");
    certificate = c40(from.take(Math.ceil(count / 3) * 2));
    if (certificate.length !== count) wrong("a certificate reference of another length than stated");
  }
  const [issuedOn, signedOn] = [dateOf(from.take(3)), dateOf(from.take(3))];
  const [definition, document] = from.take(2);
  return { version, country, signer, certificate, issuedOn, signedOn, definition, document };
}

/** Take a seal apart. The signature is over `signed`. */
export function parse(bytes) {
  const from = reader(bytes);
  const header = headerOf(from);
  const features = new Map();
  for (;;) {
    if (from.over) wrong("no signature at the end");
    const signed = bytes.subarray(0, from.at);
    const [tag] = from.take(1);
    const value = from.take(lengthOf(from, header.version === 3));
    if (tag !== SIGNATURE) { if (!features.has(tag)) features.set(tag, value); continue; }
    if (!from.over || !value.length || value.length % 2) wrong("a signature out of place");
    return { header, features, signed, signature: value };
  }
}

const two = (number) => String(number).padStart(2, "0");
const words = (text) => text.replaceAll("<", " ").trim();

/** `YYMMDD` as `DD.MM.YYYY`; a birth lies in the past. */
function day(digits, { past = false, now = new Date() } = {}) {
  if (!/^\d{6}$/.test(digits)) return words(digits);
  const year = Number(digits.slice(0, 2));
  const century = past && now.getUTCFullYear() % 100 < year ? 1900 : 2000;
  return `${digits.slice(4)}.${digits.slice(2, 4)}.${century + year}`;
}

function stayOf(bytes) {
  const [days, months, years] = bytes;
  if (days === 0xff && months === 0xff && years === 0xff) return "?";
  if (days === 0xfe && months === 0xfe && years === 0xfe) return "0";
  const parts = [[years, "Y"], [months, "M"], [days, "D"]].filter(([count]) => count);
  return parts.length === 1 && days ? String(days) : parts.map(([count, unit]) => count + unit).join(" ") || "∞";
}

/** What the seal of a visa says, as texts to show; `validTo` also as the last instant of that day in UTC. */
export function facts({ header, features }, now = new Date()) {
  if (header.definition !== DEFINITION || header.document !== DOCUMENT) wrong("not the seal of a visa");
  const zone = features.get(1) ?? features.get(2) ?? wrong("a visa without its zone");
  const width = features.has(1) ? 44 : 36;
  const text = c40(zone).padEnd(width + 28, "<");
  const [first, second] = [text.slice(0, width), text.slice(width, width + 28)];
  const [surname, given = ""] = first.slice(5).split("<<");
  const until = second.slice(21, 27);
  const passport = features.get(5) ?? wrong("a visa without its passport");
  const issued = header.issuedOn;
  return {
    name: `${words(surname)} ${words(given)}`.trim(),
    passport: words(c40(passport)),
    nationality: words(second.slice(10, 13)),
    birth: day(second.slice(13, 19), { past: true, now }),
    sex: second[20] === "<" ? "X" : second[20],
    validTo: day(until),
    validToEnd: Date.UTC(2000 + Number(until.slice(0, 2)), Number(until.slice(2, 4)) - 1, Number(until.slice(4)) + 1),
    entries: features.has(3) ? String(features.get(3)[0] || "∞") : "–",
    stay: features.has(4) ? stayOf(features.get(4)) : "–",
    kind: features.has(6) ? String.fromCharCode(...features.get(6)) : "–",
    issued: `${two(issued.day)}.${two(issued.month)}.${issued.year}`,
    signer: header.signer + header.certificate,
  };
}
