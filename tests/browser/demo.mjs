// One demonstration of evisa for one test file: a folder, ports, budgets and invitations of its own.
import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
export const ARTEFACTS = join(ROOT, "artefacts");
/** How long a debug build may take until it answers, on a busy machine. */
const READY_MS_MAX = 30_000;

/** The executable under test: $EVISA, or what cargo built last. */
function executable() {
  const targets = [process.env.CARGO_TARGET_DIR, join(ROOT, "target"), join(homedir(), ".cache/evisa/target")];
  const places = [process.env.EVISA, ...targets.filter(Boolean).map((target) => join(target, "debug/evisa"))];
  const found = places.filter(Boolean).find(existsSync);
  if (!found) throw new Error("no executable: run `cargo build`, or set EVISA to its path");
  return resolve(found);
}

export class Demo {
  /** Start, and wait until it is ready. `listen` and `data` of an earlier one continue that one. */
  static async start({ data = mkdtempSync(join(tmpdir(), "evisa-browser-")), listen = "127.0.0.1:0" } = {}) {
    const demo = new Demo();
    demo.data = data;
    mkdirSync(ARTEFACTS, { recursive: true });
    const log = createWriteStream(join(ARTEFACTS, `${basename(process.argv[1], ".test.mjs")}.log`), { flags: "a" });
    demo.child = spawn(executable(), ["demo", "--data", data, "--listen", listen], { stdio: ["ignore", "pipe", "pipe"] });
    demo.gone = new Promise((done) => demo.child.once("close", (code, signal) => done(signal ?? code)));
    process.once("exit", () => demo.child.kill("SIGKILL"));
    demo.child.stderr.pipe(log);
    demo.errors = "";
    demo.child.stderr.on("data", (text) => { for (const [line] of text.toString().matchAll(/^.* ERROR .*$/gm)) demo.errors += `${line}\n`; });
    let said = "";
    demo.child.stdout.on("data", (text) => { said += text; });
    const addresses = () => [/Portal\s+(http:\S+?)\/en\//, /Model bank\s+(http:\S+?)\/\s/].map((line) => said.match(line)?.[1]);
    await until(async () => {
      if (demo.child.exitCode !== null) throw new Error(`the demonstration ended at once:\n${said}`);
      [demo.url, demo.bank] = addresses();
      return demo.url && demo.bank && (await fetch(`${demo.url}/health/ready`)).ok;
    }, READY_MS_MAX);
    return demo;
  }

  /** Where it listens, for the next one on the same folder. */
  get listen() { return new URL(this.url).host; }

  /** The seeded invitations, in the order of the file. */
  get invitations() {
    const [heads, ...rows] = csv(readFileSync(join(this.data, "invitations.csv"), "utf8"));
    return rows.map((row) => Object.fromEntries(heads.map((head, n) => [head, row[n]])));
  }

  /** The way an administrator stops it; the folder goes unless `keep`. Returns how it ended; what it logged as an error is one. */
  async stop({ keep = false, signal = "SIGTERM" } = {}) {
    const early = this.child.exitCode ?? this.child.signalCode;
    this.child.kill(signal);
    const end = await this.gone;
    if (!keep) rmSync(this.data, { recursive: true, force: true });
    if (early !== null) throw new Error(`the demonstration had ended before: ${early}`);
    if (this.errors) throw new Error(`the demonstration logged:\n${this.errors}`);
    return end;
  }
}

/** Ask every 100 ms until the answer is true; a refused connection is a "not yet". */
export async function until(question, ms_max = 20_000) {
  const end = Date.now() + ms_max;
  for (;;) {
    try {
      const answer = await question();
      if (answer) return answer;
    } catch (fault) {
      if (fault.cause?.code !== "ECONNREFUSED") throw fault;
    }
    if (end < Date.now()) throw new Error(`still not so after ${ms_max} ms: ${question}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Rows of a CSV file: fields in quotes, plain ones, and empty ones between two commas. */
const csv = (text) =>
  text.trim().split("\n").map((line) => line.match(/"[^"]*"|[^,]+|(?<=,)(?=,|$)/g).map((field) => field.replaceAll('"', "")));

/** A sentence of the portal, from its own files: the tests compare what a page says with what it should say. */
export function words(lang, key) {
  for (const slice of ["common", "web", "account", "signature", "wizard", "visas", "epay", "office", "money", "verify"]) {
    const file = join(ROOT, `templates/locale/${lang}/${slice}.ftl`);
    const line = existsSync(file) && readFileSync(file, "utf8").match(new RegExp(`^${key} = (.+)$`, "m"));
    if (line) return line[1];
  }
  throw new Error(`${lang}: no words for ${key}`);
}
