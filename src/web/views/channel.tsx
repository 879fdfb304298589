import { type Signal, signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { channelAhead } from "../state/ahead.ts";
import { hasEdit, loadEdit } from "../state/memory.ts";
import { attempt } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { Composer } from "./composer.tsx";
import { FileTarget } from "./files.tsx";
import { ChannelHeader } from "./header.tsx";
import { Messages } from "./messages.tsx";
import { Awaited, Left, Outside, PageTitle } from "./outside.tsx";
import { mayRun } from "./right.ts";
import { TypingLine } from "./typing.tsx";

/** One channel: what it is, what was said in it, and what is about to be said. */
export function ChannelPage({ id }: { id: Id | undefined }) {
  const store = useStore();
  const channel = id && store.channel(id);
  if (!channel) return store.isListed ? <Outside id={id} /> : <Awaited />;
  return (
    <main class="channel">
      <PageTitle />
      <ChannelHeader channel={channel} />
      <Conversation channel={channel} />
    </main>
  );
}

/**
 * From channel to channel the messages are others altogether; what stands around them stays, and with it what it would cost to draw.
 * Those of the channel that will probably be opened next are drawn beneath them: they have only to be uncovered then.
 */
function Conversation({ channel }: { channel: Channel }) {
  const { channel: id, archived } = channel;
  const ahead = useAhead(id);
  const drawn = ahead === undefined ? [id] : [ahead, id];
  const editingIn = useEdits(drawn);
  return (
    <>
      {drawn.map((each) => (
        <Messages key={each} id={each} editing={editingIn(each)} />
      ))}
      <TypingLine channel={id} />
      {archived ? <Archived channel={channel} /> : <Composer id={id} editing={editingIn(id)} />}
      {!archived && <FileTarget channel={channel} />}
    </>
  );
}

/** The channel to be drawn beneath the open one: its messages are here, and none of them is being edited, which would take the focus. */
function useAhead(open: Id): Id | undefined {
  const { windows } = useStore();
  const ahead = channelAhead();
  return ahead !== undefined && ahead !== open && windows.get(ahead) && !hasEdit(ahead) ? ahead : undefined;
}

/** Which message is being edited in each of the channels that are drawn, for as long as they are. */
function useEdits(drawn: readonly Id[]): (channel: Id) => Signal<number | undefined> {
  const edits = useRef(new Map<Id, Signal<number | undefined>>()).current;
  for (const known of edits.keys()) if (!drawn.includes(known)) edits.delete(known);
  return (channel) => {
    const editing = edits.get(channel) ?? signal(loadEdit(channel)?.seq);
    edits.set(channel, editing);
    return editing;
  };
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
      <Left id={channel.channel} />
    </div>
  );
}
