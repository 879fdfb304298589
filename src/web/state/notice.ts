import { signal } from "@preact/signals";
import { asCommandError } from "../../sdk/error.ts";
import { translated, words } from "../language/language.ts";

export interface Notice {
  readonly key: number;
  readonly text: string;
}

const shown_ms = 8000;
const current = signal<readonly Notice[]>([]);
let key = 0;

export function notices(): readonly Notice[] {
  return current.value;
}

/** Shows a sentence for a while. */
export function notify(text: string): void {
  const notice = { key: key++, text };
  current.value = [...current.value, notice];
  setTimeout(() => dismiss(notice), shown_ms);
}

export function dismiss(notice: Notice): void {
  current.value = current.value.filter((other) => other !== notice);
}

/** What went wrong, for its user, with the time to wait if there is one. */
export function sentenceOf(thrown: unknown): string {
  const { code, message, retry_after_ms } = asCommandError(thrown);
  const sentence = translated(message, code);
  return retry_after_ms === undefined
    ? sentence
    : words().general.waitSeconds(sentence, Math.ceil(retry_after_ms / 1000));
}

/** Shows why something failed, where nothing nearer to it can. */
export function attempt(doing: Promise<unknown>): void {
  doing.catch((error: unknown) => notify(sentenceOf(error)));
}
