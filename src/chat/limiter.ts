import type { Command } from "../protocol/commands.ts";
import type { User } from "./directory.ts";
import { meantHandle } from "./names.ts";
import type { AnyRow } from "./row.ts";
import type { ChatSettings } from "./services.ts";
import { Throttle } from "./throttle.ts";

const minute_ms = 60_000;

/** How often who may do what: per user over all sockets and carriers, and per address before sign-in. */
export class Limiter {
  readonly #commands: Throttle<User>;
  readonly #sends: Throttle<User>;
  readonly #pictures: Throttle<User>;
  readonly #signIns: Throttle<string>;
  readonly #addresses: Throttle<string>;

  constructor(settings: ChatSettings) {
    const { burst } = settings;
    this.#commands = new Throttle(settings.commands_per_minute, minute_ms, burst);
    this.#sends = new Throttle(settings.sends_per_10s, 10_000, burst);
    this.#pictures = new Throttle(settings.pictures_per_minute, minute_ms, burst);
    this.#signIns = new Throttle(settings.sign_ins_per_5_minutes, 5 * minute_ms, 1);
    this.#addresses = new Throttle(settings.sign_ins_per_address, 5 * minute_ms, 1);
  }

  /** Counts a command of a user. Throws rate_limited, with the time to wait. */
  count(row: AnyRow, user: User, now: number): void {
    this.#commands.take(user, now);
    if (row.rate === "send") this.#sends.take(user, now);
    if (row.rate === "picture") this.#pictures.take(user, now);
    if (row.rate === "sign_in") this.#signIns.take(user.id, now);
  }

  /** Counts a try at a door from an address, and from it at one account. Throws rate_limited. */
  countDoor(row: AnyRow, command: Command, address: string, now: number): void {
    if (row.rate !== "sign_in") return;
    this.#addresses.take(address, now);
    if ("handle" in command) this.#signIns.take(`${address} ${meantHandle(command.handle)}`, now);
  }

  /** Forgets those whose limits are whole again. */
  sweep(now: number): void {
    for (const throttle of [this.#commands, this.#sends, this.#pictures, this.#signIns, this.#addresses])
      throttle.sweep(now);
  }
}
