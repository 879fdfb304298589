import { type Accent, accent_default, accents } from "../../protocol/records.ts";
import { loadAccent, saveAccent } from "./memory.ts";

/** Marks the page with the workspace's colour, of which the styles make the rest. */
export function showAccent(shown: Accent = accent_default): void {
  document.documentElement.dataset["accent"] = shown;
}

/** As showAccent, and for the next time that the page is loaded, before the server has said anything. */
export function keepAccent(shown: Accent): void {
  showAccent(shown);
  saveAccent(shown);
}

export function rememberedAccent(): Accent | undefined {
  const known = loadAccent();
  return accents.find((each) => each === known);
}
