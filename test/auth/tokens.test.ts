import { describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { CompactEncrypt, UnsecuredJWT } from "jose";
import { purposeKey } from "../../src/auth/key.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { randomId } from "../../src/protocol/id.ts";

const key = new Uint8Array(32).fill(1);
const secret = purposeKey(key, "session");
const start = 1_800_000_000_000;
let now = start;
const tokens = makeTokens(key, () => now);
const id = randomId();
const expires = start + 60_000;

const header = { alg: "HS256", typ: "session+jwt" };
const claims = { sid: id, iss: "bantam", aud: "bantam session", exp: expires / 1000 };

/** A token made by hand, so that nothing refuses to make the bad ones. */
function forge(
  head: unknown,
  body: unknown,
  { by = secret, hash = "sha256" }: { by?: Uint8Array; hash?: string } = {},
): string {
  const input = `${encode(head)}.${encode(body)}`;
  return `${input}.${createHmac(hash, by).update(input).digest("base64url")}`;
}

function encode(part: unknown): string {
  return Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
}

function without(from: object, name: string): object {
  return Object.fromEntries(Object.entries(from).filter(([field]) => field !== name));
}

test("a token that was signed here is good until its session expires", async () => {
  const token = await tokens.sign({ id, expires });
  expect(await tokens.verify(token)).toEqual({ session: id, expires });
  try {
    now = expires - 1;
    expect(await tokens.verify(token)).toBeDefined();
    now = expires;
    expect(await tokens.verify(token)).toBeUndefined();
  } finally {
    now = start;
  }
});

test("a token never outlives its session, whose end may lie within a second", async () => {
  const token = await tokens.sign({ id, expires: expires + 999 });
  expect((await tokens.verify(token))?.expires).toBe(expires);
});

test("the forger of this table makes good tokens when told nothing bad", async () => {
  expect(await tokens.verify(forge(header, claims))).toEqual({ session: id, expires });
});

describe("a forged token is refused", () => {
  const otherServer = purposeKey(new Uint8Array(32).fill(2), "session");
  const jwk = { kty: "oct", k: Buffer.from(otherServer).toString("base64url") };
  const good = forge(header, claims);
  const [head = "", body = "", signature = ""] = good.split(".");

  const table: Record<string, string> = {
    "alg none, unsigned": new UnsecuredJWT(claims).encode(),
    "alg none, signed": forge({ ...header, alg: "none" }, claims),
    "alg nOnE": forge({ ...header, alg: "nOnE" }, claims),
    "alg none, no signature": `${encode({ ...header, alg: "none" })}.${body}.`,
    "alg HS512": forge({ ...header, alg: "HS512" }, claims, { hash: "sha512" }),
    "alg HS384": forge({ ...header, alg: "HS384" }, claims, { hash: "sha384" }),
    "alg HS512 in the header, HS256 in fact": forge({ ...header, alg: "HS512" }, claims),
    "alg RS256": forge({ ...header, alg: "RS256" }, claims),
    "no alg": forge(without(header, "alg"), claims),
    "alg a list": forge({ ...header, alg: ["HS256"] }, claims),
    "typ JWT": forge({ ...header, typ: "JWT" }, claims),
    "no typ": forge(without(header, "typ"), claims),
    "embedded key": forge({ ...header, jwk }, claims, { by: otherServer }),
    "embedded key, signed by ours": forge({ ...header, jwk }, claims),
    jku: forge({ ...header, jku: "https://example.com/keys" }, claims),
    x5u: forge({ ...header, x5u: "https://example.com/certificate" }, claims),
    x5c: forge({ ...header, x5c: ["MIIB"] }, claims),
    kid: forge({ ...header, kid: "../../dev/null" }, claims),
    crit: forge({ ...header, crit: ["exp"], exp: 1 }, claims),
    "crit b64": forge({ ...header, crit: ["b64"], b64: false }, claims),
    zip: forge({ ...header, zip: "DEF" }, claims),
    "header null": forge("null", claims),
    "header not JSON": forge("{", claims),
    "other iss": forge(header, { ...claims, iss: "other" }),
    "no iss": forge(header, without(claims, "iss")),
    "other aud": forge(header, { ...claims, aud: "bantam invite" }),
    "no aud": forge(header, without(claims, "aud")),
    "no exp": forge(header, without(claims, "exp")),
    "exp a text": forge(header, { ...claims, exp: `${claims.exp}` }),
    "exp null": forge(header, { ...claims, exp: null }),
    "exp passed": forge(header, { ...claims, exp: start / 1000 }),
    "nbf to come": forge(header, { ...claims, nbf: claims.exp }),
    "no session": forge(header, without(claims, "sid")),
    "session empty": forge(header, { ...claims, sid: "" }),
    "session a number": forge(header, { ...claims, sid: 1 }),
    "session of another form": forge(header, { ...claims, sid: `${id}x` }),
    "claims null": forge(header, "null"),
    "claims a list": forge(header, [claims]),
    "claims not JSON": forge(header, "{"),
    "other server's key": forge(header, claims, { by: otherServer }),
    "invite links' key": forge(header, claims, { by: purposeKey(key, "invite") }),
    "recovery links' key": forge(header, claims, { by: purposeKey(key, "recovery") }),
    "the stored key": forge(header, claims, { by: key }),
    "an empty key": forge(header, claims, { by: new Uint8Array(0) }),
    "claims changed": `${head}.${encode({ ...claims, sid: randomId() })}.${signature}`,
    "header changed": `${encode({ typ: header.typ, alg: header.alg })}.${body}.${signature}`,
    "signature of zeros": `${head}.${body}.${"A".repeat(43)}`,
    "signature cut": good.slice(0, -1),
    "signature missing": `${head}.${body}.`,
    "two parts": `${head}.${body}`,
    "four parts": `${good}.${signature}`,
    padding: `${good}=`,
    "line end": `${good}\n`,
    space: ` ${good}`,
    empty: "",
    dots: "..",
    long: forge(header, { ...claims, more: "x".repeat(1024) }),
  };

  test.each(Object.entries(table))("%s", async (_name, token) => {
    expect(await tokens.verify(token)).toBeUndefined();
  });

  test("at once when its signature is wrong: nothing of it is looked at, and nothing waits for it", () => {
    expect(Bun.peek(tokens.verify(`${head}.${body}.${"A".repeat(43)}`))).toBeUndefined();
  });

  test("encrypted (JWE)", async () => {
    const jwe = new CompactEncrypt(Buffer.from(JSON.stringify(claims))).setProtectedHeader({
      alg: "dir",
      enc: "A256GCM",
    });
    expect(await tokens.verify(await jwe.encrypt(secret))).toBeUndefined();
  });

  test("cut after any character", async () => {
    for (let end = 0; end < good.length; end++) expect(await tokens.verify(good.slice(0, end))).toBeUndefined();
  });

  test("spelled otherwise: the spare bits of the signature's last character must be zero", async () => {
    const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const good_count = (await Promise.all(Array.from(last, (char) => tokens.verify(good.slice(0, -1) + char)))).filter(
      Boolean,
    ).length;
    expect(good_count).toBe(1);
  });
});
