import { type Signal, signal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { dialog } from "../state/layout.ts";
import { loadEdit } from "../state/memory.ts";
import { attempt } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Announcer } from "./announcer.tsx";
import { Composer } from "./composer.tsx";
import { DrawerButton } from "./drawer.tsx";
import { FileTarget } from "./files.tsx";
import { Icon } from "./icon.tsx";
import { ChannelHeader } from "./header.tsx";
import { Messages } from "./messages.tsx";
import { Missing } from "./missing.tsx";
import { mayRun } from "./right.ts";
import { TypingLine } from "./typing.tsx";

/** Of so many channels, those looked at last, the messages stay drawn. */
const open_max = 20;

/** One channel: what it is, what was said in it, and what is about to be said. */
export function ChannelPage({ id }: { id: Id | undefined }) {
  const store = useStore();
  const open = useOpen(id);
  const channel = id && store.channel(id);
  const current = id && open.get(id);
  if (!channel || !current) return store.isListed ? <NotHere asked={id !== undefined} /> : <Awaited />;
  return (
    <main class="channel">
      <PageTitle />
      <ChannelHeader channel={channel} />
      {[...open].map(([each, { editing }]) => (
        <Messages key={each} id={each} editing={editing} isShown={each === id} />
      ))}
      <Announcer key={id} channel={id} />
      <TypingLine channel={id} />
      {channel.archived ? <Archived channel={channel} /> : <Composer id={id} editing={current.editing} />}
      {!channel.archived && <FileTarget channel={channel} />}
    </main>
  );
}

/** The list of channels, where the name of the workspace is seen, may be out of sight. */
function PageTitle() {
  return <h1 class="unseen">{useStore().workspace}</h1>;
}

/** A channel that was looked at. */
interface Open {
  /** The message being edited. */
  readonly editing: Signal<number | undefined>;
  visit: number;
}

/** The channel and those looked at before it, in the order in which they were first: what is drawn is not moved about. */
function useOpen(current: Id | undefined): ReadonlyMap<Id, Open> {
  const { channels } = useStore().client.model;
  const open = useMemo(() => new Map<Id, Open>(), []);
  const last = useRef<Id | undefined>(undefined);
  const visits = useRef(0);
  if (current === last.current) return open;
  last.current = current;
  // What is being edited is kept, and taken up again, as over a reload.
  for (const [id, { editing }] of open) if (editing.peek() !== undefined || !channels.has(id)) open.delete(id);
  if (current === undefined) return open;
  const visited = open.get(current) ?? { editing: signal(loadEdit(current)?.seq), visit: 0 };
  visited.visit = ++visits.current;
  open.set(current, visited);
  if (open.size > open_max) open.delete([...open].reduce((a, b) => (a[1].visit < b[1].visit ? a : b))[0]);
  return open;
}

function Archived({ channel }: { channel: Channel }) {
  const store = useStore();
  return (
    <div class="composer-note">
      <p>{words().channel.archived}</p>
      {mayRun(channel, store.me) && (
        <button
          type="button"
          class="button quiet"
          onClick={() => attempt(store.client.do("channel.unarchive", { channel: channel.channel }))}
        >
          {words().channel.unarchive}
        </button>
      )}
    </div>
  );
}

/** One that was not kept: whether the user is in it only the server can say. */
function Awaited() {
  return (
    <main class="channel">
      <header class="channel-header">
        <DrawerButton />
      </header>
      <div class="messages">
        <Missing what="all" />
      </div>
    </main>
  );
}

function NotHere({ asked }: { asked: boolean }) {
  const isGuest = useStore().me?.role === "guest";
  return (
    <main class="channel">
      <PageTitle />
      <header class="channel-header">
        <DrawerButton />
      </header>
      <div class="empty">
        <span class="start-mark">
          <Icon name={asked ? "lock" : "hash"} />
        </span>
        <h2>{asked ? words().channel.notIn : words().channel.inNone}</h2>
        <p>{asked ? words().channel.notInWhy : isGuest ? words().channel.inNoneGuest : words().channel.inNoneHint}</p>
        {!isGuest && (
          <button
            type="button"
            class="button"
            onClick={() => {
              dialog.value = { type: "browse" };
            }}
          >
            {words().general.browseChannels}
          </button>
        )}
      </div>
    </main>
  );
}
