import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";

const tones = 8;

/** A user's initials on a colour that is always the same for them, with a dot for whether they are there. */
export function Avatar({ user, dot = false }: { user: Id; dot?: boolean }) {
  const store = useStore();
  const name = store.user(user)?.name ?? "";
  return (
    <span class={`avatar tone-${toneOf(user)}`} aria-hidden="true">
      {initials(name)}
      {dot && <span class={`dot ${store.presence(user)}`} />}
    </span>
  );
}

/** Presence in words, for who does not see the dot. */
export function PresenceText({ user }: { user: Id }) {
  const presence = useStore().presence(user);
  return <span class="unseen"> ({words().presence[presence]})</span>;
}

function toneOf(id: Id): number {
  return Array.from(id).reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1021, 0) % tones;
}

/** The first letters of the first and the last word, each as a reader would count letters. */
function initials(name: string): string {
  const parts = name.split(/[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/u).filter((part) => part !== "");
  const [first = "", last = ""] = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  return [first, last].map(firstLetter).join("").toUpperCase();
}

const letters = new Intl.Segmenter();

function firstLetter(word: string): string {
  return letters.segment(word)[Symbol.iterator]().next().value?.segment ?? "";
}
