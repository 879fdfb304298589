import { oneTimeSecret } from "../auth/links.ts";
import { count, metrics } from "../metrics.ts";
import { type Command, commands } from "../protocol/commands.ts";
import { Refusal } from "../protocol/errors.ts";
import { commandTable } from "./commands.ts";
import { Commits } from "./commits.ts";
import { Directory } from "./directory.ts";
import { Limiter } from "./limiter.ts";
import { Presences } from "./presence.ts";
import { Recents } from "./recents.ts";
import type { AnyRow, ReadRow, WriteRow } from "./row.ts";
import { type Asker, type Caller, refusalOf, type Services } from "./services.ts";
import { Searches } from "./search.ts";
import type { Audience, Turn } from "./turn.ts";
import { removeOldUnsent, Uploads } from "./uploads.ts";

const nobody: Audience = { tell() {}, isWatched: () => false, isHere: () => false, flush() {} };
const sweep_ms = 1000;
/** When to try again with a server that stops: it may be back by then. */
const restart_ms = 2000;

/** The product: takes commands from whoever carries them, and answers each exactly once, as long as its socket is there. */
export interface Chat {
  readonly services: Services;
  readonly uploads: Uploads;
  /** Never throws: whatever happens is an answer to the caller. */
  submit(caller: Caller, command: Command, asker: Asker | undefined): void;
  /** Does the operator's own work in a turn of its own; rejects with its Refusal, having changed nothing. */
  readonly work: <T>(decide: (turn: Turn) => T) => Promise<T>;
  /** Takes no more commands, and resolves when every one that was taken is answered. */
  close(): Promise<void>;
}

/** Loads what is held in memory from the store and starts. */
export async function makeChat(
  below: Omit<Services, "directory" | "presences" | "recents" | "searches" | "audience" | "setup">,
): Promise<Chat> {
  await below.store.commit([{ type: "expired.removed", before: below.now() }]);
  const directory = await Directory.load(below.store);
  const presences = new Presences(() => commits.wake());
  const setup = directory.owners().length === 0 ? oneTimeSecret() : undefined;
  const services: Services = {
    ...below,
    directory,
    presences,
    recents: new Recents(),
    searches: new Searches(),
    audience: nobody,
    setup,
  };
  const commits = new Commits(services);
  const limiter = new Limiter(services.settings);
  const uploads = new Uploads(services, work);
  let isClosed = false;

  const sweeping = setInterval(() => {
    // Durations are measured with a clock that nobody sets.
    const now = performance.now();
    presences.sweep(now);
    limiter.sweep(now);
    uploads.sweep(now);
  }, sweep_ms);
  const forgetting = setInterval(() => directory.sweep((user) => services.audience.isHere(user)), 60 * sweep_ms);
  const expiring = setInterval(() => {
    tidying = tidy();
  }, 3600 * sweep_ms);
  let tidying = tidy();

  async function tidy(): Promise<void> {
    try {
      await work(removeExpired);
      await services.files.sweep(async (ids) => {
        // When it closes the store is not asked any more, and everything stays.
        if (isClosed) return new Set(ids);
        const named = await services.store.attachments(ids);
        await services.store.settle();
        return named;
      });
    } catch (error) {
      if (!isClosed) services.report(error);
    }
  }

  function removeExpired(turn: Turn): void {
    turn.writes.push({ type: "expired.removed", before: turn.now });
    for (const invite of directory.invites.values())
      if (invite.expires < turn.now) turn.drop(directory.invites, invite.id);
    removeOldUnsent(services, turn);
  }

  function submit(caller: Caller, command: Command, asker: Asker | undefined): void {
    const row: AnyRow = commandTable[command.do];
    count(metrics.commands, command.do);
    try {
      refuseClosed();
      refuseWrongCarrier(caller, command);
      if (row.does === "enter") {
        limiter.countDoor(row, command, caller.address, performance.now());
        const enqueue = (found: unknown) => commits.add({ row, caller, command, found, outcome: undefined });
        settle(row.before(services, command, caller).then(enqueue), caller, command);
        return;
      }
      if (!asker) throw new Refusal("not_signed_in");
      limiter.count(row, asker.user, performance.now());
      if (row.before) return prepare(row, caller, command, asker);
      const { endings } = services.sessions;
      const found = undefined;
      const outcome = undefined;
      if (row.does === "write") commits.add({ row, caller, command, asker, endings, found, outcome });
      else commits.add({ row, caller, command, asker, endings, found, outcome });
    } catch (error) {
      fail(caller, command, error);
    }
  }

  /** Slow work outside of the queue. The session may have ended meanwhile, so it is looked up again. */
  function prepare(row: WriteRow | ReadRow, caller: Caller, command: Command, asker: Asker): void {
    const work = async () => {
      const prepared = await outcomeOf(row.before?.(services, command, asker));
      const { endings } = services.sessions;
      if (!(await services.store.session(asker.session.id))) throw new Refusal("not_signed_in");
      // Refused or not, it goes through the queue: it may have been done before, and gets its first answer there.
      if (row.does === "write") commits.add({ row, caller, command, asker, endings, ...prepared });
      else commits.add({ row, caller, command, asker, endings, ...prepared });
    };
    settle(work(), caller, command);
  }

  async function outcomeOf(before: Promise<unknown> | undefined) {
    try {
      return { found: await before, outcome: undefined };
    } catch (error) {
      return { found: undefined, outcome: refusalOf(services, error) };
    }
  }

  function settle(work: Promise<void>, caller: Caller, command: Command): void {
    work.catch((error: unknown) => fail(caller, command, error));
  }

  function fail(caller: Caller, command: Command, error: unknown): void {
    caller.fail(command.id, refusalOf(services, error));
    services.audience.flush();
  }

  function refuseClosed(): void {
    if (isClosed) throw new Refusal("busy", "The server stops or restarts. Try again in a while.", restart_ms);
  }

  async function work<T>(decide: (turn: Turn) => T): Promise<T> {
    refuseClosed();
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let result: () => void;
    commits.add({
      row: {
        does: "work",
        decide(turn) {
          const value = decide(turn);
          result = () => resolve(value);
        },
      },
      settle: (error) => (error ? reject(error) : result()),
      outcome: undefined,
    });
    return promise;
  }

  return {
    services,
    uploads,
    submit,
    work,
    async close() {
      isClosed = true;
      for (const timer of [sweeping, forgetting, expiring]) clearInterval(timer);
      await Promise.all([commits.idle(), tidying]);
    },
  };
}

function refuseWrongCarrier(caller: Caller, { do: name }: Command): void {
  const { carrier } = commands[name];
  if (carrier !== "both" && carrier !== caller.carrier) throw new Refusal("wrong_carrier");
  if (caller.carrier === "socket" && caller.hears === (name === "hello")) throw new Refusal("hello_first");
}
