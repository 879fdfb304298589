/** What may never be in an answer or event, looked for in everything that a test's clients receive. */
import { expect } from "bun:test";
import { purposeKey } from "../../src/auth/key.ts";
import { type CommandName, commands, isCommandName } from "../../src/protocol/commands.ts";
import { event } from "../../src/protocol/events.ts";
import { errorReply } from "../../src/protocol/frames.ts";
import { isRecord, Misfit, type Shape } from "../../src/protocol/shape.ts";

/** Stored passwords, and the names of what is for the server alone. */
const never = /\$argon2|(?<!\\)"(?:password_hash|handle_key|n)":|\/home\/|\/tmp\/|SQLITE|node_modules|\.ts:\d/;
const sessionToken = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{20,}/;
/** The answers that are there to tell a secret to the one who asked. */
const tellsToken: ReadonlySet<CommandName> = new Set([
  "setup.finish",
  "session.create",
  "invite.accept",
  "recovery.finish",
]);

/** Looks at everything that the server says. Each thing found is a sentence; `expectNone` fails with them. */
export class SecretScan {
  readonly #found: string[] = [];
  readonly #keys: string[];

  constructor(key: Uint8Array) {
    const keys = [key, ...(["session", "invite", "recovery"] as const).map((purpose) => purposeKey(key, purpose))];
    const spellings = ["hex", "base64", "base64url", "latin1"] as const;
    this.#keys = keys.flatMap((bytes) => spellings.map((spelling) => Buffer.from(bytes).toString(spelling)));
  }

  /** `name` is the command that is answered, where it is known. */
  look(item: unknown, name?: string): void {
    const text = JSON.stringify(item);
    const misfit = misfitOf(item, name);
    if (misfit !== undefined) this.#found.push(`${misfit} in ${text}`);
    this.lookAtText(text, name);
  }

  lookAtText(text: string, name?: string): void {
    if (never.test(text) || this.#keys.some((key) => text.includes(key))) this.#found.push(text);
    const isTold = isCommandName(name) && tellsToken.has(name);
    if (!isTold && sessionToken.test(text)) this.#found.push(text);
  }

  expectNone(): void {
    expect(this.#found).toEqual([]);
  }
}

/** Why the item is not exactly what the protocol says: a field more than declared counts. */
function misfitOf(item: unknown, name: string | undefined): string | undefined {
  try {
    shapeOf(item, name)?.read(isRecord(item) && "ok" in item ? item["ok"] : item, "item");
  } catch (error) {
    if (error instanceof Misfit) return error.message;
    throw error;
  }
}

function shapeOf(item: unknown, name: string | undefined): Shape<unknown> | undefined {
  if (!isRecord(item)) return errorReply;
  if ("event" in item) return event;
  if ("error" in item) return errorReply;
  return isCommandName(name) ? commands[name].answer : undefined;
}
