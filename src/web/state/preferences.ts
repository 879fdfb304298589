import { effect, signal } from "@preact/signals";

/** How this browser is to look, whoever signs in with it: it outlives sessions. */
export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  readonly density: "cosy" | "compact";
  /** A language's code, or "system": the first of the browser's that there is. */
  readonly language: string;
}

const initial: Preferences = { theme: "system", density: "cosy", language: "system" };
export const preferencesKey = "preferences";

const current = signal(load());

export function preferences(): Preferences {
  return current.value;
}

export function prefer(change: Partial<Preferences>): void {
  current.value = { ...current.peek(), ...change };
  try {
    localStorage.setItem(preferencesKey, JSON.stringify(current.peek()));
  } catch {
    // The browser has no room: then they last until the page is left.
  }
}

/** Marks the page with theme and density, of which the styles make the rest. */
export function applyPreferences(): void {
  effect(() => {
    const { theme, density } = current.value;
    document.documentElement.dataset["theme"] = theme;
    document.documentElement.dataset["density"] = density;
  });
}

function load(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(preferencesKey) ?? "{}");
    if (typeof stored !== "object" || stored === null) return initial;
    const { theme, density, language } = { ...initial, ...stored };
    return {
      theme: theme === "light" || theme === "dark" ? theme : "system",
      density: density === "compact" ? density : "cosy",
      language: typeof language === "string" ? language : "system",
    };
  } catch {
    return initial;
  }
}
