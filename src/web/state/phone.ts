import { dialog } from "./layout.ts";

/** Less than this is not a keyboard. */
const keyboard_px_min = 80;

/**
 * Makes the page as high as what the keyboard leaves of it, where the browser does not do so itself: iOS lays it over the page,
 * which would hide what is written.
 */
export function fitToKeyboard(): void {
  const seen = visualViewport;
  const { style } = document.documentElement;
  seen?.addEventListener("resize", () => {
    const isCovered = seen.scale === 1 && innerHeight - seen.height > keyboard_px_min;
    if (isCovered) style.setProperty("--page-height", `${seen.height}px`);
    else style.removeProperty("--page-height");
    if (isCovered) scrollTo(0, 0);
  });
}

/** The shortcuts of the installed app, as the manifest has them, open a dialog. */
export function openShortcut(): void {
  const asked = new URLSearchParams(location.search).get("open");
  if (asked === null) return;
  history.replaceState(null, "", location.pathname);
  if (asked === "direct" || asked === "browse") dialog.value = { type: asked };
}
