import { signal } from "@preact/signals";
import { asCommandError } from "../../sdk/error.ts";
import { translated, words } from "../language/language.ts";

export interface Notice {
  readonly key: number;
  readonly text: string;
  readonly offer: Offer | undefined;
}

/** What can be done about it. */
export interface Offer {
  readonly text: string;
  readonly run: () => void;
}

const shown_ms = 8000;
const current = signal<readonly Notice[]>([]);
let key = 0;

export function notices(): readonly Notice[] {
  return current.value;
}

/** Shows a sentence for a while; with an offer until that is taken, or the sentence is dismissed. */
export function notify(text: string, offer?: Offer): void {
  // What offers something stays: the same again says nothing new.
  if (offer && current.peek().some((other) => other.offer && other.text === text)) return;
  const notice = { key: key++, text, offer };
  current.value = [...current.value, notice];
  if (!offer) setTimeout(() => dismiss(notice), shown_ms);
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
