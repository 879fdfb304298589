import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { markdownOf, plainText } from "../../markdown/parse.ts";
import { isWaiting } from "../../state/calls.ts";
import { lastChannels } from "../../state/memory.ts";
import { closeDialog } from "../../state/layout.ts";
import { attempt } from "../../state/notice.ts";
import { channelPath, currentChannel, go, messagePath } from "../../state/place.ts";
import { isComposing, shortcutOf } from "../../state/shortcuts.ts";
import { type Store, useStore } from "../../state/store.ts";
import { fuzzyMatch } from "../../text/fuzzy.ts";
import { actionsFor } from "../actions.ts";
import { Avatar } from "../avatar.tsx";
import { Counts } from "../channellink.tsx";
import { ChannelMark } from "../channelmark.tsx";
import { Icon } from "../icon.tsx";
import { KeyCaps } from "../keycaps.tsx";
import { openDirect } from "../direct.ts";
import { channelName, channelTitle, UserName } from "../name.tsx";
import { beforeQuery, type Entry, type Group, lineFor, search } from "../switching.ts";
import { useLookup } from "./lookup.ts";
import { useModal } from "./modal.ts";

const looked_up_max = 8;
const messages_max = 5;
/** Messages are looked for from so many letters on: fewer find nearly everything. */
const letters_min = 3;
const messages_pause_ms = 200;

/** Goes anywhere and does anything, by a few letters. */
export function Switcher() {
  const store = useStore();
  const id = useId();
  const element = useRef<HTMLDialogElement>(null);
  const at = useSignal(0);
  const lookup = useLookup((query) => askServer(store, query));
  const messages = useLookup((text) => findMessages(store, text), messages_pause_ms);
  const { query } = lookup;
  const sentences = words().switcher;
  useModal(element, closeDialog);

  const groups = [
    ...groupsFor(store, query.value, lookup.found.value ?? nothing),
    ...messagesGroup(query.value, messages.found.value),
  ];
  const all = groups.flatMap(({ entries }) => entries);
  const chosen = Math.min(at.value, all.length - 1);
  useLayoutEffect(() => element.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }));

  const take = (entry: Entry | undefined) => {
    if (!entry) return;
    // Closed first, so that the focus is where it was when the next thing takes it.
    element.current?.close();
    closeDialog();
    run(store, entry);
  };
  const press = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) at.value = (chosen + step + all.length) % Math.max(1, all.length);
    else if (event.key === "Enter") take(all[chosen]);
    else if (shortcutOf(event, "move") === "switcher") closeDialog();
    else return;
    event.preventDefault();
  };
  return (
    <dialog ref={element} class="dialog switcher" aria-label={sentences.title}>
      <div class="switcher-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          autofocus
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="go"
          aria-label={sentences.title}
          placeholder={sentences.placeholder}
          aria-expanded={all.length > 0}
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={all.length > 0 ? `${id}-${chosen}` : undefined}
          value={query.value}
          onInput={({ currentTarget }) => {
            at.value = 0;
            lookup.set(currentTarget.value);
            messages.set(currentTarget.value);
          }}
          onKeyDown={press}
        />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <div class="switcher-list" id={`${id}-list`} role="listbox" tabIndex={-1} aria-label={sentences.title}>
        {groups.map(({ name, entries }) => (
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          <div key={name} role="group" aria-label={sentences.groups[name]}>
            <p class="switcher-title" aria-hidden="true">
              {sentences.groups[name]}
            </p>
            {entries.map((entry) => {
              const i = all.indexOf(entry);
              return (
                <button
                  key={entry.key}
                  type="button"
                  tabIndex={-1}
                  class="switcher-entry"
                  // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
                  role="option"
                  id={`${id}-${i}`}
                  aria-selected={i === chosen}
                  onMouseMove={() => {
                    at.value = i;
                  }}
                  onClick={() => take(entry)}
                >
                  <EntryContent entry={entry} query={query.value} />
                </button>
              );
            })}
          </div>
        ))}
      </div>
      {all.length === 0 && (
        <output class="switcher-none">
          {lookup.isLooking || messages.isLooking ? words().general.loading : sentences.none}
        </output>
      )}
      {messages.error.value !== "" && <output class="switcher-none">{messages.error.value}</output>}
      {lookup.error.value !== "" && <p class="form-error">{lookup.error.value}</p>}
    </dialog>
  );
}

