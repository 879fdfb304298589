/**
 * Measures the step of authentication inside of a process that is all of a server but its sockets. Gets a StepsOrder on
 * standard input, and prints what a command's and a request's step cost, in microseconds of CPU of all threads.
 */
import { openKey, purposeKey } from "../../src/auth/key.ts";
import { openWorkspace } from "../../src/cli/workspace.ts";
import { readSettings } from "../../src/config/sources.ts";
import { identify } from "../../src/server/identity.ts";
import { makeOrigins } from "../../src/server/origins.ts";
import { makeChat, tokenOf } from "../baseline/chat.ts";
import { openDatabase } from "../baseline/database.ts";

export interface StepsOrder {
  /** A contender's name. */
  readonly side: string;
  readonly folder: string;
  readonly tokens: readonly string[];
  readonly count: number;
}

/** Microseconds of CPU. */
export interface Steps {
  readonly command: number;
  readonly request: number;
}

/** So many are under way at the same time, as in a server that is busy. */
const at_once = 10;
const warm_rounds = 10;

const { side, folder, tokens, count }: StepsOrder = await Bun.stdin.json();
const token = (i: number) => tokens[i % tokens.length] ?? "";

/** CPU of one of `count` steps, each given what was made for it before. */
async function cpuOf<T>(make: (i: number) => T, step: (given: T) => unknown): Promise<number> {
  let cost = 0;
  for (let round = 0; round <= warm_rounds; round++) {
    const given = Array.from({ length: count }, (_, i) => make(i));
    const before = process.cpuUsage();
    for (let at = 0; at < count; at += at_once) await Promise.all(given.slice(at, at + at_once).map(step));
    const { user, system } = process.cpuUsage(before);
    cost = (user + system) / count;
  }
  return cost;
}

const requestOf = (i: number) =>
  new Request("http://127.0.0.1/api/message.list", {
    headers: { authorization: `Bearer ${token(i)}`, host: "127.0.0.1" },
  });

if (side === "baseline") {
  const chat = makeChat(openDatabase(folder), purposeKey(await openKey(folder), "session"));
  print({
    command: await cpuOf(token, (given) => chat.authenticate(given)),
    request: await cpuOf(requestOf, (given) => chat.authenticate(tokenOf(given))),
  });
} else {
  const settings = readSettings({ data: folder }, {});
  const workspace = await openWorkspace(folder, settings);
  const { services } = workspace.chat;
  const origins = makeOrigins(settings);
  for (const each of tokens) if (!(await services.sessions.verify(each))) throw new Error("a session is not known");
  print({
    command: await cpuOf(token, (given) => services.sessions.peek(given)),
    request: await cpuOf(requestOf, (given) => identify(services, origins, given)),
  });
  await workspace.close();
}

function print(found: Steps): void {
  console.log(JSON.stringify(found));
}
