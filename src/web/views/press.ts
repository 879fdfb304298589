const press_ms = 500;
const slop_px = 10;
/** So long after a finger was lifted the browser may still take it for a tap. */
const tap_ms = 100;

/**
 * Handlers for an element in which a finger may rest on something: then what `find` has returned for it is called, in place of
 * the system's own menu. Where it returns nothing, a finger is left to the system.
 */
export function longPress(find: (target: Element) => (() => void) | undefined) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begun = { x: 0, y: 0 };
  let isTouch = false;
  const stop = () => clearTimeout(timer);
  return {
    onPointerDown: ({ target, pointerType, isPrimary, clientX, clientY }: PointerEvent) => {
      stop();
      isTouch = false;
      if (pointerType !== "touch" || !isPrimary || !(target instanceof Element)) return;
      // Links, buttons and fields have their own; on pictures it is their message that is meant.
      const run = target.closest("a, button:not(.picture-open), input, textarea") ? undefined : find(target);
      if (!run) return;
      isTouch = true;
      begun = { x: clientX, y: clientY };
      timer = setTimeout(() => {
        swallowTap();
        run();
      }, press_ms);
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      if (Math.hypot(clientX - begun.x, clientY - begun.y) > slop_px) stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onContextMenu: (event: MouseEvent) => {
      if (isTouch) event.preventDefault();
    },
  };
}

/** What has come under the finger meanwhile is not what it meant. */
function swallowTap(): void {
  const tap = new AbortController();
  const { signal } = tap;
  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true, signal });
  addEventListener("pointerdown", () => tap.abort(), { capture: true, signal });
  for (const end of ["touchend", "touchcancel"])
    addEventListener(end, () => setTimeout(() => tap.abort(), tap_ms), { capture: true, signal });
}
