import { isDrawer, isDrawerOpen } from "../state/layout.ts";

/** A finger that went so far means it, in the direction in which it went further. */
const slop_px = 10;
/** The outermost of the screen is the system's own, to go back. */
const system_px = 20;
/** A swipe this fast decides, however far it got; a slower one does from half of the way. */
const fast_px_per_ms = 0.4;
/** What the width of the drawer is set to in workspace.css, at most. */
const drawer_px_max = 320;

/** On narrow screens a finger pulls the list of channels in from its side and pushes it back. Returns how to stop that. */
export function swipeDrawer(root: HTMLElement): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  let finger: { id: number; x: number; y: number; at: number; width: number } | undefined;
  let isDragging = false;

  const end = () => {
    finger = undefined;
    isDragging = false;
    delete root.dataset["swiping"];
    root.style.removeProperty("--drawer");
  };
  /** How far to the side on which the drawer opens, in px. */
  const way = (event: PointerEvent) => (finger ? (event.clientX - finger.x) * forward() : 0);
  const shown = (event: PointerEvent) => {
    const begun = isDrawerOpen.peek() ? 1 : 0;
    return Math.min(1, Math.max(0, begun + way(event) / (finger?.width ?? 1)));
  };

  const down = (event: PointerEvent) => {
    if (event.pointerType !== "touch" || !event.isPrimary || !isDrawer()) return;
    if (!(event.target instanceof Element) || !mayBegin(event.target, event.clientX)) return;
    const width = Math.min(drawer_px_max, innerWidth * 0.85);
    finger = { id: event.pointerId, x: event.clientX, y: event.clientY, at: event.timeStamp, width };
  };
  const move = (event: PointerEvent) => {
    if (event.pointerId !== finger?.id) return;
    if (!isDragging) {
      const across = way(event);
      const along = Math.abs(event.clientY - finger.y);
      if (Math.max(Math.abs(across), along) < slop_px) return;
      if (Math.abs(across) <= along || across > 0 === isDrawerOpen.peek()) return end();
      isDragging = true;
      root.setPointerCapture(event.pointerId);
      root.dataset["swiping"] = "";
    }
    root.style.setProperty("--drawer", String(shown(event)));
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== finger?.id) return;
    if (isDragging) {
      const speed = way(event) / Math.max(1, event.timeStamp - finger.at);
      const isOpen = Math.abs(speed) > fast_px_per_ms ? speed > 0 : shown(event) > 0.5;
      isDrawerOpen.value = isOpen;
    }
    end();
  };
  root.addEventListener("pointerdown", down, { signal });
  root.addEventListener("pointermove", move, { signal });
  root.addEventListener("pointerup", up, { signal });
  root.addEventListener("pointercancel", end, { signal });
  return () => listening.abort();
}

function forward(): number {
  return document.documentElement.dir === "rtl" ? -1 : 1;
}

/** Not where a finger does something else: at the screen's edge, in a field, or on what scrolls to the side itself. */
function mayBegin(target: Element, x: number): boolean {
  const fromSide = forward() > 0 ? x : innerWidth - x;
  if (fromSide < system_px || innerWidth - fromSide < system_px) return false;
  if (!isDrawerOpen.peek() && (fromSide > innerWidth / 2 || target.closest(".members, dialog"))) return false;
  for (let each: Element | null = target; each; each = each.parentElement) {
    if (each.matches("input, textarea, select")) return false;
    if (each.scrollWidth > each.clientWidth && /auto|scroll/.test(getComputedStyle(each).overflowX)) return false;
  }
  return true;
}