function EntryContent({ entry, query }: { entry: Entry; query: string }) {
  const store = useStore();
  const [shown = "", also = ""] = entry.texts;
  switch (entry.type) {
    case "channel": {
      const { channel } = entry;
      return (
        <>
          <ChannelMark channel={channel} dot />
          <Marked text={shown} query={query} />
          <bdi class="hint">{channel.archived ? words().switcher.archived : (channel.topic ?? "")}</bdi>
          {isWaiting(channel) && <Counts channel={channel} />}
        </>
      );
    }
    case "user":
      return (
        <>
          <Avatar user={entry.user.id} dot />
          <Marked text={shown} query={query} />
          <span class="hint">
            @<Marked text={also} query={query} />
          </span>
        </>
      );
    case "join":
      return (
        <>
          <Icon name="hash" />
          <Marked text={shown} query={query} />
          <span class="hint">{words().switcher.join}</span>
        </>
      );
    case "action": {
      const action = actionsFor(store).find(({ name }) => name === entry.name);
      return (
        <>
          {action && <Icon name={action.icon} />}
          <Marked text={shown} query={query} />
          {action?.shortcut && <KeyCaps of={action.shortcut} />}
        </>
      );
    }
    case "message": {
      const { author, channel, attachments = [] } = entry.message;
      const [picture] = attachments;
      const where = store.client.model.channels.get(channel);
      return (
        <>
          <Avatar user={author} />
          <span class="switcher-where">
            <UserName user={author} /> {where && <bdi>{channelTitle(store, where)}</bdi>}
          </span>
          <Marked text={shown} query={query} />
          {picture && <span class="hint">{words().pictures.named(picture.name)}</span>}
        </>
      );
    }
  }
}

/** The text with what fits the query marked. */
function Marked({ text, query }: { text: string; query: string }) {
  const parts: ComponentChildren[] = [];
  let end = 0;
  for (const [from, to] of fuzzyMatch(query, text)?.ranges ?? []) {
    parts.push(text.slice(end, from), <mark key={from}>{text.slice(from, to)}</mark>);
    end = to;
  }
  return (
    <bdi class="switcher-text">
      {parts}
      {text.slice(end)}
    </bdi>
  );
}

type Found = Awaited<ReturnType<typeof askServer>>;
const nothing: Found = { users: [], channels: [] };

/** What is not known here: people, and public channels that one is not in. */
async function askServer({ client }: Store, query: string) {
  const whole = query.trim();
  const [first = ""] = whole.split(/\s+/);
  if (first === "") return { users: [], channels: [] };
  const isGuest = client.me?.role === "guest";
  // Of many who begin alike those are meant who go on as is written, too.
  const [begun, exact, { channels }] = await Promise.all([
    client.do("user.find", { query: first, limit: looked_up_max }),
    whole === first ? { users: [] } : client.do("user.find", { query: whole, limit: looked_up_max }),
    isGuest ? { channels: [] } : client.do("channel.browse", { query: whole, limit: looked_up_max }),
  ]);
  return { users: [...begun.users, ...exact.users], channels };
}

interface FoundMessages {
  readonly query: string;
  readonly messages: readonly Message[];
}

async function findMessages({ client }: Store, query: string): Promise<FoundMessages> {
  const letters = query.match(/[\p{L}\p{N}]/gu) ?? [];
  if (letters.length < letters_min) return { query, messages: [] };
  const { messages } = await client.search(query.trim(), { limit: messages_max });
  return { query, messages };
}

/** What the server found for this very query: unlike the rest, it cannot be looked through here while the next is asked for. */
function messagesGroup(query: string, found: FoundMessages | undefined): Group[] {
  if (found?.query !== query || found.messages.length === 0) return [];
  const entries = found.messages.map((message): Entry => ({
    type: "message",
    key: `${message.channel}/${message.seq}`,
    texts: [withoutMarks(lineFor(query, message.body))],
    message,
  }));
  return [{ name: "messages", entries }];
}

/** A line as it is read in the message; one that is more than a sentence, such as a list, as it was written. */
function withoutMarks(line: string): string {
  const [block, ...others] = markdownOf(line);
  return block?.type === "paragraph" && others.length === 0 ? plainText(block.children) : line;
}

function groupsFor(store: Store, query: string, found: Found): Group[] {
  const { model } = store.client;
  const channels = store.channels.value.map((channel): Entry => ({
    type: "channel",
    key: channel.channel,
    texts: [channelName(store, channel)],
    channel,
  }));
  const actions = actionsFor(store).map(({ name }): Entry => ({
    type: "action",
    key: name,
    texts: [words().switcher.actions[name]],
    name,
  }));
  if (query.trim() === "")
    return [...beforeQuery(channels, lastChannels(), currentChannel()), { name: "actions", entries: actions }];
  const users = new Map([...model.users, ...found.users.map((user) => [user.id, user] as const)]);
  const people = [...users.values()]
    .filter(({ deactivated }) => !deactivated)
    .map((user): Entry => ({ type: "user", key: user.id, texts: [user.name, user.handle], user }));
  const joinable = found.channels
    .filter(({ channel, archived }) => !archived && !model.channels.has(channel))
    .map(({ channel, name }): Entry => ({ type: "join", key: channel, texts: [name], channel }));
  return search(query, [
    { name: "channels", entries: channels },
    { name: "people", entries: people },
    { name: "join", entries: joinable },
    { name: "actions", entries: actions },
  ]);
}

function run(store: Store, entry: Entry): void {
  switch (entry.type) {
    case "channel":
      return go(channelPath(entry.channel.channel));
    case "user":
      return attempt(openDirect(store, [entry.user.id]));
    case "join": {
      const { channel } = entry;
      return attempt(store.client.do("channel.join", { channel }).then(() => go(channelPath(channel))));
    }
    case "action":
      return actionsFor(store)
        .find(({ name }) => name === entry.name)
        ?.run(store);
    case "message":
      return go(messagePath(entry.message.channel, entry.message.seq));
  }
}
