import { computed, useSignal } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { Presence, User } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { useStore } from "../state/store.ts";

/** As many as tokens.css has. */
const tones = 12;

/** The picture that a user has chosen, or their initials on a colour that is always the same for them; with a dot for whether they are there. */
export function Avatar({ user, dot = false }: { user: Id; dot?: boolean }) {
  const store = useStore();
  return showAvatar(user, store.user(user), dot ? store.presence(user) : undefined);
}

/** The same of a user who is known already. No component: very many are drawn at once. */
export function showAvatar(id: Id, { name = "", avatar }: Partial<User> = {}, presence?: Presence, letters: 1 | 2 = 2) {
  return (
    <span class={`avatar tone-${toneOf(id)}`} aria-hidden="true">
      {letters === 1 ? initial(name) : initials(name)}
      {avatar && <Picture key={avatar} avatar={avatar} />}
      {presence && <span class={`dot ${presence}`} />}
    </span>
  );
}

/** Those that came before: the browser has them, and the initials need not be seen until they are there. */
const known = new Set<Id>();

/** Lies over the initials, and shows itself when it is there: nothing moves, and without it they are what is seen. */
function Picture({ avatar }: { avatar: Id }) {
  const isThere = useSignal(known.has(avatar));
  return (
    <img
      class={isThere.value ? "there" : ""}
      src={`/avatars/${avatar}`}
      alt=""
      loading="lazy"
      draggable={false}
      onLoad={() => {
        known.add(avatar);
        isThere.value = true;
      }}
      onError={() => {
        known.delete(avatar);
        isThere.value = false;
      }}
    />
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

/** As a reader would count letters. */
function initial(name: string): string {
  return lettersOf(partsOf(name)[0] ?? "")[0]?.toUpperCase() ?? "";
}

/** Two letters: of the first and the last word, or the first two of the only one. */
function initials(name: string): string {
  const parts = partsOf(name);
  const [first = "", second = ""] = lettersOf(parts[0] ?? "");
  const [last] = parts.length > 1 ? lettersOf(parts.at(-1) ?? "") : [];
  return first.toUpperCase() + (last?.toUpperCase() ?? second.toLowerCase());
}

function partsOf(name: string): string[] {
  return name.split(ascii.test(name) ? betweenAscii : between).filter((part) => part !== "");
}

const ascii = /^[\x20-\x7e]*$/;
const betweenAscii = /[^A-Za-z0-9]+/;
// Both know all of Unicode, and are made when a name needs them.
const between = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}]+/u;
const segmenter = computed(() => new Intl.Segmenter());

function lettersOf(word: string): string[] {
  if (ascii.test(word)) return Array.from(word);
  return Array.from(segmenter.value.segment(word), ({ segment }) => segment);
}
