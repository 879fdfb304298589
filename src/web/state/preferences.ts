import { effect, signal } from "@preact/signals";

/** How this browser is to look, whoever signs in with it: it outlives sessions. */
export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  readonly density: "cosy" | "compact";
  /** A language's code, or "system": the first of the browser's that there is. */
  readonly language: string;
  /** Whether the browser tells of mentions and direct messages while nobody looks, and whether it may be heard. */
  readonly notifications: boolean;
  readonly sound: boolean;
  /** Whether shortcuts of a single character do something: not for who speaks to their computer, or hits keys unmeant. */
  readonly characterKeys: boolean;
  /** Whether an owner is told what to do next in a new workspace. */
  readonly firstSteps: boolean;
}

const initial: Preferences = {
  theme: "system",
  density: "cosy",
  language: "system",
  notifications: false,
  sound: false,
  characterKeys: true,
  firstSteps: true,
};
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

/** Takes what another window of the browser has chosen. */
export function rereadPreferences(): void {
  current.value = load();
}

/** Marks the page with theme and density, of which the styles make the rest, and colours the system's bars as the page is. */
export function applyPreferences(): void {
  const bars = [...document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")];
  const [light = "", dark = ""] = bars.map(({ content }) => content);
  effect(() => {
    const { theme, density } = current.value;
    for (const [i, bar] of bars.entries())
      bar.content = theme === "light" || (theme === "system" && i === 0) ? light : dark;
    document.documentElement.dataset["theme"] = theme;
    document.documentElement.dataset["density"] = density;
  });
}

function load(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(preferencesKey) ?? "{}");
    if (typeof stored !== "object" || stored === null) return initial;
    const { theme, density, language, notifications, sound, characterKeys, firstSteps } = { ...initial, ...stored };
    return {
      theme: theme === "light" || theme === "dark" ? theme : "system",
      density: density === "compact" ? density : "cosy",
      language: typeof language === "string" ? language : "system",
      notifications: notifications === true,
      sound: sound === true,
      characterKeys: characterKeys !== false,
      firstSteps: firstSteps !== false,
    };
  } catch {
    return initial;
  }
}
