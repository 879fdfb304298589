import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { emojiTable, loadEmoji } from "../emoji/emoji.ts";
import { words } from "../language/language.ts";
import { attempt } from "../state/notice.ts";
import { type Store, useStore } from "../state/store.ts";
import { type Begin, candidatesOf, type Candidate, type Known } from "./completion.ts";
import { slashesFor } from "./slash.ts";

const pause_ms = 150;
/** Where not more fit, all are known, and none of the letters that follow asks again. */
const found_max = 40;

/** Who fits a word: members of the channel first, as the server found them. */
interface Found {
  readonly users: Known["users"];
  /** Of which word all are among them, and so are those of longer ones. */
  readonly word: string | undefined;
}

const nobody: Found = { users: [], word: undefined };

/** The candidates for a word in a channel. What they need is loaded when such a word is begun. */
export function useCandidates(channel: Id, begin: Begin | undefined): Candidate[] {
  const store = useStore();
  const found = useSignal(nobody);
  const trigger = begin?.trigger;
  const word = begin?.word ?? "";
  const language = words().code;
  useEffect(() => {
    if (trigger === "emoji") attempt(loadEmoji(language));
    // Who is in the channel may be others when the next one is begun.
    if (trigger !== "mention") found.value = nobody;
  }, [trigger, language, found]);
  useEffect(() => {
    const known = found.peek().word;
    if (trigger !== "mention" || (known !== undefined && word.startsWith(known))) return undefined;
    let isCurrent = true;
    const timer = setTimeout(
      () => {
        findUsers(store, channel, word).then(
          (answer) => {
            if (isCurrent) found.value = answer;
          },
          // Those that are known already are offered.
          () => undefined,
        );
      },
      word === "" ? 0 : pause_ms,
    );
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [trigger, word, store, channel, found]);
  return begin ? candidatesOf(begin, knownHere(store, channel, begin, found.value.users)) : [];
}

async function findUsers({ client }: Store, channel: Id, query: string): Promise<Found> {
  const [here, all] = await Promise.all([
    client.do("user.find", { query, channel, limit: found_max }),
    // Of those who are not in the channel nobody is offered before a letter says who is meant.
    query === "" ? { users: [], more: true } : client.do("user.find", { query, limit: found_max }),
  ]);
  const members = new Set(here.users.map(({ id }) => id));
  // Who is not in the channel can be said when all who are have been named.
  const others = here.more ? [] : all.users.filter(({ id }) => !members.has(id));
  const users = [
    ...here.users.map((user) => ({ user, isMember: true })),
    ...others.map((user) => ({ user, isMember: false })),
  ].filter(({ user }) => !user.deactivated);
  return { users, word: here.more || all.more ? undefined : query };
}

function knownHere(store: Store, id: Id, { trigger }: Begin, users: Known["users"]): Known {
  const channel = store.channel(id);
  const { everybody, notHere } = words().composer;
  return {
    users: trigger === "mention" ? users : [],
    withEverybody: channel?.kind !== "direct" && store.me?.role !== "guest",
    channels: trigger === "channel" ? store.channels.value.filter(({ kind }) => kind !== "direct") : [],
    emoji: trigger === "emoji" ? emojiTable() : undefined,
    slashes: trigger === "slash" && channel ? slashesFor({ store, channel }) : [],
    words: { everybody, notHere },
  };
}
