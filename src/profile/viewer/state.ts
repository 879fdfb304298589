import { type Frame, framesOf, withoutIdle } from "../frames.ts";
import type { Profile } from "../profile.ts";

/** What is looked at, and who wants to know when that changes. */
export class State {
  readonly all: Frame;
  readonly #busy: Frame;
  readonly #above = new Map<Frame, Frame>();
  readonly #listeners: (() => void)[] = [];
  #isIdleShown = false;
  #zoomed: Frame;
  #query = "";

  constructor(readonly profile: Profile) {
    this.all = framesOf(profile);
    this.#busy = withoutIdle(this.all);
    this.#zoomed = this.root;
    this.#link(this.all);
  }

  get root(): Frame {
    return this.#isIdleShown ? this.all : this.#busy;
  }

  /** The frame that is as wide as the graph. */
  get zoomed(): Frame {
    return this.#zoomed;
  }

  set zoomed(frame: Frame) {
    this.#zoomed = frame;
    this.#tell();
  }

  get isIdleShown(): boolean {
    return this.#isIdleShown;
  }

  set isIdleShown(shown: boolean) {
    this.#isIdleShown = shown;
    this.#zoomed = this.root;
    this.#tell();
  }

  get query(): string {
    return this.#query;
  }

  set query(query: string) {
    this.#query = query.trim().toLowerCase();
    this.#tell();
  }

  above(frame: Frame): Frame | undefined {
    if (frame === this.root) return undefined;
    const above = this.#above.get(frame);
    return above === this.all ? this.root : above;
  }

  /** The frames from the root down to the one above this. */
  pathTo(frame: Frame): Frame[] {
    const above = this.above(frame);
    return above ? [...this.pathTo(above), above] : [];
  }

  matches({ name, place }: { name: string; place: string }): boolean {
    return this.#query !== "" && `${name} ${place}`.toLowerCase().includes(this.#query);
  }

  /** The time in frames that match, each moment once. */
  matched_us(frame = this.#zoomed): number {
    if (this.matches(frame)) return frame.total_us;
    return frame.children.reduce((sum, child) => sum + this.matched_us(child), 0);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #link(frame: Frame): void {
    for (const child of frame.children) {
      this.#above.set(child, frame);
      this.#link(child);
    }
  }
}
