import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { User } from "../../protocol/records.ts";
import { emojiTable, loadEmoji } from "../emoji/emoji.ts";
import { words } from "../language/language.ts";
import { attempt } from "../state/notice.ts";
import { type Store, useStore } from "../state/store.ts";
import { type Begin, candidates_max, candidatesOf, type Candidate, type Known } from "./completion.ts";
import { slashesFor } from "./slash.ts";

const pause_ms = 150;
/** Of larger channels not everybody is looked up: the server finds who fits. */
const members_max = 200;

/** The candidates for a word in a channel. What they need is loaded when such a word is begun. */
export function useCandidates(channel: Id, begin: Begin | undefined): Candidate[] {
  const store = useStore();
  const found = useSignal<readonly User[]>([]);
  const trigger = begin?.trigger;
  const word = begin?.word ?? "";
  const language = words().code;
  useEffect(() => {
    if (trigger === "mention") attempt(store.client.loadMembers(channel));
    if (trigger === "emoji") attempt(loadEmoji(language));
  }, [trigger, store, channel, language]);
  useEffect(() => {
    if (trigger !== "mention" || word === "") return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      store.client.do("user.find", { query: word, limit: candidates_max }).then(
        ({ users }) => {
          if (isCurrent) found.value = users;
        },
        // Those that are known already are offered.
        () => undefined,
      );
    }, pause_ms);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [trigger, word, store, found]);
  return begin ? candidatesOf(begin, knownHere(store, channel, begin, found.value)) : [];
}

function knownHere(store: Store, id: Id, { trigger }: Begin, found: readonly User[]): Known {
  const channel = store.channel(id);
  const { everybody, notHere } = words().composer;
  return {
    users: trigger === "mention" ? people(store, id, found) : [],
    withEverybody: channel?.kind !== "direct" && store.me?.role !== "guest",
    channels: trigger === "channel" ? store.channels.value.filter(({ kind }) => kind !== "direct") : [],
    emoji: trigger === "emoji" ? emojiTable() : undefined,
    slashes: trigger === "slash" && channel ? slashesFor({ store, channel }) : [],
    words: { everybody, notHere },
  };
}

function people(store: Store, id: Id, found: readonly User[]): Known["users"] {
  const { list: members, complete = false } = store.members.get(id) ?? {};
  const ids = [...(members?.keys() ?? [])];
  const known =
    ids.length <= members_max
      ? ids.map((user) => store.user(user))
      : ids.map((user) => store.client.model.users.get(user));
  const users = new Map([...known, ...found].flatMap((user) => (user ? [[user.id, user]] : [])));
  return (
    [...users.values()]
      .filter(({ deactivated }) => !deactivated)
      // Who is not in the channel can be said when all who are have been named.
      .map((user) => ({ user, isMember: !complete || (members?.has(user.id) ?? true) }))
  );
}
