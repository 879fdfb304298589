import { countTurn, metrics } from "../metrics.ts";
import { type Command, commands } from "../protocol/commands.ts";
import { type CloseName, closes, endsSession, Refusal } from "../protocol/errors.ts";
import { RepeatedCommand } from "../store/store.ts";
import { permit } from "./find.ts";
import type { Answer, DoorRow, ReadRow, WriteRow } from "./row.ts";
import { type Asker, type Caller, refusalOf, type Services } from "./services.ts";
import { type Told, Turn } from "./turn.ts";

/** What one turn takes from the queue at most; the rest waits for the next. */
const turn_entries_max = 1024;
const turn_bytes_max = 256 * 1024;
/** Beyond this the server is overloaded, and says so. */
const queue_entries_max = 16_384;
const busy_retry_ms = 1000;
/**
 * What the reads of one turn may take together: as long as the turn did before them, within these. The rest of them waits
 * for the next, so that messages are stored and told between them.
 */
const reads_ms_min = 0.3;
const reads_ms_max = 10;

interface Queued {
  readonly command: Command;
  readonly caller: Caller;
  /** What the row's `before` or `find` gave. */
  found: unknown;
  outcome: Answer | Refusal | undefined;
}
interface Asked extends Queued {
  readonly asker: Asker;
  /** The sessions' `endings` when it was queued: its own session was not among them. */
  readonly endings: number;
}
interface WriteEntry extends Asked {
  readonly row: WriteRow;
  /** The command was done before: its first answer is given again. */
  repeated?: boolean;
}
interface ReadEntry extends Asked {
  readonly row: ReadRow;
}
interface DoorEntry extends Queued {
  readonly row: DoorRow;
}
/** The operator's own work, which no row describes. */
interface WorkEntry {
  readonly row: { does: "work"; decide(turn: Turn): void };
  readonly settle: (error: Refusal | undefined) => void;
  outcome: Refusal | undefined;
}
type AskedEntry = WriteEntry | ReadEntry;
export type Entry = WriteEntry | ReadEntry | DoorEntry | WorkEntry;

/**
 * The queue of commands, and its turns. What comes in one turn of the event loop is decided in order, stored in one
 * transaction, told in order, and then answered; meanwhile the next turn gathers. Under load a turn grows by itself; at
 * rest it is one command long, and nothing waits.
 */
