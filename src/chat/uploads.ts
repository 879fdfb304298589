import type { LiveSession } from "../auth/sessions.ts";
import { Refusal } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import type { Id } from "../protocol/id.ts";
import type { Attachment } from "../protocol/records.ts";
import type { AttachmentRow } from "../store/rows.ts";
import { attachmentFor, removeFiles } from "./attachments.ts";
import type { User } from "./directory.ts";
import { permit } from "./find.ts";
import type { Services } from "./services.ts";
import { Throttle } from "./throttle.ts";
import type { Turn } from "./turn.ts";
import { attachmentRecord } from "./wire.ts";

const minute_ms = 60_000;
const MiB = 1024 * 1024;
/** Uploads at the same time, of one user and of all. */
const of_user_max = 4;
const of_all_max = 64;
const busy_retry_ms = 1000;

export interface Upload {
  readonly user: User;
  readonly session: LiveSession;
  readonly name: string;
  /** How many bytes may come. */
  readonly bytes_max: number;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Files on their way in: how often, how many at once, and how much a user may have. */
export class Uploads {
  readonly #services: Services;
  readonly #work: (decide: (turn: Turn) => boolean) => Promise<boolean>;
  readonly #throttle: Throttle<User>;
  /** How many bytes each upload that is under way may bring. */
  readonly #coming = new Map<User, number[]>();
  #count = 0;

  constructor(services: Services, work: (decide: (turn: Turn) => boolean) => Promise<boolean>) {
    const { uploads_per_minute, burst } = services.settings;
    this.#services = services;
    this.#work = work;
    this.#throttle = new Throttle(uploads_per_minute, minute_ms, burst);
  }

  /** Keeps a file until it is sent in a message. Rejects with a Refusal or with StorageFailed, and then nothing of it is left. */
  async take({ user, session, name, bytes_max, chunks }: Upload): Promise<Attachment> {
    const { files } = this.#services;
    permit("guest", user);
    this.#throttle.take(user, performance.now());
    const { coming, leave } = this.#enter(user, bytes_max);
    try {
      await this.#refuseTooMuch(user, coming);
      return await files.take(chunks, async (id, prepared) => {
        const row = { id, user: user.n, at: this.#services.now(), name, ...prepared };
        await this.#decide(user, session, (turn) => this.#put(turn, user, row));
        return attachmentRecord(row);
      });
    } finally {
      leave();
    }
  }

  /** Removes what the user has uploaded and not sent. Rejects with a Refusal or with StorageFailed. */
  async discard({ user, session }: Pick<Upload, "user" | "session">, id: Id): Promise<void> {
    const { directory } = this.#services;
    const isUnsent = () => directory.unsent.get(id)?.user === user.n;
    if (!isUnsent()) {
      await attachmentFor(this.#services, user, id);
      throw new Refusal("already", "This is in a message, and is deleted with that.");
    }
    await this.#decide(user, session, (turn) => {
      const row = directory.unsent.get(id);
      // It may have been sent, or have made room, meanwhile.
      if (!row) throw new Refusal("not_found");
      removeUnsent(this.#services, turn, [row]);
    });
  }

  sweep(now: number): void {
    this.#throttle.sweep(now);
  }

  /** `coming`: what this one and those that were under way before it may bring. */
  #enter(user: User, bytes: number): { coming: number; leave: () => void } {
    const coming = this.#coming.get(user) ?? [];
    if (this.#count >= of_all_max || coming.length >= of_user_max)
      throw new Refusal(
        "busy",
        "Too many files are being uploaded at once. Try again after the time given.",
        busy_retry_ms,
      );
    coming.push(bytes);
    this.#coming.set(user, coming);
    this.#count++;
    const leave = () => {
      coming.splice(coming.indexOf(bytes), 1);
      if (coming.length === 0) this.#coming.delete(user);
      this.#count--;
    };
    return { coming: coming.reduce((sum, each) => sum + each, 0), leave };
  }

  /** What is under way counts as what it may become, so that several at once do not get past the limit together. */
  async #refuseTooMuch(user: User, coming: number): Promise<void> {
    const { settings, store } = this.#services;
    const mib_max = settings.attachments_mib_per_user;
    if (mib_max === 0) return;
    const kept = await store.attachedBytes(user.n);
    if (kept + coming > mib_max * MiB)
      throw new Refusal(
        "full",
        `This server keeps ${mib_max} MiB of files for each user, and this would be more. Delete messages with files, or ask the operator.`,
      );
  }

  /** The session may have ended since it was looked up: a file takes long to come. */
  async #decide(user: User, session: LiveSession, decide: (turn: Turn) => void): Promise<void> {
    const { sessions, store } = this.#services;
    for (;;) {
      const { endings } = sessions;
      if (!(await store.session(session.id))) throw new Refusal("not_signed_in");
      const isDone = await this.#work((turn) => {
        // Some session has ended since it was looked up.
        if (sessions.endings !== endings) return false;
        if (turn.hasEnded(session)) throw new Refusal("not_signed_in");
        permit("guest", user);
        decide(turn);
        return true;
      });
      if (isDone) return;
    }
  }

  #put(turn: Turn, user: User, row: AttachmentRow): void {
    const { unsent } = this.#services.directory;
    const own = [...unsent.values()].filter((other) => other.user === user.n);
    removeUnsent(this.#services, turn, own.slice(0, Math.max(0, own.length + 1 - limits.unsent_attachments_max)));
    turn.put(unsent, row.id, row);
    turn.writes.push({ type: "attachment.added", attachment: row });
  }
}

export function removeUnsent(services: Services, turn: Turn, rows: readonly AttachmentRow[]): void {
  if (rows.length === 0) return;
  for (const { id } of rows) turn.drop(services.directory.unsent, id);
  turn.writes.push({ type: "attachments.removed", attachments: rows.map(({ id }) => id) });
  removeFiles(services, turn, rows);
}

/** Removes what was in no message for too long. */
export function removeOldUnsent(services: Services, turn: Turn): void {
  const before = turn.now - limits.unsent_hours_max * 60 * minute_ms;
  const old = [...services.directory.unsent.values()].filter(({ at }) => at < before);
  removeUnsent(services, turn, old);
}
