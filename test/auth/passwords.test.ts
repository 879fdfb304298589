import { describe, expect, spyOn, test } from "bun:test";
import { checkPassword, makePasswords } from "../../src/auth/passwords.ts";
import { Refusal } from "../../src/protocol/errors.ts";

const passwords = makePasswords({ at_once: 2, queue_max: 100 });

describe("a password is taken", () => {
  test.each([
    ["of 8 characters", "vK2.pq!x"],
    ["of 128 bytes", "x".repeat(127) + "y"],
    ["of 8 characters outside ASCII", "żółw🐢🐢🐢🐢"],
    ["of one kind of character alone", "gheoqwvnzkd"],
    ["with spaces", " two  spaces "],
    ["of spaces alone", "         "],
  ])("%s", (_name, password) => {
    expect(() => checkPassword(password)).not.toThrow();
  });
});

describe("a password is refused as weak", () => {
  test.each([
    ["empty", ""],
    ["of 7 characters", "vK2.pq!"],
    ["of 4 characters that are 8 UTF-16 units", "🐢🐢🐢🐢"],
    ["of 129 bytes", "x".repeat(129)],
    ["of fewer than 128 characters, but more bytes", "ż".repeat(65)],
    ["very long", "x".repeat(1_000_000)],
    ["among the most common", "password"],
    ["among the most common, in capitals", "PassWord1"],
    ["among the most common, digits", "12345678"],
    ["from a keyboard's row", "qwertyuiop"],
    ["among the most common, though not the first", "liverpool1"],
  ])("%s", (_name, password) => {
    let refusal: unknown;
    try {
      checkPassword(password);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toHaveProperty("code", "weak_password");
  });
});

describe("only the exact bytes of a password match its hash", () => {
  test.each([
    ["itself", "correct horse", "correct horse", true],
    ["another", "correct horse", "correct horsf", false],
    ["empty", "correct horse", "", false],
    ["other capitals", "correct horse", "Correct horse", false],
    ["a space more", "correct horse", "correct horse ", false],
    ["up to a NUL", "correct\0horse", "correct", false],
    ["another after a NUL", "correct\0horse", "correct\0house", false],
    ["with its NUL", "correct\0horse", "correct\0horse", true],
    ["NFC for NFD", "cafe\u0301 cre\u0300me", "caf\u00e9 cr\u00e8me", false],
    ["itself in NFD", "cafe\u0301 cre\u0300me", "cafe\u0301 cre\u0300me", true],
    ["NFD for NFC", "caf\u00e9 cr\u00e8me", "cafe\u0301 cre\u0300me", false],
    ["another after 72 bytes, where bcrypt stops", "x".repeat(100), "x".repeat(99) + "y", false],
    ["longer by much", "x".repeat(128), "x".repeat(256), false],
  ])("%s", async (_name, set, tried, same) => {
    expect(await passwords.verify(tried, await passwords.hash(set))).toBe(same);
  });
});

test("a hash is argon2id with OWASP's parameters and a salt of its own", async () => {
  const [one, other] = await Promise.all([passwords.hash("correct horse"), passwords.hash("correct horse")]);
  expect(one).toStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
  expect(one).not.toBe(other);
});

describe("without a hash", () => {
  test("no password matches", async () => {
    for (const tried of ["", "correct horse", "undefined"])
      expect(await passwords.verify(tried, undefined)).toBe(false);
  });

  test("the same work is done as with one", async () => {
    const hash = await passwords.hash("correct horse");
    const verify = spyOn(Bun.password, "verify");
    await passwords.verify("wrong horse", hash);
    await passwords.verify("wrong horse", undefined);
    const [known, unknown] = verify.mock.calls.map(([, against]) => `${against as string}`.split("$"));
    verify.mockRestore();
    expect(unknown?.slice(0, 4)).toEqual(known?.slice(0, 4) ?? []);
    expect(unknown?.slice(4).map((part) => part.length)).toEqual(known?.slice(4).map((part) => part.length) ?? []);
  });
});

describe("under a flood of sign-ins", () => {
  /** Stands in for argon2: counts what runs, and ends it one by one when told. */
  async function withGate(body: (gate: { most: () => number; next: () => void }) => Promise<void>): Promise<void> {
    const open: (() => void)[] = [];
    let most = 0;
    const hash = spyOn(Bun.password, "hash").mockImplementation(async (password) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      open.push(resolve);
      most = Math.max(most, open.length);
      await promise;
      if (Buffer.isBuffer(password) && password.toString() === "fail") throw new Error("out of memory");
      return "hash";
    });
    try {
      await body({ most: () => most, next: () => open.shift()?.() });
    } finally {
      hash.mockRestore();
    }
  }

  test("a few are hashed at once, a few wait, and the rest is told when to come back", () =>
    withGate(async (gate) => {
      const few = makePasswords({ at_once: 2, queue_max: 3 });
      const taken = Array.from({ length: 5 }, () => few.hash("correct horse"));
      for (let i = 0; i < 10; i++) {
        const refusal = await few.hash("correct horse").catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(Refusal);
        expect(refusal).toMatchObject({ code: "busy", retry_after_ms: expect.any(Number) });
      }
      const refusal = await few.verify("correct horse", undefined).catch((error: unknown) => error);
      expect(refusal).toHaveProperty("code", "busy");
      for (let ended = 0; ended < 10; ended++) {
        gate.next();
        expect(await taken[ended]).toBe("hash");
        taken.push(few.hash("correct horse"));
      }
      expect(gate.most()).toBe(2);
      for (const one of taken.slice(10)) {
        gate.next();
        expect(await one).toBe("hash");
      }
    }));

  test("a hash that fails gives its place on", () =>
    withGate(async (gate) => {
      const one = makePasswords({ at_once: 1, queue_max: 1 });
      const failed = one.hash("fail").catch((error: unknown) => String(error));
      const next = one.hash("correct horse");
      gate.next();
      expect(await failed).toContain("out of memory");
      gate.next();
      expect(await next).toBe("hash");
    }));
});
