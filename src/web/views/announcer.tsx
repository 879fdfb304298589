import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Message } from "../../protocol/records.ts";
import { fromNewest, lastOf } from "../../sdk/window.ts";
import { readingChannel } from "../state/attention.ts";
import { useStore } from "../state/store.ts";
import { textOf } from "../state/summary.ts";

/** Of what comes in one moment so much is read out, the newest: whoever hears it could not follow more. */
const said_max = 5;

/** Reads out to a screen reader what others write while its user is at the channel's end. */
export function Announcer({ channel }: { channel: Id }) {
  const store = useStore();
  const said = useSignal<readonly Message[]>([]);
  const known = useRef<number | undefined>(undefined);
  useSignalEffect(() => {
    const window = store.windows.get(channel);
    if (!window) return;
    const last = lastOf(window)?.seq;
    const before = known.current;
    // Of a channel in which nothing was, what comes is new.
    known.current = Math.max(last ?? 0, before ?? 0);
    if (before === undefined || last === undefined || last <= before || readingChannel.peek() !== channel) return;
    const others: Message[] = [];
    for (const message of fromNewest(window)) {
      if (message.seq <= before || others.length === said_max) break;
      if (message.author !== store.me?.id) others.unshift(message);
    }
    if (others.length > 0) said.value = others;
  });
  return (
    <p class="unseen" aria-live="polite">
      {said.value.map((message) => {
        // Who is not known yet is asked for: nothing is said by nobody.
        const name = store.user(message.author)?.name;
        // Another element each time: the same words again are read out too.
        return name !== undefined && <span key={message.seq}>{`${name}: ${textOf(message)}`}</span>;
      })}
    </p>
  );
}
