import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import type { AnswerOf } from "../../protocol/commands.ts";
import type { Id } from "../../protocol/id.ts";
import { asCommandError } from "../../sdk/error.ts";
import { words } from "../language/language.ts";
import { dialog } from "../state/layout.ts";
import { draftOf, putEditIntoDraft } from "../state/memory.ts";
import { attempt, sentenceOf } from "../state/notice.ts";
import { useStore } from "../state/store.ts";
import { attachedTo } from "../state/uploads.ts";
import { DrawerButton } from "./drawer.tsx";
import { Topic } from "./header.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { lazy } from "./lazy.tsx";
import { Missing } from "./missing.tsx";

const Unsent = lazy(() => import("./dialog/later.ts").then((part) => part.Unsent));

/** What the server tells of a channel that one is not in. Of those that are private, or not there, it tells nothing. */
type Known = AnswerOf<"channel.look"> | "nothing";

/** In place of a channel: of one that the user is not in, or, without an id, of any. */
export function Outside({ id }: { id: Id | undefined }) {
  return id === undefined ? <InNone /> : <NotIn key={id} id={id} />;
}

/** One that was not kept: whether the user is in it only the server can say. */
export function Awaited() {
  return (
    <Framed heading={words().general.loading}>
      <div class="messages">
        <Missing what="all" />
      </div>
    </Framed>
  );
}

/** The list of channels, where the name of the workspace is seen, may be out of sight. */
export function PageTitle() {
  return <h1 class="unseen">{useStore().workspace}</h1>;
}

/** What was written where nothing can be sent. */
export function Left({ id }: { id: Id }) {
  const isNothing = draftOf(id).value.trim() === "" && attachedTo(id).value.length === 0;
  return isNothing ? null : <Unsent key={id} id={id} />;
}

function NotIn({ id }: { id: Id }) {
  const { client, isCutOff } = useStore();
  const known = useSignal<Known | undefined>(undefined);
  const error = useSignal("");
  useLayoutEffect(() => putEditIntoDraft(id), [id]);
  useEffect(() => {
    client.do("channel.look", { channel: id }).then(
      (channel) => {
        known.value = channel;
      },
      (thrown: unknown) => {
        known.value = "nothing";
        // That it may not be looked at is what the page says.
        if (!/^(not_found|forbidden)$/.test(asCommandError(thrown).code)) error.value = sentenceOf(thrown);
      },
    );
  }, [client, id, known, error]);
  if (!known.value) return <Awaited />;
  if (known.value === "nothing")
    return (
      <Empty icon="lock" name={words().channel.unknown} title={words().channel.notIn} text={words().channel.notInWhy}>
        <p class="form-error" role="alert">
          {error.value}
        </p>
        <BrowseButton />
        <Left id={id} />
      </Empty>
    );
  const { name, topic, members, archived } = known.value;
  const title = words().channel.title(name);
  return (
    <Empty
      icon="hash"
      name={name}
      topic={topic}
      title={words().channel.notIn}
      text={archived ? words().channel.notInArchived : words().general.members(members)}
    >
      {archived ? (
        <BrowseButton />
      ) : (
        <button
          type="button"
          class="button"
          disabled={isCutOff}
          title={isCutOff ? words().offline.needsServer : undefined}
          onClick={() => attempt(client.do("channel.join", { channel: id }))}
        >
          {words().channel.joinNamed(title)}
        </button>
      )}
      <Left id={id} />
    </Empty>
  );
}

function InNone() {
  const isGuest = useStore().me?.role === "guest";
  const { inNone, inNoneGuest, inNoneHint } = words().channel;
  return (
    <Empty icon="hash" name={words().sidebar.channels} title={inNone} text={isGuest ? inNoneGuest : inNoneHint}>
      <BrowseButton />
    </Empty>
  );
}

interface EmptyProps {
  readonly icon: IconName;
  readonly name: string;
  readonly topic?: string | undefined;
  readonly title: string;
  readonly text: string;
  readonly children: ComponentChildren;
}

function Empty({ icon, name, topic, title, text, children }: EmptyProps) {
  const heading = (
    <>
      <Icon name={icon} />
      <bdi class="name">{name}</bdi>
    </>
  );
  return (
    <Framed heading={heading} topic={topic}>
      <div class="empty">
        <span class="start-mark">
          <Icon name={icon} />
        </span>
        <h2>{title}</h2>
        <p>{text}</p>
        {children}
      </div>
    </Framed>
  );
}

interface FramedProps {
  readonly heading: ComponentChildren;
  readonly topic?: string | undefined;
  readonly children: ComponentChildren;
}

function Framed({ heading, topic, children }: FramedProps) {
  return (
    <main class="channel">
      <PageTitle />
      <header class="channel-header">
        <DrawerButton />
        <div class="channel-title">
          <h2>{heading}</h2>
          {topic !== undefined && <Topic text={topic} />}
        </div>
      </header>
      {children}
    </main>
  );
}

function BrowseButton() {
  if (useStore().me?.role === "guest") return null;
  return (
    <button
      type="button"
      class="button"
      onClick={() => {
        dialog.value = { type: "browse" };
      }}
    >
      {words().general.browseChannels}
    </button>
  );
}
