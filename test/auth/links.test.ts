import { describe, expect, test } from "bun:test";
import { type LinkPurpose, makeLinks, oneTimeSecret, sameSecret } from "../../src/auth/links.ts";
import { randomId } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";

const key = new Uint8Array(32).fill(1);
const links = makeLinks(key);
const id = randomId();
const purposes: [LinkPurpose, LinkPurpose][] = [
  ["invite", "recovery"],
  ["recovery", "invite"],
];

describe.each(purposes)("the secret of an %s link", (purpose, other) => {
  const secret = links.seal(purpose, id);

  test("opens to the id it was made for, after a restart too, and fits the protocol", () => {
    expect(links.open(purpose, secret)).toBe(id);
    expect(makeLinks(key).open(purpose, secret)).toBe(id);
    expect(secret.length).toBeLessThanOrEqual(limits.secret_bytes_max);
  });

  test(`does not open as one of an ${other} link`, () => {
    expect(links.open(other, secret)).toBeUndefined();
  });

  test("does not open on another server", () => {
    expect(makeLinks(new Uint8Array(32).fill(2)).open(purpose, secret)).toBeUndefined();
  });

  test("does not open with any one bit changed", () => {
    const bytes = Buffer.from(secret, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const forged = Buffer.from(bytes);
      forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(links.open(purpose, forged.toString("base64url"))).toBeUndefined();
    }
  });

  test.each([
    ["empty", ""],
    ["the id alone", id],
    ["cut", secret.slice(0, -1)],
    ["longer", `${secret}A`],
    ["padded", `${secret}=`],
    ["with a space", `${secret} `],
    ["with a sign outside the alphabet", `${secret.slice(0, -1)}!`],
    ["in plain base64", Buffer.from(new Uint8Array(28).fill(255)).toString("base64")],
    ["with spare bits", secret.slice(0, -1) + String.fromCharCode(secret.charCodeAt(secret.length - 1) + 1)],
    ["with a MAC of zeros", Buffer.concat([Buffer.from(id, "base64url"), new Uint8Array(16)]).toString("base64url")],
    ["very long", "A".repeat(100_000)],
  ])("does not open when it is %s", (_name, text) => {
    expect(links.open(purpose, text)).toBeUndefined();
  });
});

test("one-time secrets hold at least 128 random bits, and no two are the same", () => {
  const secrets = Array.from({ length: 1000 }, oneTimeSecret);
  expect(new Set(secrets).size).toBe(1000);
  for (const secret of secrets) expect(Buffer.from(secret, "base64url").length).toBeGreaterThanOrEqual(16);
});

test("a secret is the same as itself alone, and an empty one as none", () => {
  const secret = oneTimeSecret();
  expect(sameSecret(secret, secret)).toBe(true);
  for (const other of ["", secret.slice(0, -1), `${secret}A`, `${secret}\0`, oneTimeSecret()])
    expect(sameSecret(secret, other)).toBe(false);
  expect(sameSecret("", secret)).toBe(false);
  expect(sameSecret("", "")).toBe(false);
});
