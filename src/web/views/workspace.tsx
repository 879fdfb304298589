import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { reportPresence } from "../state/attention.ts";
import { jump } from "../state/jump.ts";
import { lastChannels, setLastChannel } from "../state/memory.ts";
import { isDrawerOpen, isMembersOpen } from "../state/layout.ts";
import { channelPath, go, place } from "../state/place.ts";
import { type Store, useStore } from "../state/store.ts";
import { Banner } from "./banner.tsx";
import { ChannelPage } from "./channel.tsx";
import { OpenDialog } from "./dialog/open.tsx";
import { useKeys } from "./keys.ts";
import { MembersPanel } from "./members.tsx";
import { channelTitle } from "./name.tsx";
import { Notices } from "./notices.tsx";
import { Sidebar } from "./sidebar.tsx";

/** Everything for who is signed in. */
export function Workspace() {
  const store = useStore();
  const here = place();
  const current = here.page === "channel" ? here.channel : undefined;

  const watched = useRef("");
  useEffect(() => reportPresence(store.client), [store]);
  useSignalEffect(() => {
    const now = place();
    isDrawerOpen.value = false;
    if (now.page === "channel") {
      setLastChannel(now.channel);
      if (now.seq !== undefined) jump(now.channel, { to: "message", seq: now.seq });
    } else {
      const first = firstChannel(store);
      if (first) go(channelPath(first), { replace: true });
    }
  });
  useSignalEffect(() => {
    const now = place();
    const direct = store.channels.value.filter(({ kind }) => kind === "direct").map(({ channel }) => channel);
    const looked = now.page === "channel" && store.channel(now.channel) ? [now.channel] : [];
    const wanted = [...new Set([...looked, ...direct])];
    if (wanted.join() === watched.current) return;
    watched.current = wanted.join();
    store.client.watch(wanted);
  });
  useKeys(store);
  useSignalEffect(() => {
    document.title = titleOf(store);
  });

  return (
    <div
      class={`workspace${isDrawerOpen.value ? " drawer-open" : ""}${isMembersOpen.value && current ? " members-open" : ""}`}
    >
      <a class="skip" href="#composer">
        {words().sidebar.skip}
      </a>
      <Banner />
      <Sidebar current={current} />
      {/* For the mouse and the finger: Escape and the drawer's own button do the same. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events */}
      <div
        class="backdrop"
        onClick={() => {
          isDrawerOpen.value = false;
        }}
      />
      <ChannelPage id={current} />
      {current && isMembersOpen.value && <MembersPanel channel={current} />}
      <OpenDialog />
      <Notices />
    </div>
  );
}

/** The one looked at last, or else a public one: where new people are to begin. */
function firstChannel(store: Store): Id | undefined {
  const [last] = lastChannels();
  const channels = store.channels.value.toSorted(
    (a, b) => rank(a.kind) - rank(b.kind) || (a.channel < b.channel ? -1 : 1),
  );
  return (channels.find(({ channel }) => channel === last) ?? channels[0])?.channel;
}

function rank(kind: "public" | "private" | "direct"): number {
  return ["public", "private", "direct"].indexOf(kind);
}

/** Mentions, and messages in direct channels, are counted where a hidden tab shows it. */
function titleOf(store: Store): string {
  const now = place();
  const channel = now.page === "channel" ? store.channel(now.channel) : undefined;
  const waiting = store.channels.value.reduce(
    (sum, { kind, unread, mentions }) => sum + (kind === "direct" ? unread : mentions),
    0,
  );
  const where = [channel && channelTitle(store, channel), store.workspace].filter(Boolean).join(" · ");
  return waiting > 0 ? `(${waiting}) ${where}` : where;
}
