/** Tokens that are not good, as somebody sends them who has a good one to look at and not the key. */
import { createHmac, randomBytes } from "node:crypto";
import type { Tokens } from "../../src/auth/tokens.ts";
import { randomId } from "../../src/protocol/id.ts";

const garbage_bytes = 150;
const long_bytes = 6000;

export type Attack = "forged" | "garbage" | "too long" | "signed, session gone";

/** Each another one: none is answered from what was found out about the one before. */
export async function badTokens(good: string, tokens: Tokens, count: number): Promise<Record<Attack, string[]>> {
  const input = good.slice(0, good.lastIndexOf("."));
  const make = (one: () => string) => Array.from({ length: count }, one);
  const expires = Date.now() + 3_600_000;
  const gone: string[] = [];
  while (gone.length < count) gone.push(await tokens.sign({ id: randomId(), expires }));
  return {
    forged: make(() => `${input}.${createHmac("sha256", randomBytes(32)).update(input).digest("base64url")}`),
    garbage: make(() => randomBytes(garbage_bytes).toString("base64url")),
    "too long": make(() => `${good}${randomBytes(long_bytes).toString("base64url")}`),
    "signed, session gone": gone,
  };
}
