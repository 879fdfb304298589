/**
 * What was sent, what was acknowledged, and who saw what in which order: kept by the clients of a test, and held against
 * what is stored in the end. One ledger audits every fault test.
 */
import type { Database } from "bun:sqlite";
import type { Event, EventOf } from "../../src/protocol/events.ts";
import type { Item } from "../../src/protocol/frames.ts";
import { type Id, idToBytes } from "../../src/protocol/id.ts";
import { checkAttachments } from "./attached.ts";
import { look } from "./database.ts";

/** A command as it was sent. Bodies and names are chosen so that no two commands have the same. */
export interface Sent {
  readonly id: Id;
  readonly by: Id;
  readonly does: "send" | "edit" | "delete" | "create" | "add";
  readonly channel?: Id;
  /** Of edits and deletes: the message. */
  readonly seq?: number;
  /** The body, or the name of the channel that is made. */
  readonly text?: string;
  /** Of additions: who is added, all or none. */
  readonly users?: readonly Id[];
  /** Of messages: what was uploaded for it. */
  readonly attachments?: readonly Id[];
}

/** Of what was acknowledged, what must be there: after a power cut, what was before it. */
export interface Known {
  readonly command: (command: Sent) => boolean;
  readonly upload: (id: Id) => boolean;
}

type Revised = EventOf<"message"> | EventOf<"channel"> | EventOf<"member">;

interface Stored {
  channel: string;
  seq: number;
  rev: number;
  author: string;
  body: string;
  edited: number | null;
  flags: number;
}

const deleted = 1;

export class Ledger {
  readonly sent = new Map<Id, Sent>();
  /** By command: the seq of a message that was sent, or undefined. */
  readonly acknowledged = new Map<Id, number | undefined>();
  /** By attachment: the bytes that were uploaded, of which nothing had to be taken out. */
  readonly #uploads = new Map<Id, Uint8Array>();
  /** By observer, which is one socket: the live events in the order in which they came. */
  readonly #seen = new Map<string, Revised[]>();
  readonly #caughtUp: [observer: string, event: EventOf<"message">][] = [];

  send(command: Sent): void {
    this.sent.set(command.id, command);
  }

  acknowledge(command: Id, seq: number | undefined): void {
    this.acknowledged.set(command, seq);
  }

  uploaded(id: Id, bytes: Uint8Array): void {
    this.#uploads.set(id, bytes);
  }

  /** Takes in what came on a socket of the user `me`: its acknowledgements, and what it was told. */
  receive(observer: string, me: Id | undefined, item: Item): void {
    if ("event" in item) this.see(observer, me, item);
    else if ("ok" in item && this.sent.has(item.re))
      this.acknowledged.set(item.re, "seq" in item.ok ? item.ok.seq : undefined);
  }

  /** Takes in what was told at a resume: it is no part of the order in which live events come. */
  catchUp(observer: string, event: Event): void {
    if (event.event === "message") this.#caughtUp.push([observer, event]);
  }

  see(observer: string, me: Id | undefined, event: Event): void {
    if (event.event !== "message" && event.event !== "channel" && event.event !== "member") return;
    const seen = this.#seen.get(observer);
    if (seen) seen.push(event);
    else this.#seen.set(observer, [event]);
    if (event.event !== "message" || event.author !== me || event.rev !== event.seq) return;
    if (this.sent.has(event.id)) this.acknowledged.set(event.id, event.seq);
  }

  /** How many commands were sent and not acknowledged. */
  get open(): number {
    return this.sent.size - this.acknowledged.size;
  }

