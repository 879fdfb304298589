import type { Channel } from "../../sdk/model.ts";
import { isDrawer } from "../state/layout.ts";
import { currentChannel, isOpenChannel } from "../state/place.ts";
import { ChannelLink } from "./channellink.tsx";
import { Groups } from "./groups.tsx";

const group_links = 10;
/** A group is at least so high, however dense the list is. */
const group_px_min = 280;

/** Links to channels. In a drawer none are drawn before it is opened. */
export function Links({ channels }: { channels: readonly Channel[] }) {
  const first = isDrawer() ? [] : firstInSight(channels);
  return <Groups items={channels} size={group_links} class="links" first={first} draw={linkTo} isKept={isOpen} />;
}

function linkTo({ channel }: Channel) {
  return <ChannelLink key={channel} id={channel} />;
}

/** The list is scrolled to it when it is another one, wherever it is. */
function isOpen({ channel }: Channel): boolean {
  return isOpenChannel(channel);
}

/** The groups at the begin, and those up to the current channel: the list is scrolled to it, which is then the last in sight. */
function firstInSight(channels: readonly Channel[]): number[] {
  const sight_groups = Math.ceil(innerHeight / group_px_min);
  const current = currentChannel();
  const at = Math.floor(channels.findIndex(({ channel }) => channel === current) / group_links);
  return Array.from({ length: sight_groups }, (_, i) => [i, at - i]).flat();
}