export class Commits {
  #queue: Entry[] = [];
  /** Taken from the queue, in order: a read sees what its turn stored, or what came later. */
  #reads: ReadEntry[] = [];
  #running = false;
  /** When the first that waits came, on the clock of performance.now(); of what a turn left over, when that turn began. */
  #since = 0;
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Throws busy when too much is waiting. */
  add(entry: Entry): void {
    if (this.#queue.length + this.#reads.length >= queue_entries_max)
      throw new Refusal("busy", undefined, busy_retry_ms);
    if (this.#queue.push(entry) === 1) this.#since = performance.now();
    this.wake();
  }

  /** Asks for a turn, also when no command is waiting: presence and typing are told in it. */
  wake(): void {
    if (this.#running) return;
    this.#running = true;
    // setImmediate comes after all socket messages of this turn of the event loop; microtasks come after each one.
    setImmediate(this.#start);
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    while (this.#running) await new Promise((resolve) => setImmediate(resolve));
  }

  readonly #start = (): void => {
    this.#run()
      .catch((error: unknown) => this.#services.report(error))
      .finally(() => {
        this.#running = false;
        if (this.#queue.length > 0 || this.#reads.length > 0 || this.#services.presences.isChanged) this.wake();
      });
  };

  async #run(): Promise<void> {
    const { audience, presences } = this.#services;
    const since = this.#since;
    const began = performance.now();
    this.#since = began;
    const entries = this.#take();
    for (const entry of entries) if (isWrite(entry) && this.#needsFinding(entry)) await this.#find(entry);
    const told = await this.#store(entries);
    audience.tell(told);
    if (told.length > 0) metrics.delivery_seconds.addSince(since);
    for (const entry of entries) {
      if (isRead(entry)) {
        this.#reads.push(entry);
        continue;
      }
      // What a command did when it came first may be what stands in its way now.
      if (isWrite(entry) && isRefusal(entry.outcome)) await this.#repeat(entry);
      this.#answer(entry);
    }
    // Presence and typing are the first to give way under load: they wait until nothing else does but reads.
    if (this.#queue.length === 0) audience.tell(presences.take(audience));
    if (told.some(({ to }) => to === "close")) this.#endReads();
    audience.flush();
    if (this.#reads.length > 0) await this.#readSome(told.length > 0, performance.now() - began);
    countTurn(entries.length, began);
  }

  /** At least one of the reads that wait, and as many as go while time is left. */
  async #readSome(hasTold: boolean, turn_ms: number): Promise<void> {
    // What was published leaves at the end of a turn of the event loop: it does not wait for the reads.
    if (hasTold) await new Promise((resolve) => setImmediate(resolve));
    const reads_by = performance.now() + Math.min(Math.max(turn_ms, reads_ms_min), reads_ms_max);
    let count = 0;
    try {
      for (const entry of this.#reads) {
        if (count > 0 && performance.now() > reads_by) break;
        count++;
        await this.#read(entry);
        this.#answer(entry);
      }
    } finally {
      this.#reads.splice(0, count);
    }
    this.#services.audience.flush();
  }

  /** Lets go of what waits of sockets that have ended, before they are closed: it may have an answer. */
  #endReads(): void {
    for (const entry of this.#reads) {
      const { ending } = entry.caller;
      if (!ending) continue;
      entry.outcome = atEnd(ending);
      this.#answer(entry);
    }
    this.#reads = this.#reads.filter(({ caller }) => !caller.ending);
  }

  #answer(entry: Entry): void {
    try {
      answer(entry);
    } catch (error) {
      // The answers of the others must go out.
      if (!isWork(entry)) entry.caller.fail(entry.command.id, refusalOf(this.#services, error));
    }
  }

  #take(): Entry[] {
    let bytes = 0;
    let count = 0;
    for (const entry of this.#queue) {
      if (count === turn_entries_max || bytes > turn_bytes_max) break;
      if ("command" in entry) bytes += lengthOf(entry.command);
      count++;
    }
    if (count < this.#queue.length) return this.#queue.splice(0, count);
    const all = this.#queue;
    this.#queue = [];
    return all;
  }

  /** Looks up what a decision needs. Nothing is decided or stored meanwhile. */
  async #find(entry: AskedEntry): Promise<void> {
    const { asker, command, row } = entry;
    try {
      await this.#refuseEnded(entry);
      await this.#services.directory.enter(asker.user);
      if (row.does === "write" && row.find) {
        permit(row.who, asker.user);
        entry.found = await row.find(this.#services, command, asker);
      }
    } catch (error) {
      entry.outcome = refusalOf(this.#services, error);
    }
  }

  /** Decides the entries and stores what they write, whole or not at all. Returns what is to be told. */
  async #store(entries: Entry[]): Promise<readonly Told[]> {
    const { store, now } = this.#services;
    let undecided = entries.filter((entry) => !isRead(entry) && !isRefusal(entry.outcome));
    for (;;) {
      const turn = new Turn(now());
      const broken = this.#decide(turn, undecided);
      if (broken) {
        // Those after it were not decided, and those before it are once more: also what was refused because of it.
        turn.undo();
        undecided = undecided.filter((entry) => entry !== broken);
        continue;
      }
      try {
        if (turn.writes.length > 0) await store.commit(turn.writes);
      } catch (error) {
        turn.undo();
        const rest = error instanceof RepeatedCommand ? await this.#answerRepeats(undecided) : undecided;
        if (rest.length === undecided.length) {
          const refusal = refusalOf(this.#services, error);
          for (const entry of undecided) entry.outcome = refusal;
          return [];
        }
        undecided = rest;
        continue;
      }
      turn.stored();
      this.#services.recents.stored(turn.told);
      return turn.told;
    }
  }

  /** The entry whose decision broke half-way, if there is one: the turn is to be undone, and decided again without it. */
  #decide(turn: Turn, entries: Entry[]): Entry | undefined {
    for (const entry of entries) {
      const before = turn.size;
      entry.outcome = undefined;
      try {
        this.#decideOne(turn, entry);
      } catch (error) {
        entry.outcome = refusalOf(this.#services, error);
        if (turn.size !== before) return entry;
      }
    }
    return undefined;
  }

  #decideOne(turn: Turn, entry: Entry): void {
    if (isRead(entry)) return;
    if (isWork(entry)) return entry.row.decide(turn);
    const { command, found } = entry;
    if (!isAsked(entry)) {
      entry.outcome = entry.row.decide(this.#services, turn, command, found);
      return;
    }
    const { asker, row } = entry;
    if (turn.hasEnded(asker.session)) throw new Refusal("not_signed_in");
    permit(row.who, asker.user);
    entry.outcome = row.decide(this.#services, turn, asker, command, found);
    // A message holds its command's id itself; every other answer is kept beside what it answers.
    if (row.repeatable || command.do === "message.send") return;
    const done = { user: asker.user.n, command: command.id, name: command.do };
    turn.writes.push({ type: "command.answered", ...done, answer: JSON.stringify(entry.outcome) });
  }

  #needsFinding({ row, asker, command, found, endings }: AskedEntry): boolean {
    if (!asker.user.memberships || endings !== this.#services.sessions.endings) return true;
    return row.does === "write" && row.find !== undefined && found === undefined && row.finds?.(command) !== false;
  }

  /** Throws not_signed_in when the session has ended while the command was waiting. */
  async #refuseEnded({ asker, endings }: AskedEntry): Promise<void> {
    const { sessions, store } = this.#services;
    if (endings === sessions.endings || (await store.session(asker.session.id))) return;
    throw new Refusal("not_signed_in");
  }

  /** Gives first answers again to commands that were done before, and returns the entries that were not, or are repeatable. */
  async #answerRepeats(entries: Entry[]): Promise<Entry[]> {
    const rest: Entry[] = [];
    const seen = new Set<string>();
    for (const entry of entries) {
      if (isWrite(entry) && !entry.row.repeatable && !isRefusal(entry.outcome)) {
        if (await this.#repeat(entry)) continue;
        const { asker, command } = entry;
        const key = `${asker.user.n} ${command.id}`;
        if (seen.has(key)) {
          // The first of the two is in this turn: the next turn finds its answer.
          entry.outcome = undefined;
          this.#queue.unshift(entry);
          continue;
        }
        seen.add(key);
      }
      rest.push(entry);
    }
    return rest;
  }

  /** Gives the first answer again to a command that was done before; false when it was not, or its session is over. */
  async #repeat(entry: WriteEntry): Promise<boolean> {
    const { asker, command } = entry;
    if (isRefusal(entry.outcome) && entry.outcome.code === "not_signed_in") return false;
    try {
      const kept = await this.#services.store.answer(asker.user.n, command.id);
      if (kept === undefined) return false;
      entry.outcome = firstAnswer(command, kept);
    } catch (error) {
      entry.outcome = refusalOf(this.#services, error);
    }
    return (entry.repeated = true);
  }

  async #read(entry: ReadEntry): Promise<void> {
    const { asker, caller, command, row, found } = entry;
    // Nothing is looked up for one whose socket has ended.
    if (caller.ending) entry.outcome = atEnd(caller.ending);
    else if (this.#needsFinding(entry)) await this.#find(entry);
    if (entry.outcome || caller.ending) return;
    const began = performance.now();
    try {
      permit(row.who, asker.user);
      entry.outcome = await row.read(this.#services, asker, command, found);
      metrics.read_seconds.get(command.do)?.addSince(began);
    } catch (error) {
      entry.outcome = refusalOf(this.#services, error);
    }
  }
}

/** How a read is answered whose socket has ended: not at all while the session holds, since who comes back asks again. */
function atEnd(ending: CloseName): Refusal | undefined {
  return endsSession(closes[ending].code) ? new Refusal("not_signed_in") : undefined;
}

/** What counts of a command for how much one turn takes. */
function lengthOf(command: Command): number {
  if ("body" in command) return command.body.length;
  return "picture" in command ? command.picture.length : 0;
}

function isWork(entry: Entry): entry is WorkEntry {
  return entry.row.does === "work";
}

function isRead(entry: Entry): entry is ReadEntry {
  return entry.row.does === "read";
}

function isWrite(entry: Entry): entry is WriteEntry {
  return entry.row.does === "write";
}

function isAsked(entry: Entry): entry is AskedEntry {
  return "asker" in entry;
}

function isRefusal(outcome: unknown): outcome is Refusal {
  return outcome instanceof Refusal;
}

function answer(entry: Entry): void {
  if (isWork(entry)) return entry.settle(entry.outcome);
  const { caller, command, outcome } = entry;
  if (outcome === undefined) return;
  if (isRefusal(outcome)) return caller.fail(command.id, outcome);
  // On a socket the message's own event, told just before, is the answer.
  const isTold = command.do === "message.send" && caller.hears && !("repeated" in entry);
  if (!isTold) caller.ok(command.do, command.id, outcome);
}

/** The answer to a command that was done before, from what was kept of it: of a message its seq and time alone. */
function firstAnswer({ do: name }: Command, { did, answer }: { did: string; answer: string }): Answer | Refusal {
  if (did !== name)
    return new Refusal("bad_id", "Another command of yours had this id before. Every command needs an id of its own.");
  return commands[name].answer.read(JSON.parse(answer), name);
}
