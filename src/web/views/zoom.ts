import { effect, signal } from "@preact/signals";

/** How a picture is looked at closely: by wheel, click, fingers and keys; and how a finger goes to the next one. */

const scale_max = 8;
/** One step of a key or button; and what a click or two taps show. */
const step = 1.5;
const tapped_scale = 2.5;
/** A finger that went so far means it. */
const slop_px = 10;
const swipe_px_min = 60;
const double_tap_ms = 300;
const wheel_per_px = 0.002;

export interface Ways {
  /** A finger went to the left (1) or to the right (-1) over a picture that is shown whole. */
  readonly swiped: (by: 1 | -1) => void;
  readonly close: () => void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** How large a picture is shown, and where; it tells the element by `--scale`, `--x` and `--y`. */
export class Zoom {
  readonly scale = signal(1);
  readonly #x = signal(0);
  readonly #y = signal(0);
  readonly #fingers = new Map<number, Point>();
  /** Where the only finger began. */
  #begun: Point = { x: 0, y: 0 };
  #moved = false;
  #tapped: (Point & { readonly at: number }) | undefined;

  /** Shows it whole again. */
  reset(): void {
    this.scale.value = 1;
    this.#x.value = 0;
    this.#y.value = 0;
  }

  larger(): void {
    this.#to(this.scale.peek() * step);
  }

  smaller(): void {
    this.#to(this.scale.peek() / step);
  }

  /** Moves what is in sight, where it is not whole. Tells whether it did. */
  move(x: number, y: number): boolean {
    if (this.scale.peek() === 1) return false;
    this.#x.value += x;
    this.#y.value += y;
    return true;
  }

  /** Begins to listen. `stage` is what the picture stands in, in its middle. Returns how to stop that. */
  attach(stage: HTMLElement, picture: () => HTMLElement | null, ways: Ways): () => void {
    const listening = new AbortController();
    const { signal: until } = listening;
    const middle = ({ clientX, clientY }: MouseEvent): Point => {
      const { left, top, width, height } = stage.getBoundingClientRect();
      return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
    };
    const down = (event: PointerEvent) => {
      if (event.button !== 0 || (event.target instanceof Element && event.target.closest("button, a"))) return;
      this.#fingers.set(event.pointerId, middle(event));
      if (this.#fingers.size > 1) {
        this.#moved = true;
        return;
      }
      this.#begun = middle(event);
      this.#moved = false;
    };
    const move = (event: PointerEvent) => {
      const before = this.#fingers.get(event.pointerId);
      if (!before) return;
      const now = middle(event);
      if (!this.#moved && Math.hypot(now.x - this.#begun.x, now.y - this.#begun.y) < slop_px) return;
      if (!this.#moved) {
        this.#moved = true;
        stage.setPointerCapture(event.pointerId);
      }
      const [other] = [...this.#fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      this.#fingers.set(event.pointerId, now);
      this.move(other ? (now.x - before.x) / 2 : now.x - before.x, other ? (now.y - before.y) / 2 : now.y - before.y);
      if (!other) return;
      const apart = (from: Point) => Math.max(1, Math.hypot(from.x - other.x, from.y - other.y));
      this.#to((this.scale.peek() * apart(now)) / apart(before), {
        x: (now.x + other.x) / 2,
        y: (now.y + other.y) / 2,
      });
    };
    const up = (event: PointerEvent) => {
      const isLast = this.#fingers.size === 1;
      if (!this.#fingers.delete(event.pointerId) || !isLast || event.type === "pointercancel") return;
      const now = middle(event);
      const across = now.x - this.#begun.x;
      const along = now.y - this.#begun.y;
      if (!this.#moved) this.#tap(event, now, picture(), ways);
      else if (event.pointerType === "mouse" || this.scale.peek() > 1) return;
      else if (Math.abs(across) > Math.max(swipe_px_min, Math.abs(along))) ways.swiped(across < 0 ? 1 : -1);
      else if (along > swipe_px_min && along > Math.abs(across)) ways.close();
    };
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      this.#to(this.scale.peek() * Math.exp(-event.deltaY * wheel_per_px), middle(event));
    };
    stage.addEventListener("pointerdown", down, { signal: until });
    stage.addEventListener("pointermove", move, { signal: until });
    for (const end of ["pointerup", "pointercancel"] as const) stage.addEventListener(end, up, { signal: until });
    stage.addEventListener("wheel", wheel, { signal: until, passive: false });
    const stop = effect(() => {
      const { style } = stage;
      stage.toggleAttribute("data-zoomed", this.scale.value > 1);
      style.setProperty("--scale", String(this.scale.value));
      style.setProperty("--x", `${this.#x.value}px`);
      style.setProperty("--y", `${this.#y.value}px`);
    });
    return () => {
      listening.abort();
      stop();
      this.#fingers.clear();
    };
  }

  /** A click or two taps zoom; beside the picture it closes. */
  #tap(
    { target, timeStamp, pointerType }: PointerEvent,
    at: Point,
    picture: HTMLElement | null,
    { close }: Ways,
  ): void {
    const last = this.#tapped;
    const isSecond =
      last && timeStamp - last.at < double_tap_ms && Math.hypot(at.x - last.x, at.y - last.y) < 4 * slop_px;
    this.#tapped = isSecond ? undefined : { ...at, at: timeStamp };
    if (!(target instanceof Node) || !picture?.contains(target)) return close();
    if (!isSecond && pointerType !== "mouse") return;
    if (this.scale.peek() > 1) this.reset();
    else this.#to(tapped_scale, at);
  }

  /** Keeps what is at the point where it is. */
  #to(wanted: number, { x, y }: Point = { x: 0, y: 0 }): void {
    const before = this.scale.peek();
    const scale = Math.min(scale_max, Math.max(1, wanted));
    if (scale === 1) return this.reset();
    this.#x.value = x - ((x - this.#x.peek()) * scale) / before;
    this.#y.value = y - ((y - this.#y.peek()) * scale) / before;
    this.scale.value = scale;
  }
}
