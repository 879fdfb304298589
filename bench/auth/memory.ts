/** What it costs inside of one process to know whose a token is: with the cache, without it, and of tokens that are not good. */
import { join } from "node:path";
import { jwtVerify } from "jose";
import { openKey, purposeKey } from "../../src/auth/key.ts";
import { type LiveSession, makeSessions, type Sessions } from "../../src/auth/sessions.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { isId } from "../../src/protocol/id.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";
import type { Store } from "../../src/store/store.ts";
import { median } from "../figure.ts";
import type { Workspace } from "../workspace.ts";
import { type Finding, type Size, turns } from "./finding.ts";
import { badTokens } from "./tokens.ts";

type Found = LiveSession | undefined;
type Ask = (token: string) => Found | Promise<Found>;

interface Case {
  readonly name: string;
  readonly tokens: readonly string[];
  readonly isBad?: boolean;
  /** They come all at once, instead of one after the other. */
  readonly together?: boolean;
  /** Who is asked, anew each time. */
  readonly asked: () => Ask;
}

const block_tokens = 500;
const users_ended = 20;

/** Rejects when a good token was refused, or a bad one was not. */
export async function inMemory({ folder, people }: Workspace, size: Size): Promise<Finding[]> {
  const key = await openKey(folder);
  const tokens = makeTokens(key);
  const store = openSqlite({ path: join(folder, "bantam.db"), durability: "relaxed" });
  const good = people.map(({ token }) => token);
  const one = turns(good, 0);
  const any = good.map(() => turns(good, Math.floor(Math.random() * good.length)));
  const bad = await badTokens(one, tokens, size.bad);
  const remembering = (entries_max: number) => makeSessions(tokens, store, { entries_max });
  const half = ask(remembering(good.length / 2));
  const sessions = remembering(good.length);
  for (const token of good) await sessions.verify(token);
  const warm = () => ask(sessions);
  const cold = () => ask(remembering(good.length));

  const cases: Case[] = [
    { name: "no cache: jose and the session's row each time", tokens: good, asked: () => naive(key, store) },
    { name: "cold: not seen before", tokens: good, asked: cold },
    { name: `cold: ${good.length} at once`, tokens: good, together: true, asked: cold },
    { name: "warm: one session again and again", tokens: good.map(() => one), asked: warm },
    { name: `warm: ${good.length} sessions in turn`, tokens: good, asked: warm },
    { name: "twice as many sessions as fit, at random", tokens: any, asked: () => half },
    { name: "twice as many sessions as fit, in turn: none is there", tokens: good, asked: () => half },
    ...Object.entries(bad).map(([kind, list]) => ({ name: `bad: ${kind}`, tokens: list, isBad: true, asked: warm })),
    { name: `bad: ${size.bad} forged at once`, tokens: bad.forged, isBad: true, together: true, asked: warm },
  ];
  const costs = cases.map((): number[] => []);
  for (let repeat = 0; repeat < size.repeats; repeat++)
    for (const [n, each] of cases.entries()) costs[n]?.push(await cost(each));
  const no_cache = median(costs[0] ?? []);
  const findings = cases.map(({ name }, n): Finding => {
    const value = median(costs[n] ?? []);
    return { name, value, unit: "us CPU per token", note: `${((100 * value) / no_cache).toFixed(1)} % of no cache` };
  });
  findings.push(...(await attacked(sessions, good, bad.forged)), ...ended(sessions, good, size.signed_out));
  await store.close();
  return findings;
}

/** As the server asks. */
function ask(sessions: Sessions): Ask {
  return (token) => sessions.peek(token) ?? sessions.verify(token);
}

/** As it is first written: the signature by jose and the session's row, for every command. */
function naive(key: Uint8Array, store: Store): Ask {
  const secret = purposeKey(key, "session");
  const expected = { algorithms: ["HS256"], typ: "session+jwt", issuer: "bantam", audience: "bantam session" };
  return async (token) => {
    const { payload } = await jwtVerify<{ sid: unknown }>(token, secret, expected);
    return typeof payload.sid === "string" && isId(payload.sid) ? store.session(payload.sid) : undefined;
  };
}

/** Microseconds of CPU per token, of all threads of the process. */
async function cost({ name, tokens, isBad = false, together = false, asked }: Case): Promise<number> {
  const askOne = asked();
  let found = 0;
  const cpu_us = await cpuOf(async () => {
    if (together) found = (await Promise.all(tokens.map(async (token) => askOne(token)))).filter(Boolean).length;
    else
      for (const token of tokens) {
        const answer = askOne(token);
        // What memory knows is not waited for.
        if ((answer instanceof Promise ? await answer : answer) !== undefined) found++;
      }
  });
  if (found !== (isBad ? 0 : tokens.length)) throw new Error(`${name}: ${found} of ${tokens.length} were let in`);
  return cpu_us / tokens.length;
}

/** Good tokens in blocks, alone and with a block of forged ones before each: whether those push them out or slow them down. */
async function attacked(sessions: Sessions, good: readonly string[], forged: readonly string[]): Promise<Finding[]> {
  const times: { alone: number[]; after: number[] } = { alone: [], after: [] };
  const blocks = Math.ceil(good.length / block_tokens);
  for (const kind of ["alone", "after"] as const)
    for (let block = 0; block < blocks; block++) {
      const from = block * block_tokens;
      if (kind === "after") for (let i = 0; i < block_tokens; i++) await sessions.verify(turns(forged, from + i));
      const started = Bun.nanoseconds();
      for (let i = 0; i < block_tokens; i++)
        if (!sessions.peek(turns(good, from + i))) throw new Error("an attack pushed a good session out");
      times[kind].push((Bun.nanoseconds() - started) / 1000 / block_tokens);
    }
  const [alone, after] = [median(times.alone), median(times.after)];
  const unit = "us per token";
  return [
    { name: `warm, blocks of ${block_tokens}: alone`, value: alone, unit, note: "" },
    { name: "the same, after as many forged ones", value: after, unit, note: `${(after / alone).toFixed(2)} x` },
  ];
}

/** Endings in a row, with everybody's session in memory. */
function ended(sessions: Sessions, good: readonly string[], signed_out: number): Finding[] {
  const rows = good.map((token) => sessions.peek(token));
  const some = rows.slice(0, signed_out).filter((row) => row !== undefined);
  const users = rows.slice(signed_out, signed_out + users_ended).filter((row) => row !== undefined);
  const time = (list: readonly LiveSession[], end: (row: LiveSession) => void) => {
    const started = Bun.nanoseconds();
    for (const row of list) end(row);
    return (Bun.nanoseconds() - started) / 1000 / list.length;
  };
  const oneOff = time(users, ({ user }) => sessions.forgetUser(user));
  const one = time(some, ({ id }) => sessions.forget(id));
  const left = good.filter((token) => sessions.peek(token)).length;
  if (left !== good.length - some.length - users.length) throw new Error(`${left} sessions are left after endings`);
  return [
    { name: "ending a session in memory", value: one, unit: "us each", note: `${some.length} in a row` },
    { name: "ending all of a user's", value: oneOff, unit: "us each", note: `among ${good.length}: a search` },
  ];
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return user + system;
}
