import { computed, signal } from "@preact/signals";
import type { CommandErrorCode } from "../../sdk/error.ts";
import { preferences } from "../state/preferences.ts";
import { type Catalogue, en } from "./en.ts";

/** The languages there are, by the name that their speakers know. English is always there; the others are loaded when chosen. */
export const languages = {
  en: { name: "English", load: () => Promise.resolve(en) },
  de: { name: "Deutsch", load: () => import("./de.ts").then(({ de }) => de) },
} as const satisfies Record<string, { name: string; load: () => Promise<Catalogue> }>;

export type Language = keyof typeof languages;

const catalogue = signal<Catalogue>(en);

/** The sentences in the language of the reader. What calls it is drawn again when the language is another. */
export function words(): Catalogue {
  return catalogue.value;
}

/** The locale for dates, numbers and sorting: the browser's own variant of the language, if it has one. */
export const locale = computed(() => {
  const { code } = catalogue.value;
  return navigator.languages.find((tag) => tag === code || tag.startsWith(`${code}-`)) ?? code;
});

/** How names are sorted where they are read. */
export const order = computed(() => new Intl.Collator(locale.value, { numeric: true, sensitivity: "base" }));

/**
 * The first of each kind that a page makes, whatever its locale, takes Chromium 10 to 20 ms on a fast machine, and later ones less than 1:
 * to be called while something is waited for.
 */
export function warmFormats(): void {
  // Each in a task of its own, so that nothing else waits for both.
  setTimeout(() => new Intl.Collator());
  setTimeout(() => new Intl.DateTimeFormat());
}

/** What the server or the SDK said, in the language of the reader as far as that has words for it. */
export function translated(sentence: string, code?: CommandErrorCode): string {
  const { sentences, codes } = words().server;
  return sentences[sentence] ?? (code && codes[code]) ?? sentence;
}

/** Loads the language that is chosen, or the first of the browser's that there is, and shows it. */
export async function speak(): Promise<void> {
  const chosen = preferences().language;
  const language = isLanguage(chosen) ? chosen : languageOf(navigator.languages);
  const loaded = await languages[language].load();
  catalogue.value = loaded;
  const root = document.documentElement;
  // Said again, the same language too has the browser look at the style of every element.
  if (root.lang !== loaded.code) root.lang = loaded.code;
  if (root.dir !== loaded.direction) root.dir = loaded.direction;
}

export function languageOf(tags: readonly string[]): Language {
  return tags.map((tag) => tag.split("-")[0] ?? "").find(isLanguage) ?? "en";
}

export function isLanguage(code: string): code is Language {
  return Object.hasOwn(languages, code);
}
