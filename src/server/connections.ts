import type { User } from "../chat/directory.ts";
import { Throttle } from "../chat/throttle.ts";
import type { CloseName } from "../protocol/errors.ts";
import type { Connection } from "./connection.ts";
import type { ServerSettings } from "./settings.ts";

/** All open sockets, by user. */
export class Connections {
  #size = 0;
  /** Lists, since most have one entry: a Set takes four times the memory. */
  readonly #byUser = new Map<User, readonly Connection[]>();
  readonly #settings: ServerSettings;
  readonly #refusals: Throttle<User>;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.#refusals = new Throttle(settings.commands_per_minute, 60_000, settings.burst);
  }

  *all(): Iterable<Connection> {
    for (const connections of this.#byUser.values()) yield* connections;
  }

  of(user: User): readonly Connection[] {
    return this.#byUser.get(user) ?? [];
  }

  /** Whether the user may open one more. */
  hasRoom(user: User): boolean {
    return this.#size < this.#settings.connections_max && this.of(user).length < this.#settings.sockets_per_user;
  }

  add(connection: Connection): void {
    this.#size++;
    this.#byUser.set(connection.user, [...this.of(connection.user), connection]);
  }

  remove(connection: Connection): void {
    const before = this.of(connection.user);
    const left = before.filter((other) => other !== connection);
    this.#size -= before.length - left.length;
    if (left.length > 0) this.#byUser.set(connection.user, left);
    else this.#byUser.delete(connection.user);
  }

  /** Ends the socket of a user whose commands are refused more often than any may be sent. */
  countRefusal(connection: Connection, now: number): void {
    try {
      this.#refusals.take(connection.user, now);
    } catch {
      connection.end("flood");
    }
  }

  /** Ends the sockets whose session has expired by `now`, and those that never said hello. */
  sweep(now: number): void {
    const uptime_ms = performance.now();
    this.#refusals.sweep(uptime_ms);
    const hello_by = uptime_ms - this.#settings.hello_timeout_seconds * 1000;
    for (const connection of this.all()) {
      if (connection.session.expires <= now) connection.end("expired");
      else if (!connection.hears && connection.opened_at < hello_by) connection.end("idle");
    }
  }

  /** Closes the readers that have more waiting than they may: what was published last did not reach them. */
  closeSlow(): void {
    for (const connection of this.all()) {
      const waiting = connection.ws?.getBufferedAmount() ?? 0;
      if (waiting >= this.#settings.outgoing_bytes_max) connection.close("slow_reader");
    }
  }

  closeAll(name: CloseName): void {
    for (const connection of this.all()) connection.close(name);
  }
}
