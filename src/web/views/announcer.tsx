import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Message } from "../../protocol/records.ts";
import { lastOf } from "../../sdk/window.ts";
import { readingChannel } from "../state/attention.ts";
import { useStore } from "../state/store.ts";
import { textOf } from "../state/summary.ts";

/** Reads out to a screen reader what others write while its user is at the channel's end. */
export function Announcer({ channel }: { channel: Id }) {
  const store = useStore();
  const said = useSignal<Message | undefined>(undefined);
  const known = useRef<number | undefined>(undefined);
  useSignalEffect(() => {
    const window = store.windows.get(channel);
    if (!window) return;
    const last = lastOf(window);
    // Of a channel in which nothing was, what comes is new.
    if (!last) {
      known.current ??= 0;
      return;
    }
    const isNew = known.current !== undefined && last.seq > known.current;
    known.current = Math.max(last.seq, known.current ?? 0);
    if (isNew && last.author !== store.me?.id && readingChannel.peek() === channel) said.value = last;
  });
  // Who is not known yet is asked for: nothing is said by nobody.
  const name = said.value && store.user(said.value.author)?.name;
  return (
    <p class="unseen" aria-live="polite">
      {/* Another element each time: the same words again are read out too. */}
      {said.value && name !== undefined && (
        <span key={said.value.seq}>
          {name}: {textOf(said.value)}
        </span>
      )}
    </p>
  );
}
