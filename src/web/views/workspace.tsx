import { useComputed, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { words } from "../language/language.ts";
import { keepAccent } from "../state/accent.ts";
import { reportPresence } from "../state/attention.ts";
import { callsIn } from "../state/calls.ts";
import { jump } from "../state/jump.ts";
import { coverPage } from "../state/layers.ts";
import { isDrawerOpen, isMembersOpen } from "../state/layout.ts";
import { lastChannels, setLastChannel } from "../state/memory.ts";
import { tellWhileAway } from "../state/notifications.ts";
import { channelPath, currentChannel, go, isInside, place } from "../state/place.ts";
import { isSignedIn } from "../state/session.ts";
import { type Store, useStore } from "../state/store.ts";
import { Banner } from "./banner.tsx";
import { ChannelPage } from "./channel.tsx";
import { Dialogs, MembersPanel } from "./dialogs.tsx";
import { useKeys } from "./keys.ts";
import { channelTitle } from "./name.tsx";
import { Notices } from "./notices.tsx";
import { SettingsPlace } from "./settings.tsx";
import { Sidebar } from "./sidebar.tsx";
import { swipeDrawer } from "./swipe.ts";

/** Everything for who is signed in. */
export function Workspace() {
  const store = useStore();
  const here = place();
  const current = currentChannel();
  const canWrite = useComputed(() => {
    const now = place();
    const channel = now.page === "channel" ? store.channel(now.channel) : undefined;
    return channel !== undefined && channel.archived !== true;
  }).value;

  const root = useRef<HTMLDivElement>(null);
  const watched = useRef("");
  useEffect(() => reportPresence(store.client), [store]);
  const { isListed } = store;
  // What happened while the client was closed was read, or is counted: it is not told of one by one.
  useEffect(() => (isListed ? tellWhileAway(store) : undefined), [store, isListed]);
  useSignalEffect(() => keepAccent(store.accent));
  useSignalEffect(() => {
    const now = place();
    isDrawerOpen.value = false;
    if (now.page === "channel") {
      setLastChannel(now.channel);
      if (now.seq !== undefined) jump(now.channel, { to: "message", seq: now.seq });
    } else if (!isInside(now) && isSignedIn(store)) {
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
  const waiting = useComputed(() => waitingFor(store));
  useSignalEffect(() => {
    document.title = titleOf(store, waiting.value);
  });
  useSignalEffect(() => {
    // Refused where the app is not installed, and where its user does not want it.
    if ("setAppBadge" in navigator) navigator.setAppBadge(waiting.value).catch(() => undefined);
  });
  const hasDrawer = !(here.page === "settings" || here.page === "admin");
  useEffect(() => (root.current ? swipeDrawer(root.current) : undefined), [hasDrawer]);
  useSignalEffect(() => (isDrawerOpen.value ? coverPage(closeDrawer) : undefined));
  useSignalEffect(() => (isMembersOpen.value ? coverPage(closeMembers) : undefined));

  if (!hasDrawer)
    return (
      <div class="workspace">
        {/* What is offline each page says itself, where it is not in the way. */}
        {!store.isCutOff && <Banner />}
        <SettingsPlace />
        <Dialogs />
        <Notices />
      </div>
    );
  return (
    <div
      ref={root}
      class={`workspace${isDrawerOpen.value ? " drawer-open" : ""}${isMembersOpen.value && current ? " members-open" : ""}`}
    >
      {canWrite && (
        <a class="skip" href="#composer">
          {words().sidebar.skip}
        </a>
      )}
      <Banner />
      <Sidebar />
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
      <Dialogs />
      <Notices />
    </div>
  );
}

/** The one looked at last, or else a public one in which one can write: where new people are to begin. */
function firstChannel(store: Store): Id | undefined {
  const [last] = lastChannels();
  const channels = store.channels.value.toSorted(
    (a, b) => isOver(a) - isOver(b) || rank(a.kind) - rank(b.kind) || (a.channel < b.channel ? -1 : 1),
  );
  return (channels.find(({ channel }) => channel === last) ?? channels[0])?.channel;
}

function isOver({ archived = false }: Channel): number {
  return Number(archived);
}

function rank(kind: "public" | "private" | "direct"): number {
  return ["public", "private", "direct"].indexOf(kind);
}

function closeDrawer(): void {
  isDrawerOpen.value = false;
}

function closeMembers(): void {
  isMembersOpen.value = false;
}

/** Mentions, and messages in direct channels: they are counted where a hidden tab and an installed app show it. */
function waitingFor(store: Store): number {
  return store.channels.value.reduce((sum, channel) => sum + callsIn(channel), 0);
}

function titleOf(store: Store, waiting: number): string {
  const now = place();
  const channel = now.page === "channel" ? store.channel(now.channel) : undefined;
  const page = now.page === "settings" || now.page === "admin" ? words()[now.page].title : undefined;
  const where = [channel && channelTitle(store, channel), page, store.workspace].filter(Boolean).join(" · ");
  return waiting > 0 ? `(${waiting}) ${where}` : where;
}
