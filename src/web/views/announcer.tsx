import { useSignal, useSignalEffect } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { lastOf } from "../../sdk/window.ts";
import { readingChannel } from "../state/attention.ts";
import { useStore } from "../state/store.ts";
import { textOf } from "../state/summary.ts";

/** Reads out to a screen reader what others write while its user is at the channel's end. */
export function Announcer({ channel }: { channel: Id }) {
  const store = useStore();
  const said = useSignal<{ readonly seq: number; readonly text: string } | undefined>(undefined);
  const known = useRef<number | undefined>(undefined);
  useSignalEffect(() => {
    const window = store.windows.get(channel);
    const last = window && lastOf(window);
    if (!last) return;
    const isNew = known.current !== undefined && last.seq > known.current;
    known.current = Math.max(last.seq, known.current ?? 0);
    if (isNew && last.author !== store.me?.id && readingChannel.peek() === channel)
      said.value = { seq: last.seq, text: `${store.user(last.author)?.name ?? ""}: ${textOf(last)}` };
  });
  return (
    <p class="unseen" aria-live="polite">
      {/* Another element each time: the same words again are read out too. */}
      {said.value && <span key={said.value.seq}>{said.value.text}</span>}
    </p>
  );
}