  /**
   * Everything that is wrong with what is stored, in words; nothing when all is well. `known` says what must be there, when
   * that is less than all that was acknowledged or seen by anybody.
   */
  audit(dataDir: string, known?: Known): string[] {
    return look(dataDir, (db) => {
      const stored = storedIn(db);
      const problems = [...checkFile(db), ...this.#checkStored(db, stored, known?.command)];
      const isKnown = known?.upload ?? ((id: Id) => this.#uploads.has(id));
      problems.push(...checkAttachments(db, dataDir, [...this.sent.values()], this.#uploads, isKnown));
      if (!known) problems.push(...this.#checkSeen(stored), ...this.#checkOrders());
      return problems;
    });
  }

  #checkStored(
    db: Database,
    stored: Map<string, Stored>,
    known = (command: Sent) => this.acknowledged.has(command.id),
  ): string[] {
    const problems: string[] = [];
    const rows = rowsByCommand(db, stored);
    const isAnswered = answersIn(db);
    const changes = Map.groupBy(this.sent.values(), ({ channel, seq }) => `${channel}:${seq}`);

    for (const command of this.sent.values()) {
      const { id, by, does, channel, seq, text } = command;
      const what = `${does} ${id}${text === undefined ? "" : ` (${text.slice(0, 40)})`}`;
      if (does === "send") {
        const found = rows.get(`${id} ${by}`) ?? [];
        if (found.length > 1) problems.push(`${what} is stored ${found.length} times`);
        if (found.length === 0 && known(command)) problems.push(`${what} was acknowledged and is lost`);
        for (const row of found) {
          const acknowledged = this.acknowledged.get(id);
          if (row.channel !== channel) problems.push(`${what} is in another channel`);
          if (acknowledged !== undefined && acknowledged !== row.seq)
            problems.push(`${what} was acknowledged as ${acknowledged} and is stored as ${row.seq}`);
          const bodies = [text, ...(changes.get(`${channel}:${row.seq}`) ?? []).map((change) => change.text ?? "")];
          if (!bodies.includes(row.body))
            problems.push(`${what} has a body that nobody wrote: ${row.body.slice(0, 40)}`);
        }
        continue;
      }
      const isStored = isAnswered(id, by);
      if (!isStored && known(command)) problems.push(`${what} was acknowledged and is lost`);
      const row = stored.get(`${channel}:${seq}`);
      if (does === "edit" || does === "delete") {
        if (!isStored && row && text !== undefined && row.body === text)
          problems.push(`${what} is stored without its answer`);
        if (isStored && !row) problems.push(`${what} has an answer and no message`);
        if (isStored && row && !isChanged(row, command)) problems.push(`${what} has an answer and left no trace`);
      }
      if (does === "create" && countMade(db, command) !== (isStored ? 2 : 0)) problems.push(`${what} is half done`);
      if (does === "add") {
        const there = (command.users ?? []).filter((user) => isMember(db, channel, user)).length;
        if (there !== (isStored ? command.users?.length : 0)) problems.push(`${what} is half done: ${there} are in`);
      }
    }
    const channels = new Set<string | undefined>([...this.sent.values()].map(({ channel }) => channel));
    for (const [key, found] of rows)
      if (channels.has(found[0]?.channel) && !this.sent.has(key.split(" ")[0] as Id))
        problems.push(`${key} is stored and was never sent`);
    return problems;
  }

  /** What somebody was told is stored, as it was told or in a later state. */
  #checkSeen(stored: Map<string, Stored>): string[] {
    const problems = new Set<string>();
    const live = [...this.#seen].map(([observer, events]) => events.map((event) => [observer, event] as const));
    for (const [observer, event] of [...live.flat(), ...this.#caughtUp])
      if (event.event === "message") {
        const row = stored.get(`${event.channel}:${event.seq}`);
        const what = `${observer} saw message ${event.seq} at rev ${event.rev}`;
        if (!row || row.rev < event.rev) problems.add(`${what}, which is not stored`);
        else if (row.author !== event.author) problems.add(`${what}, which is stored as another's`);
        else if (event.deleted && (row.flags & deleted) === 0) problems.add(`${what} deleted, which it is not`);
        else if (row.rev === event.rev && row.body !== event.body) problems.add(`${what}, which has another body`);
      }
    return [...problems];
  }

  /** Every observer saw the changes of a channel in the order of rev, and all of them saw the same ones. */
  #checkOrders(): string[] {
    const problems: string[] = [];
    const changes = new Map<string, string>();
    for (const [observer, events] of this.#seen) {
      const last = new Map<Id, number>();
      for (const event of events) {
        const before = last.get(event.channel);
        last.set(event.channel, event.rev);
        if (before !== undefined && event.rev !== before + 1)
          problems.push(`${observer} saw rev ${event.rev} of ${event.channel} after rev ${before}`);
        const key = `${event.channel}:${event.rev}`;
        const change = JSON.stringify(event, Object.keys(event).sort());
        if ((changes.get(key) ?? change) !== change)
          problems.push(`${observer} saw another change at rev ${event.rev} of ${event.channel} than others`);
        changes.set(key, change);
      }
    }
    return problems;
  }
}

function checkFile(db: Database): string[] {
  const checks = db.query<{ integrity_check: string }, []>("PRAGMA integrity_check").all();
  const dangling = db.query("PRAGMA foreign_key_check").all();
  return [
    ...checks.map((row) => row.integrity_check).filter((check) => check !== "ok"),
    ...(dangling.length > 0 ? [`${dangling.length} rows refer to what is not there`] : []),
  ];
}

/** All messages, by channel and seq. */
function storedIn(db: Database): Map<string, Stored> {
  const query = db.query<Stored, []>(
    `SELECT c.id AS channel, m.seq, m.rev, u.id AS author, m.body, m.edited, m.flags FROM messages AS m
     JOIN channels AS c ON c.n = m.channel JOIN users AS u ON u.n = m.author`,
  );
  return new Map(query.all().map((row) => [`${row.channel}:${row.seq}`, row]));
}

/** The messages by the command that sent them, and its author. */
function rowsByCommand(db: Database, stored: Map<string, Stored>): Map<string, Stored[]> {
  const query = db.query<{ key: string; command: Uint8Array; author: string }, []>(
    `SELECT c.id || ':' || m.seq AS key, m.command, u.id AS author FROM messages AS m
     JOIN channels AS c ON c.n = m.channel JOIN users AS u ON u.n = m.author`,
  );
  const rows = new Map<string, Stored[]>();
  for (const { key, command, author } of query.all()) {
    const row = stored.get(key);
    const id = `${Buffer.from(command).toString("base64url")} ${author}`;
    if (row) rows.set(id, [...(rows.get(id) ?? []), row]);
  }
  return rows;
}

function answersIn(db: Database): (command: Id, user: Id) => boolean {
  const query = db.query<{ found: number }, [Uint8Array, string]>(
    "SELECT 1 AS found FROM answers AS a JOIN users AS u ON u.n = a.user WHERE a.command = ? AND u.id = ?",
  );
  return (command, user) => query.get(idToBytes(command), user) !== null;
}

/** Whether the row shows the change, or one after it. */
function isChanged(row: Stored, { does, text }: Sent): boolean {
  if ((row.flags & deleted) !== 0) return row.body === "" && row.rev > row.seq;
  return does === "edit" && row.edited !== null && (row.body === text || row.rev > row.seq + 1);
}

/** 2 when a channel is there whole, with its maker in it as its owner; 0 when nothing of it is. */
function countMade(db: Database, { by, text = "" }: Sent): number {
  const channel = db.query("SELECT n FROM channels WHERE name = ?").get(text);
  const owner = db
    .query(
      `SELECT 1 FROM channels AS c JOIN memberships AS m ON m.channel = c.n JOIN users AS u ON u.n = m.user
       WHERE c.name = ? AND u.id = ? AND m.role = 'owner'`,
    )
    .get(text, by);
  return Number(channel !== null) + Number(owner !== null);
}

function isMember(db: Database, channel: Id | undefined, user: Id): boolean {
  const query = db.query(
    `SELECT 1 FROM memberships AS m JOIN channels AS c ON c.n = m.channel JOIN users AS u ON u.n = m.user
     WHERE c.id = ? AND u.id = ? AND NOT m.gone`,
  );
  return query.get(channel ?? "", user) !== null;
}
