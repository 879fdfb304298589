import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { commonPasswords } from "./common.ts" with { type: "macro" };

export interface Passwords {
  /** Throws Refusal busy when too many are waiting, as `verify` does. */
  hash(password: string): Promise<string>;
  /** Without a hash it takes the same time and is false, so that an answer does not tell who exists. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

/** OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane. */
const argon2 = { algorithm: "argon2id", memoryCost: 19_456, timeCost: 2 } as const;
/** As costly to compare with as any, and no password has it. */
const nobodysHash = `$argon2id$v=19$m=${argon2.memoryCost},t=${argon2.timeCost},p=1$${"A".repeat(43)}$${"A".repeat(43)}`;
const retry_after_ms = 1000;
const common = new Set(commonPasswords());

/** Throws Refusal weak_password. */
export function checkPassword(password: string): void {
  if (Buffer.byteLength(password) > limits.password_bytes_max)
    throw new Refusal(
      "weak_password",
      `This password is too long. Choose one of at most ${limits.password_bytes_max} bytes.`,
    );
  if (Array.from(password).length < limits.password_chars_min || common.has(password.toLowerCase()))
    throw new Refusal("weak_password");
}

/**
 * Hashes and compares passwords off the main thread: `at_once` at a time, each with 19 MiB, while up to `queue_max` wait.
 * All bytes of a password count: it is neither cut nor normalised.
 */
export function makePasswords({ at_once, queue_max }: { at_once: number; queue_max: number }): Passwords {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running < at_once) running++;
    else if (waiting.length < queue_max) await new Promise<void>((resolve) => waiting.push(resolve));
    else throw new Refusal("busy", undefined, retry_after_ms);
    try {
      return await work();
    } finally {
      // The place is handed on to who has waited longest, so that nobody who comes later takes it.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => Bun.password.hash(Buffer.from(password), argon2)),
    verify: (password, hash) => inTurn(() => Bun.password.verify(Buffer.from(password), hash ?? nobodysHash)),
  };
}
