import type { Channel } from "../../sdk/model.ts";
import { order } from "../language/language.ts";
import type { Store } from "../state/store.ts";
import { channelName } from "./name.tsx";

/** The channels as they are listed: those with a name, then direct ones, each by name. Of archived ones only the current. */
export function listedChannels(store: Store, current: string | undefined): { named: Channel[]; direct: Channel[] } {
  const channels = store.channels.value;
  const isNamed = ({ kind }: Channel) => kind !== "direct";
  return {
    named: [
      ...sorted(
        store,
        channels.filter((channel) => isNamed(channel) && !channel.archived),
      ),
      ...channels.filter((channel) => isNamed(channel) && channel.archived && channel.channel === current),
    ],
    direct: sorted(
      store,
      channels.filter((channel) => !isNamed(channel)),
    ),
  };
}

/** Another one when other channels are listed, or in another order. */
export function fingerprint(store: Store, current: string | undefined): string {
  const parts = store.channels.value.map((channel) => {
    const { kind, archived } = channel;
    const isListed = kind === "direct" || !archived || channel.channel === current;
    return isListed ? `${channel.channel} ${kind} ${archived} ${channelName(store, channel)}` : "";
  });
  return [order.value.resolvedOptions().locale, ...parts].join("\n");
}

function sorted(store: Store, channels: readonly Channel[]): Channel[] {
  return channels.toSorted((a, b) => order.value.compare(channelName(store, a), channelName(store, b)));
}
