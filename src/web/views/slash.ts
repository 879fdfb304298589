import { notify_default } from "../../protocol/records.ts";
import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { isSetAway } from "../state/attention.ts";
import { type ChannelDialog, dialog } from "../state/layout.ts";
import { channelPath, go } from "../state/place.ts";
import { prefer } from "../state/preferences.ts";
import type { Store } from "../state/store.ts";
import { slugOf } from "../text/slug.ts";
import { openDirect } from "./direct.ts";
import { mayAdd, mayRun, maySetTopic } from "./right.ts";

/** Where a slash command is written. */
export interface Here {
  readonly store: Store;
  readonly channel: Channel;
}

interface Slash {
  readonly may?: (here: Here) => boolean;
  /** Whether it can be done without the server. */
  readonly isLocal?: true;
  /** Does it with what stands behind its name. Resolves to a sentence when that does not do; rejects with a CommandError. */
  readonly run: (here: Here, rest: string) => Promise<string | undefined>;
}

/** What can be written at a message's begin in place of one. What is said of each is in words().slash. */
const slashes = {
  topic: {
    may: ({ store, channel }) => maySetTopic(channel, store.me),
    run: ({ store, channel }, topic) =>
      topic === ""
        ? open("topic", channel)
        : done(store.client.do("channel.set_topic", { channel: channel.channel, topic })),
  },
  invite: {
    may: ({ store, channel }) => mayAdd(channel, store.me),
    run: async ({ store, channel }, rest) => {
      if (rest === "") return open("add", channel);
      const users = await Promise.all(rest.split(/[\s,]+/).map((handle) => findUser(store, handle)));
      const ids = users.flatMap((user) => user?.id ?? []);
      if (ids.length < users.length) return words().slash.nobody(rest);
      return done(store.client.do("member.add", { channel: channel.channel, users: ids }));
    },
  },
  mute: {
    run: ({ store, channel: { channel, notify } }) =>
      done(
        store.client.do("channel.set_notify", { channel, notify: notify === "nothing" ? notify_default : "nothing" }),
      ),
  },
  leave: { may: isNamed, run: ({ channel }) => open("leave", channel) },
  join: { may: ({ store }) => store.me?.role !== "guest", run: ({ store }, rest) => join(store, rest) },
  dm: {
    run: async ({ store }, rest) => {
      const [, handle = "", body = ""] = /^(\S*)\s*([^]*)$/.exec(rest) ?? [];
      const user = handle === "" ? undefined : await findUser(store, handle);
      if (!user) return words().slash.nobody(handle);
      const channel = await openDirect(store, [user.id]);
      if (body !== "") store.client.send(channel, body);
      return undefined;
    },
  },
  shrug: {
    isLocal: true,
    run: ({ store, channel }, rest) => {
      // Marks of Markdown, which are meant as they are.
      store.client.send(channel.channel, `${rest} ¯\\\\\\_(ツ)\\_/¯`.trim());
      return Promise.resolve(undefined);
    },
  },
  away: { isLocal: true, run: () => setAway(true) },
  online: { isLocal: true, run: () => setAway(false) },
  rename: {
    may: ({ store, channel }) => mayRun(channel, store.me),
    run: ({ store, channel }, name) =>
      name === ""
        ? open("rename", channel)
        : done(store.client.do("channel.rename", { channel: channel.channel, name })),
  },
  archive: {
    may: ({ store, channel }) => mayRun(channel, store.me),
    run: ({ channel }) => open("archive", channel),
  },
  theme: {
    isLocal: true,
    run: (_here, rest) => {
      if (rest !== "light" && rest !== "dark" && rest !== "system") return Promise.resolve(words().slash.whichTheme);
      prefer({ theme: rest });
      return Promise.resolve(undefined);
    },
  },
  help: {
    isLocal: true,
    run: () => {
      dialog.value = { type: "shortcuts" };
      return Promise.resolve(undefined);
    },
  },
} satisfies Record<string, Slash>;

export type SlashName = keyof typeof slashes;

export function slashesFor(here: Here): { name: SlashName; text: string }[] {
  return Object.keys(slashes)
    .filter(isSlash)
    .filter((name) => mayUse(name, here))
    .map((name) => ({ name, text: words().slash.names[name] }));
}

/** The name and the rest of a text that looks like a slash command: "/usr/bin" does not. */
export function readSlash(body: string): { name: string; rest: string } | undefined {
  const [, name, rest = ""] = /^\/([a-z]+)(?:\s+([^]*))?$/.exec(body.trimEnd()) ?? [];
  return name === undefined ? undefined : { name, rest };
}

/** Whether there is such a command here. */
export function isSlashHere(name: string, here: Here): name is SlashName {
  return isSlash(name) && mayUse(name, here);
}

/** Resolves to a sentence when it was not done. Rejects with a CommandError. */
export function runSlash(name: SlashName, here: Here, rest: string): Promise<string | undefined> {
  const { isLocal, run }: Slash = slashes[name];
  if (here.store.isCutOff && !isLocal) return Promise.resolve(words().offline.needsServer);
  return run(here, rest);
}

function mayUse(name: SlashName, here: Here): boolean {
  const { may }: Slash = slashes[name];
  return may?.(here) ?? true;
}

function isSlash(name: string): name is SlashName {
  return Object.hasOwn(slashes, name);
}

function isNamed({ channel }: Here): boolean {
  return channel.kind !== "direct";
}

function open(type: ChannelDialog, { channel }: Channel): Promise<undefined> {
  dialog.value = { type, channel };
  return Promise.resolve(undefined);
}

function setAway(away: boolean): Promise<undefined> {
  isSetAway.value = away;
  return Promise.resolve(undefined);
}

async function done(doing: Promise<unknown>): Promise<undefined> {
  await doing;
}

async function findUser({ client }: Store, written: string) {
  const handle = written.replace(/^@/, "").toLowerCase();
  const { users } = await client.do("user.find", { query: handle, limit: 1 });
  return users.find((user) => user.handle === handle);
}

async function join(store: Store, written: string): Promise<string | undefined> {
  const name = written.replace(/^#/, "");
  const isMeant = (other: { name?: string | undefined }) =>
    other.name?.toLowerCase() === name.toLowerCase() || (name !== "" && slugOf(other.name ?? "") === slugOf(name));
  const known = [...store.client.model.channels.values()].find(isMeant);
  if (known) {
    go(channelPath(known.channel));
    return undefined;
  }
  const query = /^[^-]*/.exec(name)?.[0] ?? "";
  const { channels } = await store.client.do("channel.browse", { query });
  const found = channels.find(isMeant);
  if (!found) return words().slash.noChannel(name);
  await store.client.do("channel.join", { channel: found.channel });
  go(channelPath(found.channel));
  return undefined;
}
