import { computed, type ReadonlySignal, untracked } from "@preact/signals";
import type { Id } from "../../protocol/id.ts";
import type { Channel } from "../../sdk/model.ts";
import { order } from "../language/language.ts";
import { currentChannel } from "../state/place.ts";
import type { Store } from "../state/store.ts";
import { channelName } from "./name.tsx";

/** Those with a name, then direct ones, each by name. Of archived ones only the open one. */
interface Listed {
  readonly named: readonly Id[];
  readonly direct: readonly Id[];
}

const known = new WeakMap<Store, ReadonlySignal<Listed>>();

/**
 * The channels as they are listed. Which they are, and in which order, changes seldom; in the channels themselves something does
 * with every message: they are put in order only when another order may come of it.
 */
export function listedChannels(store: Store): Listed {
  let listed = known.get(store);
  if (!listed) {
    const archived = computed(() => openArchived(store));
    const print = computed(() => fingerprint(store, archived.value));
    listed = computed(() => {
      void print.value;
      return untracked(() => list(store, archived.value));
    });
    known.set(store, listed);
  }
  return listed.value;
}

/** The open channel, if it is an archived one. */
function openArchived(store: Store): Id | undefined {
  const id = currentChannel();
  return id && store.channel(id)?.archived ? id : undefined;
}

function list(store: Store, openArchived: Id | undefined): Listed {
  const channels = store.channels.value;
  const isNamed = ({ kind }: Channel) => kind !== "direct";
  return {
    named: [
      ...sorted(
        store,
        channels.filter((channel) => isNamed(channel) && !channel.archived),
      ),
      ...channels.filter((each) => isNamed(each) && each.channel === openArchived).map(({ channel }) => channel),
    ],
    direct: sorted(
      store,
      channels.filter((channel) => !isNamed(channel)),
    ),
  };
}

/** Another one when other channels are listed, or in another order. */
function fingerprint(store: Store, openArchived: Id | undefined): string {
  const parts = store.channels.value.map((channel) => {
    const { kind, archived } = channel;
    const isListed = kind === "direct" || !archived || channel.channel === openArchived;
    return isListed ? `${channel.channel} ${kind} ${archived} ${channelName(store, channel)}` : "";
  });
  return [order.value.resolvedOptions().locale, ...parts].join("\n");
}

function sorted(store: Store, channels: readonly Channel[]): Id[] {
  return channels
    .toSorted((a, b) => order.value.compare(channelName(store, a), channelName(store, b)))
    .map(({ channel }) => channel);
}
