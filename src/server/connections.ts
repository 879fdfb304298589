import type { User } from "../chat/directory.ts";
import { Throttle } from "../chat/throttle.ts";
import type { CloseName } from "../protocol/errors.ts";
import type { Connection } from "./connection.ts";
import type { ServerSettings } from "./settings.ts";

const nobody: ReadonlySet<Connection> = new Set();

/** All open sockets, by user. */
export class Connections {
  readonly all = new Set<Connection>();
  readonly #byUser = new Map<User, Set<Connection>>();
  readonly #settings: ServerSettings;
  readonly #refusals: Throttle<User>;

  constructor(settings: ServerSettings) {
    this.#settings = settings;
    this.#refusals = new Throttle(settings.commands_per_minute, 60_000, settings.burst);
  }

  of(user: User): ReadonlySet<Connection> {
    return this.#byUser.get(user) ?? nobody;
  }

  /** Whether the user may open one more. */
  hasRoom(user: User): boolean {
    return this.all.size < this.#settings.connections_max && this.of(user).size < this.#settings.sockets_per_user;
  }

  add(connection: Connection): void {
    this.all.add(connection);
    const own = this.#byUser.get(connection.user);
    if (own) own.add(connection);
    else this.#byUser.set(connection.user, new Set([connection]));
  }

  remove(connection: Connection): void {
    this.all.delete(connection);
    const own = this.#byUser.get(connection.user);
    own?.delete(connection);
    if (own?.size === 0) this.#byUser.delete(connection.user);
  }

  /** Ends the socket of a user whose commands are refused more often than any may be sent. */
  countRefusal(connection: Connection, now: number): void {
    try {
      this.#refusals.take(connection.user, now);
    } catch {
      connection.end("flood");
    }
  }

  /** Ends the sockets whose session has expired, and those that never said hello. */
  sweep(now: number): void {
    this.#refusals.sweep(now);
    const hello_by = now - this.#settings.hello_timeout_seconds * 1000;
    for (const connection of this.all) {
      if (connection.session.expires <= now) connection.end("expired");
      else if (!connection.hears && connection.opened_at < hello_by) connection.end("idle");
    }
  }

  /** Closes the readers that have more waiting than they may: what was published last did not reach them. */
  closeSlow(): void {
    for (const connection of this.all) {
      const waiting = connection.ws?.getBufferedAmount() ?? 0;
      if (waiting >= this.#settings.outgoing_bytes_max) connection.close("slow_reader");
    }
  }

  closeAll(name: CloseName): void {
    for (const connection of this.all) connection.close(name);
  }
}
