import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { type Id, idOf } from "../../protocol/id.ts";
import { accent_default } from "../../protocol/records.ts";
import { words } from "../language/language.ts";
import { dialog, isInviteOffered } from "../state/layout.ts";
import { recall, remember } from "../state/memory.ts";
import { adminPath, go, isOpenChannel } from "../state/place.ts";
import { prefer, preferences } from "../state/preferences.ts";
import { type Store, useStore } from "../state/store.ts";
import { Icon } from "./icon.tsx";
import { IconButton } from "./iconbutton.tsx";

/** What a server is called that nobody has named. */
const unnamed = "bantam";

interface FirstStepsProps {
  readonly channel: Id;
  /** Nothing else is in the channel. */
  readonly isAll: boolean;
}

/** What an owner may do next in a workspace that is new, until it is done or hidden: in the channel at which they looked first. */
export function FirstSteps({ channel, isAll }: FirstStepsProps) {
  const store = useStore();
  const { client, me } = store;
  const isAlone = useSignal(true);
  const isOwner = me?.role === "owner";
  const isWanted = isOwner && preferences().firstSteps && standsIn(store, channel);
  useEffect(() => {
    if (isWanted) remember("firstSteps", channel);
  }, [isWanted, channel]);
  useEffect(() => {
    if (!isWanted) return;
    client.do("user.list", { kind: "person", limit: 1 }).then(
      ({ total }) => {
        isAlone.value = total === 1;
      },
      // Then it looks as if nobody was invited yet.
      () => undefined,
    );
  }, [client, isWanted, isAlone]);
  const text = words().firstSteps;
  const invite = { text: text.invite, isDone: !isAlone.value, run: () => (dialog.value = { type: "invite" }) };
  const others = [
    {
      text: text.channel,
      isDone: store.channels.value.filter(({ kind }) => kind !== "direct").length > 1,
      run: () => (dialog.value = { type: "create" }),
    },
    {
      text: text.name,
      isDone: store.workspace.toLowerCase() !== unnamed || store.accent !== accent_default,
      run: () => go(adminPath("workspace")),
    },
  ];
  // Whether somebody was invited is known a moment later, when nothing may come in above the messages any more.
  const isShown = isWanted && others.some(({ isDone }) => !isDone);
  const offersInvite = isShown && isAll && !invite.isDone;
  useLayoutEffect(() => {
    isInviteOffered.value = offersInvite;
    return () => {
      isInviteOffered.value = false;
    };
  }, [offersInvite]);
  if (!isShown) return null;
  return (
    <section class="first-steps" aria-label={text.title}>
      <header>
        <h4>{text.title}</h4>
        <IconButton
          icon="close"
          label={text.dismiss}
          title={text.dismiss}
          onClick={() => prefer({ firstSteps: false })}
        />
      </header>
      <p class="hint">{text.text}</p>
      <ol>
        {[invite, ...others].map((step) => (
          <li key={step.text}>
            {step.isDone ? (
              <span class="first-step done">
                <Icon name="check" />
                {step.text}
                <span class="unseen"> ({text.done})</span>
              </span>
            ) : (
              <button type="button" class="first-step" onClick={step.run}>
                <span class="first-step-mark" />
                {step.text}
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Whether it is the channel that was looked at first; where that is gone, the open one takes its place. */
function standsIn(store: Store, channel: Id): boolean {
  const first = idOf(recall("firstSteps"));
  const known = first && store.channel(first);
  return known && !known.archived ? first === channel : isOpenChannel(channel);
}
