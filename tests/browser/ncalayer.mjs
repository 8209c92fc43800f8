// A scripted stand-in for NCALayer, as a page meets it at wss://127.0.0.1:13579: both generations of its modules, and what goes wrong.
// It signs at the desk of the demonstration's model bank.

/** The signature of a text by a person of the desk, as DER. */
export async function signedAtDesk(demo, text, person = "individual") {
  const body = new URLSearchParams({ text, person, language: "en" });
  const answer = await fetch(`${demo.bank}/signature/sign`, { method: "POST", body });
  if (!answer.ok) throw new Error(`the desk: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

const decoded = (text) => Buffer.from(text, "base64").toString();
const pem = (der) => `-----BEGIN CMS-----\n${der.toString("base64").replace(/.{64}/g, "$&\n").trim()}\n-----END CMS-----`;

/** How the module of 1.x answers. */
async function old(demo, { module, method, args }, behaviour) {
  if (module !== "kz.gov.pki.knca.commonUtils") return { code: "500", message: "no such module" };
  if (method === "getActiveTokens") return { code: "200", responseObject: [] };
  if (method !== "createCAdESFromBase64") return { code: "500", message: "no such method" };
  const [storage, kind, text, attach] = args;
  if (storage !== "PKCS12" || kind !== "AUTHENTICATION" || attach !== true) return { code: "500", message: "java.lang.IllegalArgumentException: argument type mismatch" };
  if (behaviour === "cancel") return { code: "500", message: "action.canceled" };
  if (behaviour === "fail") return { code: "500", message: "java.lang.RuntimeException" };
  return { code: "200", responseObject: (await signedAtDesk(demo, decoded(text))).toString("base64") };
}

/** How the module since 2 answers. */
async function basics(demo, { module, method, args }, behaviour) {
  if (module !== "kz.gov.pki.knca.basics" || method !== "sign") return { status: false, code: "INVOCATION_ERROR", message: "no such module" };
  const { format, data, signingParams, signerParams } = args;
  const right = format === "cms" && signingParams.decode && signingParams.encapsulate && signerParams.extKeyUsageOids[0] === "1.3.6.1.5.5.7.3.2";
  if (!right || behaviour === "fail") return { status: false, code: "INVOCATION_ERROR", message: "wrong", details: "" };
  if (behaviour === "cancel") return { status: true, body: {} };
  return { status: true, body: { result: pem(await signedAtDesk(demo, decoded(data))) } };
}

/** From now on the page finds NCALayer of this version. `asked` collects what it was asked. */
export async function ncalayer(page, demo, { version, behaviour = "sign", asked = [] }) {
  await page.routeWebSocket(/^wss:\/\/127\.0\.0\.1:13579\/?$/, (socket) => {
    socket.onMessage(async (text) => {
      const question = JSON.parse(text);
      asked.push(`${question.module}.${question.method}`);
      const answer = await (version.startsWith("1.") ? old : basics)(demo, question, behaviour);
      socket.send(JSON.stringify(answer));
    });
    socket.send(JSON.stringify({ result: { version } }));
  });
  return asked;
}
